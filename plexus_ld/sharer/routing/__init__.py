"""Routing: who an activity goes to, by which point, and why.

Each question is a file of `plexus_ld/queries` (``audience-*``, ``routing-*``) that the
owner may replace by one of their own in the home's ``queries``.
"""

from plexus_ld.sharer.routing.audience import Audience, Audiences, Wanted
from plexus_ld.sharer.routing.router import Router

__all__ = ["Audience", "Audiences", "Router", "Wanted"]
