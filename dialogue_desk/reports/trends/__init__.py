"""Charts over time and units beside each other."""
