"""Requests: what waits for the owner's word, or for somebody else's."""
