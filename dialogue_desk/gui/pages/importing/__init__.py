"""Taking somebody else's table, or one of ours, with a look at it first."""
