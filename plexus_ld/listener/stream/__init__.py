"""The stream: what was heard, by time and by person, its marks, and its words."""
