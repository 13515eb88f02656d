"""Graphs over HTTP: read, put, added to, taken away."""
