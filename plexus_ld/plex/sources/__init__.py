"""Sources: what others said, each in a graph of its own, and the record of it."""
