"""A province's hub on PostgreSQL: what a desk publishes for many to read. The desk stays the only writer."""
