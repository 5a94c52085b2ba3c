"""Việc hôm nay: what a unit has to do today, and where each figure leads."""
