"""The SQLite store: versions, current rows, search, history, backup."""
