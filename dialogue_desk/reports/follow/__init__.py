"""What became of petitions and what a unit owes: lists, the ten answers, home."""
