"""Activities as plain JSON, for programs: `file`, `command` and `webhook` speak it.

It is ActivityStreams 2.0 in its compact form, so that a JSON-LD reader has triples of
it and a program that knows JSON alone has what it needs: ``.type``, ``.actor.name``,
``.object.source.content``. docs/channels.md describes it. Pure: no I/O.

Who else was in the audience is never written.
Source: https://www.w3.org/TR/activitystreams-core/ §2 (the form), §4.7 (natural
language), https://www.w3.org/TR/activitypub/ §3.3 (``source``).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from plexus_ld.errors import ParseError
from plexus_ld.model.activity import POST_VERBS, Attachment, Kind, Object, Verb
from plexus_ld.model.arrival import Arrival
from plexus_ld.model.delivery import Delivery

#: JSON values of an object.
Json = dict[str, object]

#: The context that gives the words their meaning.
CONTEXT: Final = "https://www.w3.org/ns/activitystreams"
#: Who "everybody" is: https://www.w3.org/TR/activitypub/ §5.6.
PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"
#: Attachments, tags and ids of one object that are read; more is no post.
_MOST: Final = 50
#: Characters of a text that are read.
_LONGEST: Final = 1_000_000
#: Characters of an id, a URL, a name.
_LONGEST_NAME: Final = 2_000
_VERBS: Final[Mapping[str, Verb]] = {str(verb): verb for verb in POST_VERBS}
_KINDS: Final[Mapping[str, Kind]] = {str(kind): kind for kind in Kind}
#: What RDF and terminals cannot hold.
_UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def to_json(delivery: Delivery, url_of: Callable[[Attachment], str]) -> Json:
    """Return one delivery's activity, as its one receiver may see it.

    Args:
        delivery: What is sent, fitted to the channel.
        url_of: Where the receiver finds an attachment; "" when nowhere.
    """
    activity = delivery.activity
    actor: Json = {"id": str(activity.actor)}
    if activity.actor_name:
        actor["name"] = activity.actor_name
    receiver = PUBLIC if activity.is_public else str(delivery.point.agent)
    return {
        "@context": CONTEXT,
        "id": str(activity.iri),
        "type": str(activity.verb),
        "actor": actor,
        "published": _written(activity.published),
        "to": [receiver],
        "object": _object(delivery, url_of),
    }


def _object(delivery: Delivery, url_of: Callable[[Attachment], str]) -> Json:
    item, verb = delivery.activity.object, delivery.activity.verb
    if verb is Verb.DELETE:
        return {"id": str(item.iri), "type": "Tombstone", "formerType": str(item.kind)}
    if verb in (Verb.LIKE, Verb.ANNOUNCE):
        pointed = {"id": delivery.reply_to or str(item.iri), "type": str(item.kind)}
        # Who cannot follow the id still sees what is passed on; a like needs none.
        words = (item.title, item.summary, item.text) if verb is Verb.ANNOUNCE else ()
        said = dict(zip(("name", "summary", "content"), words, strict=False))
        return {**pointed, **_present({"url": item.url, **said})}
    text = "\n\n".join(delivery.texts)
    if item.summary:  # it has a place of its own here
        text = text.removeprefix(item.summary).lstrip("\n")
    html = item.html if len(delivery.texts) == 1 else ""
    return {
        "id": str(item.iri),
        "type": str(item.kind),
        **_present({"name": item.title, "summary": item.summary}),
        "content": html or text,
        "mediaType": "text/html" if html else "text/plain",
        "source": {"content": text, "mediaType": "text/plain"},
        **_around(item, delivery.reply_to),
        **_present(
            {"attachment": [_attached(a, url_of) for a in delivery.attachments]}
        ),
    }


def _around(item: Object, reply_to: str) -> Json:
    answered = dict.fromkeys([reply_to, str(item.in_reply_to or "")])
    return _present(
        {
            "url": item.url,
            "inReplyTo": [one for one in answered if one],
            "preview": _preview(item),
            "tag": [{"type": "Hashtag", "name": f"#{tag}"} for tag in item.tags],
            "published": _written(item.published),
            "updated": _written(item.updated),
        }
    )


def _preview(item: Object) -> Json:
    if item.preview is None:
        return {}
    said = item.preview
    values = {"url": said.url, "name": said.title, "summary": said.summary}
    return {"type": "Page", **_present({**values, "image": said.image})}


def _attached(attachment: Attachment, url_of: Callable[[Attachment], str]) -> Json:
    major = attachment.media_type.partition("/")[0].capitalize()
    return {
        "type": major if major in ("Image", "Video", "Audio") else "Document",
        "mediaType": attachment.media_type,
        # Mastodon and its kin say what can be seen as the attachment's name.
        **_present({"name": attachment.alt or attachment.name}),
        **_present({"url": url_of(attachment), "size": attachment.size_bytes}),
    }


def _present(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}


def _written(when: datetime | None) -> str:
    if when is None:
        return ""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def from_json(body: bytes) -> Arrival:
    """Read one activity, or an object alone, which counts as its Create.

    What it does not know it passes over; an object without an id gets one that is
    made of its bytes, so that the same bytes are the same object.

    Raises:
        ParseError: It is no JSON object, or it says nothing.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError("it is no JSON") from error
    if not isinstance(value, dict):
        raise ParseError("it is JSON, but no object")
    made_id = f"urn:uuid:{uuid5(NAMESPACE_URL, body.hex())}"
    verb = _VERBS.get(_word(value.get("type")))
    if verb is None:
        return _arrival(Verb.CREATE, value, value, made_id)
    item = value.get("object")
    item = item if isinstance(item, dict) else {"id": item}
    return _arrival(verb, value, item, made_id)


