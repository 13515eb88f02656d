"""People: who is who over all sources, and the network that comes of it."""
