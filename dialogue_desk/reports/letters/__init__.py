"""Sheets that are issued or handed out, and what their prose, headings and names are made of."""
