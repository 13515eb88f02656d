"""The owner's accounts on channels, and their secrets."""
