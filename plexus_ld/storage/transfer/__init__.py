"""Everything into one file, and back, equal."""
