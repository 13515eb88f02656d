"""Feeds: what somebody publishes for all who care to ask.

Wire: a conditional GET of RSS 0.9 to 2.0, Atom 0.3 and 1.0, RDF or JSON Feed.
Roles: listener, a point for each feed.
Limits: a feed above 4 MiB (the account's ``max_bytes``) is not read; of one feed the
newest 1,000 entries are.
Specification: RFC 4287 (Atom), RFC 4685 (threads), RFC 6721 (deletions),
https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/,
https://www.jsonfeed.org/version/1.1/, RFC 9110 §13 (conditions), RFC 9111 (age)
"""

from plexus_ld.channels.base import Tools
from plexus_ld.channels.feed.asking import CARD, FeedChannel
from plexus_ld.channels.feed.reading import read

__all__ = ["CARD", "FeedChannel", "open_channel", "read"]


def open_channel(tools: Tools) -> FeedChannel:
    """Return the channel."""
    return FeedChannel(tools.http)
