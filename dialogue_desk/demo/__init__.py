"""Demonstration data, made through the desk."""
