"""From the bytes of a feed to arrivals: quickly where that does, else patiently."""

import re
from html import unescape
from typing import Final

from plexus_ld.channels.feed.head import head_of
from plexus_ld.channels.feed.jsonfeed import is_json, json_feed
from plexus_ld.channels.feed.patient import patient
from plexus_ld.channels.feed.quick import Entries, is_enough, quick
from plexus_ld.model.activity import Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

#: What reading imports at its first call: see `Listener.read`.
IMPORTS: Final = ("fastfeedparser",)
#: An entry that was taken back: RFC 6721 §3.
_DELETED: Final = re.compile(
    rb"<(?:[A-Za-z0-9_]{1,20}:)?deleted-entry\s[^<>]{0,2048}?"
    rb"\bref\s*=\s*[\"']([^\"'<>]{1,2048})[\"']"
)
_MAX_DELETED: Final = 1000
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_PLAIN: Final = frozenset({"utf-8", "utf8", "us-ascii"})


def read(raw: Raw) -> Reading:
    """Make arrivals of a feed, the oldest first. Pure: it is called in a worker.

    Raises:
        ParseError: It is no feed.
    """
    if is_json(raw.body):
        return json_feed(raw.body, raw.url)
    head = head_of(raw.body, raw.url)
    entries = _entries(raw, head.language)
    return Reading(
        (*_oldest_first(entries.arrivals), *_deleted(raw.body)),
        pace=head.pace,
        skip_hours=head.skip_hours,
        skip_days=head.skip_days,
        title=entries.title,
        hub=head.hub,
        topic=head.topic,
    )


def _entries(raw: Raw, language: str) -> Entries:
    charset = _CHARSET.search(raw.media_type)
    if is_enough(raw.body) and (charset is None or charset[1].lower() in _PLAIN):
        found = quick(raw.body, raw.url, language)
        if found is not None and found.arrivals:
            return found
    return patient(raw.body, raw.url, raw.media_type, language)


def _oldest_first(arrivals: tuple[Arrival, ...]) -> list[Arrival]:
    """Turn the order of a feed, newest first, round; by date if all have one."""
    turned = list(reversed(arrivals))
    dated = [(one.published, one) for one in turned if one.published is not None]
    if len(dated) < len(turned):
        return turned
    dated.sort(key=lambda pair: pair[0])
    return [one for _, one in dated]


def _deleted(body: bytes) -> list[Arrival]:
    if b"deleted-entry" not in body:
        return []
    refs = _DELETED.findall(body)[:_MAX_DELETED]
    return [
        Arrival(Verb.DELETE, unescape(ref.decode(errors="replace"))) for ref in refs
    ]
