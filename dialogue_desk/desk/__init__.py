"""Use cases: the only door through which window and command line reach data."""
