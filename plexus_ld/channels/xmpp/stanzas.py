"""Stanzas as values: elements that are added to messages, and what messages say.

No I/O, and no library: elements are those of ``xml.etree``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement

from plexus_ld.model.activity import Activity, Attachment
from plexus_ld.model.delivery import Delivery

CLIENT: Final = "{jabber:client}"
SID: Final = "{urn:xmpp:sid:0}"
REPLACE: Final = "{urn:xmpp:message-correct:0}replace"
RETRACT: Final = "{urn:xmpp:message-retract:1}retract"
REACTIONS: Final = "{urn:xmpp:reactions:0}"
REPLY: Final = "{urn:xmpp:reply:0}reply"
OOB: Final = "{jabber:x:oob}"
STORE: Final = "{urn:xmpp:hints}store"
FALLBACK: Final = "{urn:xmpp:fallback:0}fallback"
DELAY: Final = "{urn:xmpp:delay}delay"
RESULT: Final = "{urn:xmpp:mam:2}result"
FORWARDED: Final = "{urn:xmpp:forward:0}forwarded"
CARBON: Final = "{urn:xmpp:carbons:2}received"
ERRORS: Final = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
#: Ours: what a Plexus on the other side would lose otherwise.
SAID: Final = "{https://w3id.org/plexus#}said"
FILE: Final = "{https://w3id.org/plexus#}file"

#: What a like looks like.
LIKE: Final = "👍"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that lies on the owner's server now."""

    url: str
    attachment: Attachment


def id_of(activity: Activity, files: int) -> str:
    """Return the id of an activity's first message; the same in each try.

    How many files follow is part of it: a deletion has to name them, too.
    """
    return f"{uuid5(NAMESPACE_URL, activity.iri)}-{files}"


def part(first: str, number: int) -> str:
    """Return the id of the message with a file; from 1."""
    return f"{first}.{number}"


def parts(first: str) -> tuple[str, ...]:
    """Return the ids of all messages of an activity, by that of the first."""
    files = first.rpartition("-")[2]
    count = int(files) if files.isdecimal() and len(files) < 3 else 0
    return (first, *(part(first, number) for number in range(1, count + 1)))


def said(delivery: Delivery, files: tuple[Uploaded, ...] = ()) -> Element:
    """Return our own element: the IRIs, the kind, and what the files show."""
    item = delivery.activity.object
    facts = {
        "activity": str(delivery.activity.iri),
        "object": str(item.iri),
        "kind": item.kind.value,
        "title": item.title,
        "url": item.url,
        "in-reply-to": str(item.in_reply_to or ""),
        "lang": item.language,
    }
    element = Element(SAID, {name: value for name, value in facts.items() if value})
    for file in files:
        about = file.attachment
        SubElement(
            element,
            FILE,
            {
                "url": file.url,
                "type": about.media_type,
                "name": about.name,
                "alt": about.alt,
            },
        )
    return element


def said_of(first: str) -> Element:
    """Return our element in a message with a file: it belongs to another message."""
    return Element(SAID, {"of": first})


def link(file: Uploaded) -> Element:
    """Return the element by which programs know a link to a file. XEP-0066 §3."""
    element = Element(f"{OOB}x")
    SubElement(element, f"{OOB}url").text = file.url
    if file.attachment.alt:
        SubElement(element, f"{OOB}desc").text = file.attachment.alt
    return element


def reaction(to: str, what: str = LIKE) -> Element:
    """Return a reaction to a message. XEP-0444 §3.1."""
    element = Element(f"{REACTIONS}reactions", {"id": to})
    SubElement(element, f"{REACTIONS}reaction").text = what
    return element


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A message, out of what carried it.

    Attributes:
        message: The message itself.
        archive_id: What the archive calls it; "" when it came by itself.
        stamp: When it was sent, if somebody says so.
        carrier: ``archive``, ``carbon`` or "".
    """

    message: Element
    archive_id: str = ""
    stamp: str = ""
    carrier: str = ""


def unwrapped(outer: Element) -> Unwrapped | None:
    """Take a message out of an archive's answer or a carbon copy."""
    for carrier, tag in (("archive", RESULT), ("carbon", CARBON)):
        around = outer.find(tag)
        if around is None:
            continue
        forwarded = around.find(FORWARDED)
        inner = forwarded.find(f"{CLIENT}message") if forwarded is not None else None
        if forwarded is None or inner is None:
            return None
        stamp = _stamp(forwarded) or _stamp(inner)
        kept = around.get("id", "") if carrier == "archive" else ""
        return Unwrapped(inner, kept, stamp, carrier)
    return Unwrapped(outer, stamp=_stamp(outer))


def archive_id(message: Element, by: str) -> str:
    """Return the id that the owner's own archive gave a message; "" if none."""
    for element in message.iter(f"{SID}stanza-id"):
        if element.get("by", "").casefold() == by:
            return element.get("id", "")
    return ""


def facts_of(message: Element) -> Mapping[str, object]:
    """Return what a message says, as JSON would have it."""
    reactions = message.find(f"{REACTIONS}reactions")
    own = message.find(SAID)
    body = message.findtext(f"{CLIENT}body") or ""
    is_fallback = message.find(FALLBACK) is not None
    facts: dict[str, object] = {
        "id": _first(message, f"{SID}origin-id", "id") or message.get("id", ""),
        "from": message.get("from", ""),
        "type": message.get("type", "normal"),
        "body": body,
        "subject": message.findtext(f"{CLIENT}subject") or "",
        "replace": _first(message, REPLACE, "id"),
        "retract": _first(message, RETRACT, "id"),
        "reply": _first(message, REPLY, "id"),
        "fallback": is_fallback,
        "links": list(_links(message)),
    }
    if reactions is not None:
        facts["react"] = reactions.get("id", "")
        facts["reactions"] = [each.text or "" for each in reactions]
    if own is not None:
        facts["said"] = dict(own.attrib)
        facts["files"] = [dict(file.attrib) for file in own.iter(FILE)]
    if facts["type"] == "error":
        facts["error"] = error_of(message)
    return facts


def error_of(message: Element) -> Mapping[str, str]:
    """Return why a message came back: its kind, its condition, the words."""
    error = message.find(f"{CLIENT}error")
    if error is None:
        return {"kind": "cancel", "condition": "", "words": ""}
    conditions = [
        each.tag.removeprefix(ERRORS)
        for each in error
        if each.tag.startswith(ERRORS) and each.tag != f"{ERRORS}text"
    ]
    return {
        "kind": error.get("type", "cancel"),
        "condition": conditions[0] if conditions else "",
        "words": (error.findtext(f"{ERRORS}text") or "")[:200],
    }


def _links(message: Element) -> Iterator[dict[str, str]]:
    for each in message.iter(f"{OOB}x"):
        url = each.findtext(f"{OOB}url")
        if url:
            yield {"url": url, "desc": each.findtext(f"{OOB}desc") or ""}


def _first(message: Element, tag: str, attribute: str) -> str:
    found = message.find(tag)
    return found.get(attribute, "") if found is not None else ""


def _stamp(element: Element) -> str:
    return _first(element, DELAY, "stamp")
