"""Tables people already have, read as a person sees them: found in a file, understood column by column, row by row."""