def _arrival(verb: Verb, activity: Json, item: Json, made_id: str) -> Arrival:
    about_other = verb in (Verb.LIKE, Verb.ANNOUNCE)
    own_id = _name(activity.get("id")) if about_other else _name(item.get("id"))
    actor = activity.get("actor") or item.get("attributedTo")
    text, html = _said(item)
    attachments = tuple(_attachments(item))
    words = (text, html, _name(item.get("name")), _text(item.get("summary")))
    if verb is Verb.CREATE and not (any(words) or attachments or _url(item)):
        raise ParseError("it says nothing")
    return Arrival(
        verb=verb,
        id=own_id or made_id,
        sender=_names(actor)[0] if _names(actor) else "",
        sender_name=_name(actor.get("name")) if isinstance(actor, dict) else "",
        kind=_KINDS.get(_word(item.get("type")), Kind.NOTE),
        title=_name(item.get("name")),
        text=text,
        html=html,
        summary=_text(item.get("summary")),
        url=_url(item),
        also=() if about_other else tuple({_url(item)} - {"", own_id}),
        in_reply_to=_names(item.get("inReplyTo")),
        target=_names(activity.get("object")) if about_other else (),
        attachments=attachments,
        tags=tuple(_tags(item)),
        language=_language(item),
        published=_when(item.get("published")) or _when(activity.get("published")),
        updated=_when(item.get("updated")),
        is_private=_is_private(activity, item),
    )


def _said(item: Json) -> tuple[str, str]:
    """Return what an object says, as text and as HTML."""
    source = item.get("source")
    text = _text(source.get("content")) if isinstance(source, dict) else ""
    content = _text(item.get("content") or _first(item.get("contentMap")))
    if _word(item.get("mediaType")) in ("text/plain", "text/markdown"):
        return text or content, ""
    if not text and not re.search(r"[<&]", content):
        return content, ""  # a script's plain words: HTML and text are one
    return text, content


def _attachments(item: Json) -> Iterable[Attachment]:
    for one in _listed(item.get("attachment")):
        found = one if isinstance(one, dict) else {"url": one}
        url = _url(found) or _name(found.get("href"))
        if url:
            media_type = _word(found.get("mediaType")) or "application/octet-stream"
            size = found.get("size")
            yield Attachment(
                media_type,
                alt=_text(found.get("name")),
                url=url,
                size_bytes=size if isinstance(size, int) and size >= 0 else None,
            )


def _tags(item: Json) -> Iterable[str]:
    for one in _listed(item.get("tag")):
        if isinstance(one, dict) and _word(one.get("type")) == "Hashtag":
            name = _name(one.get("name")).lstrip("#")
        else:
            name = _name(one).lstrip("#") if isinstance(one, str) else ""
        if name:
            yield name


def _language(item: Json) -> str:
    named = item.get("contentMap")
    languages = list(named) if isinstance(named, dict) else []
    known = languages[0] if len(languages) == 1 else ""
    return (
        known if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", known) else ""
    )


def _is_private(activity: Json, item: Json) -> bool:
    receivers = [
        one
        for holder in (activity, item)
        for word in ("to", "cc")
        for one in _names(holder.get(word))
    ]
    everybody = {PUBLIC, "as:Public", "Public"}
    return bool(receivers) and not everybody.intersection(receivers)


def _when(value: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(_name(value))
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _url(item: Json) -> str:
    return next(iter(_names(item.get("url"))), "")


def _names(value: object) -> tuple[str, ...]:
    """Return ids: of strings, of objects with an id or a link, of lists of both."""
    found = []
    for one in _listed(value):
        holder = one if isinstance(one, dict) else {"id": one}
        name = _name(holder.get("id") or holder.get("href") or holder.get("url"))
        if name and not re.search(r"\s", name):
            found.append(name)
    return tuple(dict.fromkeys(found))


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return value[:_MOST] if isinstance(value, list) else [value]


def _first(value: object) -> object:
    return next(iter(value.values()), "") if isinstance(value, dict) else ""


def _word(value: object) -> str:
    return next((one for one in _listed(value) if isinstance(one, str)), "")


def _name(value: object) -> str:
    text = _text(value)
    return text.strip() if len(text) <= _LONGEST_NAME else ""


def _text(value: object) -> str:
    return _UNSPEAKABLE.sub("", value[:_LONGEST]) if isinstance(value, str) else ""
