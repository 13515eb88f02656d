"""Linked Data Notifications: activities as RDF documents, in an inbox.

Wire: one POST of JSON-LD for each activity, signed as the owner where no login is set,
answered 201 with a Location, or 202;
taking in, a GET of the inbox, which lists its notifications, and of each that is new.
Roles: sharer, listener, a point for each inbox.
Limits: a notification above 1 MiB is neither sent nor read; of a listing the first
2,000 members count, and 50 new ones are fetched in one poll, all from the inbox's host.
Specification: https://www.w3.org/TR/ldn/, https://www.w3.org/TR/ldp/ §5.2
"""

from plexus_ld.channels.base import Tools
from plexus_ld.channels.ldn.channel import CARD, LdnChannel
from plexus_ld.channels.ldn.reading import read

__all__ = ["CARD", "LdnChannel", "open_channel", "read"]


def open_channel(tools: Tools) -> LdnChannel:
    """Return the channel."""
    return LdnChannel(tools)
