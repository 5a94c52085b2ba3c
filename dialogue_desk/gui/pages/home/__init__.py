"""Tổng quan: what a unit has to do today, and where each figure leads."""
