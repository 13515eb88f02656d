"""Which feeds lie at a page: fetched through the one door, read in a worker."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from plexus_ld.errors import FetchError, WorkerError
from plexus_ld.plex.connections.values import Feed

if TYPE_CHECKING:
    from plexus_ld.net.client import Client
    from plexus_ld.workers import Workers

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml;q=0.9, application/feed+json;q=0.9, "
    "application/xml;q=0.7, text/xml;q=0.7, text/html;q=0.5, */*;q=0.1"
)
_MAX_BYTES: Final = 4 * 1024 * 1024
_HEAD_BYTES: Final = 2048
_LONGEST_TITLE: Final = 200


def feeds_at(client: "Client", workers: "Workers", url: str) -> tuple[Feed, ...]:
    """Return the feeds of a page, the likeliest first; a feed's own if it is one.

    Args:
        client: The door to the network.
        workers: Where it is read.
        url: The page.

    Raises:
        FetchError: It cannot be had.
    """
    answer = client.get(url, {"Accept": _ACCEPT}, max_body_bytes=_MAX_BYTES)
    if answer.status >= 400:
        raise FetchError(url, f"HTTP {answer.status}", answer.status)
    media_type = answer.headers.get("content-type", "")
    try:
        return workers.call(read_feeds, answer.body, answer.url, media_type)
    except WorkerError:  # bytes that no reader survives name no feed
        return ()


def read_feeds(body: bytes, url: str, media_type: str) -> tuple[Feed, ...]:
    """Return the feeds that bytes name, or are. Runs in a worker."""
    from plexus_ld.channels.feed.discovery import feeds_of

    head = body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        return (Feed(url, _xml_title(body), is_page=False),)
    if head.startswith(b"{") and "json" in media_type:
        title = _json_title(body)
        return () if title is None else (Feed(url, title, is_page=False),)
    text = body.decode(errors="replace")
    return tuple(Feed(found.url, found.title) for found in feeds_of(text, url))


def _json_title(body: bytes) -> str | None:
    """Return a JSON Feed's title; None if it is no JSON Feed."""
    with suppress(ValueError, RecursionError):
        found = json.loads(body)
        if isinstance(found, dict) and isinstance(found.get("items"), list):
            return _line(found.get("title"))
    return None


def _xml_title(body: bytes) -> str:
    import feedparser

    with suppress(ValueError, TypeError, LookupError, RecursionError):
        return _line(feedparser.parse(body).feed.get("title"))
    return ""


def _line(title: object) -> str:
    """Return a title as one line, of a length that a name may have."""
    text = " ".join(title.split()) if isinstance(title, str) else ""
    return text[:_LONGEST_TITLE] if text.isprintable() else ""
