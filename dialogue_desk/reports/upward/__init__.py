"""What goes with a package or came with one, and how files name their fields."""
