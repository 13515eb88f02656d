"""Which feeds a page names.

Source: https://www.rssboard.org/rss-autodiscovery,
https://www.jsonfeed.org/version/1.1/#discovery
"""

import re
from dataclasses import dataclass
from typing import Final

from plexus_ld.net.weblinks import Link, links_of_page

#: Types of feeds, the best first.
TYPES: Final = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
)
#: Types that others than feeds have as well: only what is called a feed counts.
_BROAD: Final = frozenset(TYPES[3:])
#: Feeds of what others say about a page.
_COMMENTS: Final = re.compile(r"comments?\b|kommentare\b|commentaires\b", re.IGNORECASE)
_FEEDLIKE: Final = re.compile(r"feed|rss|atom|news|blog", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page names.

    Attributes:
        url: Where it lies.
        title: What the page calls it; "" if it does not.
        media_type: What the page says that it is.
    """

    url: str
    title: str = ""
    media_type: str = ""


def feeds_of(html: str, base: str) -> tuple[FoundFeed, ...]:
    """Return the feeds that a page names, the most likely first.

    That is the order of the page, except that feeds of comments come last.

    Args:
        html: The page.
        base: Its URL.
    """
    found: dict[str, FoundFeed] = {}
    for link in links_of_page(html, base):
        if _is_feed(link) and link.url != base:
            feed = FoundFeed(link.url, link.title, link.media_type)
            found.setdefault(link.url, feed)
    return tuple(sorted(found.values(), key=_is_of_comments))


def _is_feed(link: Link) -> bool:
    if "stylesheet" in link.relations:
        return False
    if "feed" in link.relations:  # HTML 5's earlier word, and IndieWeb's
        return link.media_type in ("", *TYPES)
    if "alternate" not in link.relations or link.media_type not in TYPES:
        return False
    return link.media_type not in _BROAD or bool(
        _FEEDLIKE.search(f"{link.title} {link.url}")
    )


def _is_of_comments(feed: FoundFeed) -> bool:
    return bool(_COMMENTS.search(f"{feed.title} {feed.url}"))
