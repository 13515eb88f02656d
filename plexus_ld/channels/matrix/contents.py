"""Contents of events: what a delivery says, as Matrix has it; pure."""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery

#: Ours, in the content of a message. Specification, "Namespacing" (appendices).
SAID: Final = "org.w3id.plexus.said"
#: Relates the second and further events of one activity to the first.
PART: Final = "org.w3id.plexus.part"
LIKE: Final = "👍"
#: An event is refused above 65,536 bytes, signatures and all. § "Size limits".
_MOST_BYTES: Final = 60_000
_TYPES: Final = {"image": "m.image", "video": "m.video", "audio": "m.audio"}


def transaction(delivery: Delivery, number: int) -> str:
    """Return the id by which the server knows the same event sent twice."""
    return f"{uuid5(NAMESPACE_URL, delivery.activity.iri)}.{number}"


def said(
    delivery: Delivery, files: Sequence[Mapping[str, object]] = ()
) -> Mapping[str, object]:
    """Return what a Plexus on the other side would lose otherwise.

    Args:
        delivery: What is sent.
        files: The contents of the messages with its files, which follow by themselves.
    """
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
    known: dict[str, object] = {name: value for name, value in facts.items() if value}
    if files:
        known["files"] = [dict(each) for each in files]
    return known


def text(delivery: Delivery, body: str) -> dict[str, object]:
    """Return the content of a text message, with HTML where all of it fits."""
    content: dict[str, object] = {"msgtype": "m.text", "body": body}
    item = delivery.activity.object
    if item.html and item.text and item.text in body:
        heading = f"<h1>{escape(item.title)}</h1>" if item.title else ""
        rich = {
            "format": "org.matrix.custom.html",
            "formatted_body": f"{heading}{item.html}",
        }
        if len(json.dumps({**content, **rich})) < _MOST_BYTES:
            content |= rich
    return content


def file(attachment: Attachment, uri: str) -> dict[str, object]:
    """Return the content of a message with a file, as of m.image and its like."""
    family = attachment.media_type.partition("/")[0]
    info: dict[str, object] = {"mimetype": attachment.media_type}
    if attachment.size_bytes is not None:
        info["size"] = attachment.size_bytes
    name = attachment.name or "file"
    return {
        "msgtype": _TYPES.get(family, "m.file"),
        "body": attachment.alt or name,
        "filename": name,
        "url": uri,
        "info": info,
    }


def edit(content: Mapping[str, object], of: str) -> dict[str, object]:
    """Return the content that takes the place of another event's. § m.replace."""
    return {
        "msgtype": "m.text",
        "body": f"* {content['body']}",
        "m.new_content": dict(content),
        "m.relates_to": {"rel_type": "m.replace", "event_id": of},
    }


def like(of: str) -> dict[str, object]:
    """Return the content of a reaction. § m.annotation."""
    relation = {"rel_type": "m.annotation", "event_id": of, "key": LIKE}
    return {"m.relates_to": relation}


def answers(to: str) -> Mapping[str, object]:
    """Return what says that a message is an answer. § m.in_reply_to."""
    return {"m.in_reply_to": {"event_id": to}}


def part_of(first: str) -> Mapping[str, object]:
    """Return what says that an event belongs to another."""
    return {"rel_type": PART, "event_id": first}
