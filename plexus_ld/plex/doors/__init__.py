"""Doors that the owner opens: tokens for programs."""
