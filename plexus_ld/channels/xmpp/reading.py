"""From what a message said to arrivals; pure."""

import mimetypes
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from plexus_ld.channels.live import moment, spoken, word, words
from plexus_ld.channels.xmpp.login import bare
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading
from plexus_ld.model.delivery import ReportedFailure

#: Files of one message; more is no message.
_MOST_FILES: Final = 50


def read(raw: Raw) -> Reading:
    """Make arrivals of a message, or a failure of one that came back.

    Raises:
        ParseError: The bytes are no message.
    """
    facts = spoken(raw)
    if facts.get("type") == "error":
        return Reading(failures=(_failure(facts),))
    arrival = _arrival(facts, raw)
    return Reading(arrivals=(arrival,) if arrival else ())


def _arrival(facts: Mapping[str, Any], raw: Raw) -> Arrival | None:
    sender = bare(word(facts.get("from")))
    own = _mapping(facts.get("said"))
    # A file of another message, which lists it.
    if sender is None or word(own.get("of")):
        return None
    around: dict[str, Any] = {
        "sender": f"xmpp:{sender}",
        "published": moment(word(facts.get("stamp"))) or raw.heard_at,
        "also": tuple(
            filter(None, (word(own.get("object")), word(own.get("activity"))))
        ),
        "is_private": True,
    }
    given = word(facts.get("id")) or sha256(raw.body).hexdigest()
    if retracted := word(facts.get("retract")):
        return Arrival(Verb.DELETE, retracted, **around)
    if liked := word(facts.get("react")):
        target = (liked, *_objects(own))
        around["also"] = (word(own.get("activity")),) if own.get("activity") else ()
        is_taken_back = not words(facts.get("reactions"))
        return (
            None
            if is_taken_back
            else Arrival(Verb.LIKE, given, target=target, **around)
        )
    return _said(facts, own, given, around)


def _said(
    facts: Mapping[str, Any], own: Mapping[str, Any], given: str, around: dict[str, Any]
) -> Arrival | None:
    files = _files(facts)
    body = word(facts.get("body"))
    text = "" if body in {file.url for file in files} else body
    replaced = word(facts.get("replace"))
    if not text and not files:
        return None  # somebody is typing, or has read something
    answers = (word(facts.get("reply")), word(own.get("in-reply-to")))
    return Arrival(
        Verb.UPDATE if replaced else Verb.CREATE,
        replaced or given,
        kind=_kind(word(own.get("kind")), files, text),
        title=word(own.get("title")) or word(facts.get("subject")),
        text=text,
        url=_web(own.get("url")),
        in_reply_to=tuple(filter(None, answers)),
        attachments=files,
        language=word(own.get("lang")),
        **around,
    )


def _files(facts: Mapping[str, Any]) -> tuple[Attachment, ...]:
    listed = facts.get("files") or facts.get("links")
    files = []
    for each in (listed if isinstance(listed, list) else [])[:_MOST_FILES]:
        about = _mapping(each)
        url = _web(about.get("url"))
        if not url:
            continue
        name = word(about.get("name")) or urlsplit(url).path.rpartition("/")[2]
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        alt = word(about.get("alt")) or word(about.get("desc"))
        files.append(Attachment(word(about.get("type")) or guessed, name, alt, url=url))
    return tuple(files)


def _kind(named: str, files: tuple[Attachment, ...], text: str) -> Kind:
    if named in set(Kind):
        return Kind(named)
    if text or not files:
        return Kind.NOTE
    family = files[0].media_type.partition("/")[0]
    by_family = {"image": Kind.IMAGE, "video": Kind.VIDEO, "audio": Kind.AUDIO}
    return by_family.get(family, Kind.DOCUMENT)


def _failure(facts: Mapping[str, Any]) -> ReportedFailure:
    error = _mapping(facts.get("error"))
    address = bare(word(facts.get("from")))
    # A file's message is part of another, by whose id the delivery is known.
    return ReportedFailure(
        word(facts.get("id")).partition(".")[0],
        f"xmpp:{address}" if address else "",
        in_words(error),
        is_permanent=is_final(error),
    )


def in_words(error: Mapping[str, Any]) -> str:
    """Return why a message came back, for the owner."""
    condition = word(error.get("condition")).replace("-", " ") or "refused"
    said = word(error.get("words"))
    return f"{condition}: {said}" if said else condition


def is_final(error: Mapping[str, Any]) -> bool:
    """Tell whether no other try will help. RFC 6120 §8.3.2."""
    waits = {"remote-server-timeout", "remote-server-not-found", "resource-constraint"}
    return error.get("kind") != "wait" and error.get("condition") not in waits


def _objects(own: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, (word(own.get("object")),)))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _web(value: object) -> str:
    url = word(value)
    return url if url.startswith(("https://", "http://")) else ""
