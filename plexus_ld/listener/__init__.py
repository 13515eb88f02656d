"""The Listener: what the owner's people say, on every channel, heard once."""
