"""Negotiated connections: offered, accepted, changed, withdrawn, signed by both."""
