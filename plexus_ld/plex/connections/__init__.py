"""Connections: the cards that the owner holds of agents, and the points on them."""

from plexus_ld.plex.connections.making import connect

__all__ = ["connect"]
