"""Opinions and petitions: the list, one of them to read, the step that comes next, many answers at once."""
