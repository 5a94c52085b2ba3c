"""A period's report and its figures: counted, closed, and what changed since."""
