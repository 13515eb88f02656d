"""XML feeds by feedparser, which reads what nobody else does, in its own time."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any, Final

from plexus_ld.channels.feed.quick import FAILURES, Entries, permalink
from plexus_ld.channels.feed.words import (
    MAX_ENTRIES,
    MAX_TAGS,
    absolute,
    attachment,
    each_once,
    id_of,
    is_html,
    kind_of,
    line,
    rebased,
)
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Attachment, Verb
from plexus_ld.model.arrival import Arrival

#: Roots of feeds, also of those that are empty or of a form that died (CDF).
_FEEDS: Final = re.compile(
    rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE
)
#: Elements of a feed that are read: its parser takes 30 µs for each, twice where the
#: feed is ill-formed. A feed of a thousand entries has half as many.
MAX_ELEMENTS: Final = 40_000
_STARTS: Final = re.compile(rb"<\0{0,3}[A-Za-z_]")  # UTF-16 and UTF-32 too
#: The parser looks for a DOCTYPE at each line's beginning, past all white space: the
#: square of a run. Runs are cut, by a number of bytes that suits UTF-32 too.
_SPACE: Final = re.compile(rb"(?:[\s\0]){8,}+")
_LONGEST_SPACE: Final = 80
_HTML: Final = ("text/html", "application/xhtml+xml")


def patient(body: bytes, url: str, media_type: str, language: str) -> Entries:
    """Read an XML feed, however ill-formed.

    Raises:
        ParseError: It is no feed, or has more elements than a feed has.
    """
    if elements(body) > MAX_ELEMENTS:
        message = f"more than {MAX_ELEMENTS:,} elements"
        raise ParseError(message)
    import feedparser  # 150 ms, and only for what the quick reader gives up on

    headers = {"content-location": url}
    if media_type:
        headers["content-type"] = media_type
    try:
        # Bytes as such would be tried as a URL and as a file's name first. HTML is
        # cleaned by whoever keeps it.
        parsed = feedparser.parse(
            BytesIO(_SPACE.sub(_cut, body)),
            response_headers=headers,
            sanitize_html=False,
        )
    except FAILURES as error:
        raise ParseError("a feed that no reader makes sense of") from error
    feed, entries = parsed.get("feed") or {}, parsed.get("entries") or []
    if not (entries or parsed.get("version") or _FEEDS.search(body[:4096])):
        raise ParseError("that is no feed")
    reader = _Reader(url, absolute(url, feed.get("link")), language, feed)
    arrivals = tuple(reader.arrival(entry) for entry in entries[:MAX_ENTRIES])
    return Entries(arrivals, line(feed.get("title")))


def _cut(found: re.Match[bytes]) -> bytes:
    run = found[0]
    return run[: _LONGEST_SPACE + len(run) % 4] if len(run) > _LONGEST_SPACE else run


def elements(body: bytes) -> int:
    """Count the elements of a feed by a look; what stands in CDATA is text."""
    found = at = 0
    while (start := body.find(b"<![CDATA[", at)) >= 0:
        found += _count(body, at, start)
        at = body.find(b"]]>", start)
        if at < 0:
            return found
    return found + _count(body, at, len(body))


def _count(body: bytes, start: int, end: int) -> int:
    return sum(1 for _ in _STARTS.finditer(body, start, end))


class _Reader:
    def __init__(
        self, base: str, site: str, language: str, feed: Mapping[str, Any]
    ) -> None:
        self._base = base
        self._site = site
        self._language = language or str(feed.get("language") or "")

    def arrival(self, entry: Mapping[str, Any]) -> Arrival:
        title = line(entry.get("title"))
        url = absolute(self._base, entry.get("link"))
        text, html, summary, language = self._said(entry)
        id_ = id_of(entry.get("id"), url, title, html or text)
        url, link, also = permalink(id_, url, self._base, self._site)
        # Asked for itself it gives what was published, with a warning.
        updated = _when(dict(entry).get("updated_parsed"))
        return Arrival(
            Verb.CREATE,
            id_,
            sender_name=line(entry.get("author")),
            kind=kind_of(title),
            title=title,
            text=text,
            html=html,
            summary=summary,
            url=url,
            link=link,
            also=also,
            in_reply_to=_answered(entry.get("thr_in-reply-to")),
            attachments=self._attachments(entry),
            tags=_tags(entry.get("tags") or ()),
            language=language or self._language,
            published=_when(entry.get("published_parsed")) or updated,
            updated=updated,
        )

    def _said(self, entry: Mapping[str, Any]) -> tuple[str, str, str, str]:
        """Return text, HTML, summary and language."""
        summary = str(entry.get("summary") or "")
        best: Mapping[str, Any] = entry.get("summary_detail") or {}
        for content in entry.get("content") or ():
            if content.get("value") and (
                best.get("type") not in _HTML or not best.get("_c")
            ):
                best = {**content, "_c": True}
        body = str(best.get("value") or "")
        short = line(summary, 4000) if summary and summary != body else ""
        language = str(best.get("language") or "")
        if best.get("type") == "text/plain" or not is_html(body):
            return body, "", short, language
        return "", rebased(body, str(best.get("base") or self._base)), short, language

    def _attachments(self, entry: Mapping[str, Any]) -> tuple[Attachment, ...]:
        enclosures = entry.get("enclosures") or ()
        media = entry.get("media_content") or ()
        return each_once(
            attachment(
                self._base,
                item.get("href") or item.get("url"),
                item.get("type"),
                item.get("length") or item.get("filesize"),
                item.get("title"),
            )
            for item in (*enclosures, *media)
        )


def _answered(said: Any) -> tuple[str, ...]:
    if not isinstance(said, Mapping):
        return ()
    refs = (said.get("ref"), said.get("href"))
    return tuple(dict.fromkeys(str(ref)[:2048] for ref in refs if ref))


def _tags(tags: Any) -> tuple[str, ...]:
    named = (line(tag.get("label") or tag.get("term"), 100) for tag in tags[:MAX_TAGS])
    return tuple(dict.fromkeys(tag.removeprefix("#") for tag in named if tag))


def _when(found: object) -> datetime | None:
    if not isinstance(found, struct_time):
        return None
    try:
        return datetime(*found[:6], tzinfo=UTC)
    except ValueError:
        return None
