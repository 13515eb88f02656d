"""The feed as JSON.

Specification: https://www.jsonfeed.org/version/1.1/
"""

import json
from typing import Any

from plexus_ld.publish.posts.atom import content_of
from plexus_ld.publish.posts.channel import JSON, Channel
from plexus_ld.publish.posts.entries import Entry


def json_feed(channel: Channel) -> bytes:
    """Return the feed as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": channel.base,
        "feed_url": f"{channel.base}{JSON}" if channel.base else "",
        "authors": [_given({"name": channel.name, "url": _web(channel.owner)})],
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
    }
    made = {**_given(feed), "items": [_item(entry) for entry in channel.entries]}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: Entry) -> dict[str, Any]:
    content = content_of(entry)
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.link,
        "title": entry.title,
        "content_html": content,
        "content_text": "" if content else entry.text,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "language": entry.language,
        "tags": list(entry.tags),
        "attachments": [
            _given(
                {
                    "url": one.url,
                    "mime_type": one.media_type,
                    "title": one.words,
                    "size_in_bytes": one.size_bytes or 0,
                }
            )
            for one in entry.enclosures
        ],
        # What is answered: an extension that readers without it pass over.
        "_in_reply_to": entry.answers,
    }
    given = _given(item)
    if "content_html" not in given:
        given["content_text"] = entry.text  # one of the two has to be there
    return given


def _given(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _web(iri: str) -> str:
    return iri if iri.startswith(("https://", "http://")) else ""
