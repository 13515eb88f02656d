"""The home's socket: every command beside the one that holds the home."""
