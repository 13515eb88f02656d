"""Feeds in JSON.

Source: https://www.jsonfeed.org/version/1.1/
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from plexus_ld.channels.feed.words import (
    MAX_ENTRIES,
    MAX_HTML,
    MAX_TAGS,
    absolute,
    attachment,
    each_once,
    id_of,
    kind_of,
    line,
    rebased,
    when,
)
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Attachment, Verb
from plexus_ld.model.arrival import Arrival, Reading

#: Escapes of a character that no text may hold, and of halves of one.
_NUL: Final = re.compile(r"(?<!\\)\\u0000")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")


def is_json(body: bytes) -> bool:
    """Tell by its first byte whether a document is JSON."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def json_feed(body: bytes, url: str) -> Reading:
    """Read a JSON Feed, oldest entry first.

    Raises:
        ParseError: It is none.
    """
    try:
        feed = _parsed(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"JSON that makes no sense: {error}"[:200]) from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseError("JSON, but no JSON Feed: it has no items")
    hubs = feed.get("hubs")
    return Reading(
        tuple(
            _arrival(item, feed, url)
            for item in reversed(items[:MAX_ENTRIES])
            if isinstance(item, dict)
        ),
        title=line(feed.get("title")),
        hub=_hub(hubs, url) if isinstance(hubs, list) else "",
        topic=absolute(url, feed.get("feed_url")),
    )


def _parsed(body: bytes) -> Any:
    text = _NUL.sub("", body.decode("utf-8-sig", errors="replace").replace("\0", ""))
    parsed = json.loads(text)
    if _HALF.search(text):  # a half that found no other: written out, it is mended
        whole = json.dumps(parsed, ensure_ascii=False).encode(errors="replace")
        parsed = json.loads(whole)
    return parsed


def _hub(hubs: list[Any], url: str) -> str:
    for hub in hubs[:10]:
        if isinstance(hub, dict) and str(hub.get("type", "")).lower() == "websub":
            return absolute(url, hub.get("url"))
    return ""


def _arrival(item: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Arrival:
    title = line(item.get("title"))
    url = absolute(base, item.get("url"))
    text, html = item.get("content_text"), item.get("content_html")
    text = text[:MAX_HTML] if isinstance(text, str) else ""
    html = rebased(html, url or base) if isinstance(html, str) else ""
    own = item.get("id")
    own = str(own) if isinstance(own, int | float) else own
    id_ = id_of(own, url, title, html or text)
    return Arrival(
        Verb.CREATE,
        id_,
        sender_name=_author(item) or _author(feed),
        kind=kind_of(title),
        title=title,
        text=text,
        html=html,
        summary=line(item.get("summary"), 4000),
        url=url,
        link=absolute(base, item.get("external_url")),
        also=(url,) if url and url != id_ else (),
        in_reply_to=_answered(item.get("_in_reply_to")),
        attachments=_attachments(item, base),
        tags=_tags(item.get("tags")),
        language=line(item.get("language") or feed.get("language"), 35),
        published=when(item.get("date_published") or item.get("date_modified")),
        updated=when(item.get("date_modified")),
    )


def _author(said: Mapping[str, Any]) -> str:
    authors = said.get("authors")
    found = authors[0] if isinstance(authors, list) and authors else said.get("author")
    return line(found.get("name")) if isinstance(found, dict) else ""


def _answered(said: object) -> tuple[str, ...]:
    """Return what it answers: an extension that several writers share."""
    return (said[:2048],) if isinstance(said, str) and said else ()


def _attachments(item: Mapping[str, Any], base: str) -> tuple[Attachment, ...]:
    given = item.get("attachments")
    return each_once(
        attachment(
            base,
            one.get("url"),
            one.get("mime_type"),
            one.get("size_in_bytes"),
            one.get("title"),
        )
        for one in (given[:50] if isinstance(given, list) else ())
        if isinstance(one, dict)
    )


def _tags(tags: object) -> tuple[str, ...]:
    if not isinstance(tags, list):
        return ()
    named = (line(tag, 100) for tag in tags[:MAX_TAGS])
    return tuple(dict.fromkeys(tag.removeprefix("#") for tag in named if tag))
