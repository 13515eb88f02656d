"""Micropub: editors that exist post in the owner's name."""
