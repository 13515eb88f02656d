"""Bytes to quads and back. Pure: no network, no store."""
