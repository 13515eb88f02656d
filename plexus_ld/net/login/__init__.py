"""Logging in to a server that asks for it: Basic, Digest, Solid-OIDC."""
