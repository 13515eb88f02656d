"""ActivityPub: the owner's own account among those of other servers.

Wire: one signed POST of an activity for each inbox; what is public goes once to the
inbox that a server's accounts share. What others say comes to the owner's inbox.
Roles: sharer, receiver; a point for each account, named by its actor's IRI or handle.
Limits: an actor's document above 1 MiB is not read, an activity above 1 MiB not sent.
Specification: https://www.w3.org/TR/activitypub/, RFC 7033 (WebFinger), RFC 9421 and
draft-cavage-http-signatures-12 (signatures)
"""

from plexus_ld.channels.activitypub.card import CARD
from plexus_ld.channels.activitypub.channel import ActivityPubChannel
from plexus_ld.channels.base import Tools

__all__ = ["CARD", "ActivityPubChannel", "open_channel"]


def open_channel(tools: Tools) -> ActivityPubChannel:
    """Return the channel."""
    return ActivityPubChannel(tools)
