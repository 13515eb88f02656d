"""The Listener: what the owner's people say is polled, read, joined, and kept."""
