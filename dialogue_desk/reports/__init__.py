"""One file a report: store -> Sheet."""
