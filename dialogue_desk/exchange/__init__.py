"""Files in and out: packages, spreadsheets, line files."""
