"""Builds the rooms and wires them together; the only such place."""

from plexus_ld.assembly.plex import Plex

__all__ = ["Plex"]
