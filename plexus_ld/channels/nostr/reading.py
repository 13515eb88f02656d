"""From a Nostr event to arrivals; pure."""

import mimetypes
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from plexus_ld.channels.live import spoken, time_of, word
from plexus_ld.channels.nostr import events
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

#: Tags that are looked at; contact lists have thousands, notes have not.
_MOST_TAGS: Final = 500

Tags = tuple[tuple[str, ...], ...]


def read(raw: Raw) -> Reading:
    """Make arrivals of an event.

    Raises:
        ParseError: The bytes are no event.
    """
    facts = spoken(raw)
    event = facts.get("event")
    if not isinstance(event, dict) or not word(event.get("id")):
        return Reading()
    tags = tuple(_tags(event.get("tags")))
    around: dict[str, Any] = {
        "sender": word(facts.get("from")),
        "published": time_of(event.get("created_at")) or raw.heard_at,
        "is_private": facts.get("private") is True,
    }
    return Reading(arrivals=tuple(_arrivals(event, tags, around)))


def _arrivals(
    event: Mapping[str, Any], tags: Tags, around: dict[str, Any]
) -> Iterator[Arrival]:
    name, content, kind = (
        word(event["id"]),
        word(event.get("content")),
        event.get("kind"),
    )
    mentioned = [tag[1] for tag in tags if tag[0] == "e" and len(tag) > 1 and tag[1]]
    own = next((tag for tag in tags if tag[0] == events.SAID), ())
    also = tuple(filter(None, own[2:3] + own[1:2]))
    if kind in {events.NOTE, events.MESSAGE}:
        yield Arrival(
            Verb.CREATE,
            name,
            kind=_kind(own),
            title=_title(own, tags),
            text=content,
            also=also,
            in_reply_to=_answered(tags),
            attachments=tuple(_files(tags)),
            tags=tuple(tag[1] for tag in tags if tag[0] == "t" and len(tag) > 1),
            **around,
        )
    elif kind == events.DELETION:
        for gone in mentioned:
            yield Arrival(Verb.DELETE, gone, also=own[2:3], **around)
    elif kind == events.REACTION and mentioned and content != "-":
        target = (mentioned[-1], *filter(None, own[2:3]))
        yield Arrival(
            Verb.LIKE, name, text=content[:64], target=target, also=own[1:2], **around
        )
    elif kind == events.REPOST and mentioned:
        yield Arrival(Verb.ANNOUNCE, name, target=(mentioned[-1],), **around)


def _answered(tags: Tags) -> tuple[str, ...]:
    """Return what is answered, the nearest first. NIP-10."""
    named = [tag for tag in tags if tag[0] == "e" and len(tag) > 1]
    marked = {tag[3]: tag[1] for tag in named if len(tag) > 3 and tag[3]}
    if marked:
        nearest = [marked.get("reply", ""), marked.get("root", "")]
    else:
        nearest = [tag[1] for tag in reversed(named)]
    return tuple(dict.fromkeys(filter(None, nearest)))


def _files(tags: Tags) -> Iterator[Attachment]:
    """Return what ``imeta`` tags describe. NIP-92."""
    for tag in tags:
        if tag[0] != "imeta":
            continue
        facts = dict(part.partition(" ")[::2] for part in tag[1:])
        url = facts.get("url", "")
        if url.startswith(("https://", "http://")):
            guessed = mimetypes.guess_type(urlsplit(url).path)[0]
            media_type = facts.get("m") or guessed or "application/octet-stream"
            yield Attachment(media_type, alt=facts.get("alt", ""), url=url)


def _kind(own: tuple[str, ...]) -> Kind:
    named = own[3] if len(own) > 3 else ""
    return Kind(named) if named in set(Kind) else Kind.NOTE


def _title(own: tuple[str, ...], tags: Tags) -> str:
    named = own[4] if len(own) > 4 else ""
    subjects = (tag[1] for tag in tags if tag[0] == "subject" and len(tag) > 1)
    return named or next(subjects, "")


def _tags(value: object) -> Iterator[tuple[str, ...]]:
    for tag in (value if isinstance(value, list) else [])[:_MOST_TAGS]:
        if isinstance(tag, list) and tag and all(isinstance(each, str) for each in tag):
            yield tuple(map(word, tag))
