"""From a Matrix event to arrivals; pure."""

from collections.abc import Mapping
from typing import Any, Final

from plexus_ld.channels.live import spoken, time_of, word
from plexus_ld.channels.matrix.addresses import address_of
from plexus_ld.channels.matrix.contents import PART, SAID
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

#: Files of one message; more is no message.
_MOST_FILES: Final = 50
_KINDS: Final = {
    "m.image": Kind.IMAGE,
    "m.video": Kind.VIDEO,
    "m.audio": Kind.AUDIO,
    "m.file": Kind.DOCUMENT,
}


def read(raw: Raw) -> Reading:
    """Make an arrival of an event.

    Raises:
        ParseError: The bytes are no event.
    """
    facts = spoken(raw)
    event = _mapping(facts.get("event"))
    readers = {
        "m.room.message": _message,
        "m.sticker": _message,
        "m.reaction": _reaction,
        "m.room.redaction": _redaction,
    }
    reader = readers.get(word(event.get("type")))
    if reader is None or not word(event.get("event_id")):
        return Reading()
    around: dict[str, Any] = {
        "sender": address_of(word(event.get("sender"))),
        "published": _time(event) or raw.heard_at,
        "is_private": True,
    }
    if facts.get("in-room") is True:
        # The room is who is listened to; who spoke in it is said.
        around |= {"sender": "", "sender_name": word(event.get("sender"))}
    arrival = reader(event, _mapping(event.get("content")), around)
    return Reading(arrivals=(arrival,) if arrival else ())


def _message(
    event: Mapping[str, Any], content: Mapping[str, Any], around: dict[str, Any]
) -> Arrival | None:
    relation = _mapping(content.get("m.relates_to"))
    verb, name = Verb.CREATE, word(event.get("event_id"))
    if relation.get("rel_type") == "m.replace":
        verb, name = Verb.UPDATE, word(relation.get("event_id"))
        content = _mapping(content.get("m.new_content"))
    own = _mapping(content.get(SAID))
    files = _files(content)
    if _is_part(relation) and files:
        return None  # the message that it belongs to lists it
    text = word(content.get("body"))
    listed = own.get("files")
    for each in (listed if isinstance(listed, list) else [])[:_MOST_FILES]:
        files += tuple(f for f in _files(_mapping(each)) if f not in files)
    if _files(content):
        text = "" if text in {files[0].name, files[0].alt} else text
    if not (text or files) or not name:
        return None  # it was redacted meanwhile
    answers = (
        word(_mapping(relation.get("m.in_reply_to")).get("event_id")),
        word(own.get("in-reply-to")),
    )
    belongs_to = word(relation.get("event_id")) if _is_part(relation) else ""
    return Arrival(
        verb,
        name,
        kind=_kind(content, own),
        title=word(own.get("title")),
        text=text,
        html=_html(content),
        url=word(own.get("url")) if _is_web(own.get("url")) else "",
        also=_also(own),
        in_reply_to=tuple(filter(None, (*answers, belongs_to))),
        attachments=files,
        language=word(own.get("lang")),
        **around,
    )


def _reaction(
    event: Mapping[str, Any], content: Mapping[str, Any], around: dict[str, Any]
) -> Arrival | None:
    relation = _mapping(content.get("m.relates_to"))
    target = word(relation.get("event_id"))
    if not target:
        return None
    own = _mapping(content.get(SAID))
    return Arrival(
        Verb.LIKE,
        word(event.get("event_id")),
        text=word(relation.get("key"))[:64],
        target=(target, *filter(None, (word(own.get("object")),))),
        also=tuple(filter(None, (word(own.get("activity")),))),
        **around,
    )


def _redaction(
    event: Mapping[str, Any], content: Mapping[str, Any], around: dict[str, Any]
) -> Arrival | None:
    """Read a deletion; room version 11 has put the id into the content."""
    gone = word(content.get("redacts")) or word(event.get("redacts"))
    return Arrival(Verb.DELETE, gone, **around) if gone else None


def _files(content: Mapping[str, Any]) -> tuple[Attachment, ...]:
    kind, url = word(content.get("msgtype")), word(content.get("url"))
    if kind not in _KINDS or not url.startswith("mxc://"):
        return ()
    info = _mapping(content.get("info"))
    body = word(content.get("body"))
    name = word(content.get("filename")) or body
    size = info.get("size")
    return (
        Attachment(
            word(info.get("mimetype")) or "application/octet-stream",
            name,
            body if body != name else "",
            url=url,
            size_bytes=size if type(size) is int and size >= 0 else None,
        ),
    )


def _kind(content: Mapping[str, Any], own: Mapping[str, Any]) -> Kind:
    named = word(own.get("kind"))
    if named in set(Kind):
        return Kind(named)
    return _KINDS.get(word(content.get("msgtype")), Kind.NOTE)


def _html(content: Mapping[str, Any]) -> str:
    is_html = content.get("format") == "org.matrix.custom.html"
    return word(content.get("formatted_body")) if is_html else ""


def _also(own: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, (word(own.get("object")), word(own.get("activity")))))


def _is_part(relation: Mapping[str, Any]) -> bool:
    return relation.get("rel_type") == PART


def _is_web(value: object) -> bool:
    return word(value).startswith(("https://", "http://"))


def _time(event: Mapping[str, Any]) -> Any:
    stamp = event.get("origin_server_ts")
    return time_of(stamp / 1000) if type(stamp) is int else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
