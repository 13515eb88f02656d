"""Frozen values: what the rooms hand to each other. No I/O."""
