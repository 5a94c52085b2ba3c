"""Thiết lập: the person, the rules of the unit, copies, and a card for each further matter."""
