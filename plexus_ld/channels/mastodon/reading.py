"""From a server's JSON to arrivals: statuses and notifications. Pure.

Source: https://docs.joinmastodon.org/entities/Status/,
https://docs.joinmastodon.org/entities/Notification/
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from mimetypes import guess_type
from typing import Final
from urllib.parse import urlsplit

from plexus_ld.channels.mastodon.card import id_on
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

Json = dict[str, object]

#: Statuses of one answer that are read; a server gives 40 at most.
_MOST: Final = 200
#: Attachments and tags of one status.
_MOST_PARTS: Final = 50
_LONGEST: Final = 500_000
_LONGEST_NAME: Final = 2_000
#: What RDF and terminals cannot hold.
_UNSPEAKABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_KINDS: Final = {
    "image": Kind.IMAGE, "gifv": Kind.VIDEO, "video": Kind.VIDEO, "audio": Kind.AUDIO,
}  # fmt: skip
_TYPES: Final = {
    Kind.IMAGE: "image/*", Kind.VIDEO: "video/*", Kind.AUDIO: "audio/*",
}  # fmt: skip


def read(raw: Raw) -> Reading:
    """Read a list of statuses, or of notifications, the newest of which is first."""
    try:
        value = json.loads(raw.body)
    except (ValueError, RecursionError) as error:
        raise ParseError("it is no JSON") from error
    if not isinstance(value, list):
        raise ParseError("it is no list of statuses")
    server = raw.facts.get("server") or _origin(raw.url)
    arrivals: list[Arrival] = []
    warnings = []
    for item in reversed(value[:_MOST]):
        if not isinstance(item, dict) or not _word(item, "id"):
            warnings.append("one of the list is no status")
        elif _is_from(item, raw.facts.get("account", "")):
            arrivals += _arrival(item, server)
    return Reading(tuple(arrivals), warnings=tuple(warnings[:20]))


def _is_from(item: Json, account: str) -> bool:
    """Tell whether the one who was asked about said it: servers differ in filters."""
    return not account or _word(_part(item, "account"), "id") == account


def _arrival(item: Json, server: str) -> Iterable[Arrival]:
    kind, status = _word(item, "type"), _part(item, "status")
    if not kind:
        yield _reblog(item, server) if _part(item, "reblog") else _post(item, server)
    elif not _word(status, "id"):
        return
    elif kind == "mention":
        yield _post(status, server)
    elif kind in ("favourite", "reblog"):
        verb = Verb.LIKE if kind == "favourite" else Verb.ANNOUNCE
        yield Arrival(
            verb,
            f"{server}/api/v1/notifications/{_word(item, 'id')}",
            _sender(item, server),
            _sender_name(item),
            target=_names(status, server),
            published=_when(item, "created_at"),
        )


def _post(status: Json, server: str) -> Arrival:
    names = _names(status, server)
    attachments = tuple(_attachments(status))
    answered = _word(status, "in_reply_to_id")
    tags = _parts(status, "tags")
    return Arrival(
        Verb.CREATE,
        names[0],
        _sender(status, server),
        _sender_name(status),
        html=_text(status, "content"),
        summary=_text(status, "spoiler_text"),
        url=_link(status, "url"),
        link=_link(_part(status, "card"), "url"),
        also=names[1:],
        in_reply_to=(id_on(server, answered),) if answered else (),
        attachments=attachments,
        tags=tuple(name for tag in tags if (name := _word(tag, "name"))),
        language=_language(status),
        published=_when(status, "created_at"),
        updated=_when(status, "edited_at"),
        is_private=_word(status, "visibility") in ("private", "direct"),
    )


def _reblog(status: Json, server: str) -> Arrival:
    other = _part(status, "reblog")
    return Arrival(
        Verb.ANNOUNCE,
        id_on(server, _word(status, "id")),
        _sender(status, server),
        _sender_name(status),
        html=_text(other, "content"),
        summary=_text(other, "spoiler_text"),
        url=_link(status, "url"),
        link=_link(other, "url"),
        target=_names(other, server),
        published=_when(status, "created_at"),
    )


def _names(status: Json, server: str) -> tuple[str, ...]:
    """Return all that a status is called: by the API, everywhere, as a page."""
    own = id_on(server, _word(status, "id"))
    return tuple(dict.fromkeys(filter(None, (own, _uri(status), _link(status, "url")))))


def _uri(status: Json) -> str:
    uri = _word(status, "uri")
    return uri if re.match(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$", uri) else ""


def _sender(item: Json, server: str) -> str:
    account = _part(item, "account")
    handle = _word(account, "acct")
    if handle and "@" not in handle:
        handle = f"{handle}@{urlsplit(server).netloc}"
    is_one = re.fullmatch(r"[\w.+-]+@[\w.:\[\]-]+", handle)
    return f"acct:{handle}" if is_one else ""


def _sender_name(item: Json) -> str:
    account = _part(item, "account")
    return _word(account, "display_name") or _word(account, "username")


def _attachments(status: Json) -> Iterable[Attachment]:
    for one in _parts(status, "media_attachments"):
        url = _link(one, "url") or _link(one, "remote_url")
        kind = _KINDS.get(_word(one, "type"), Kind.DOCUMENT)
        guessed = guess_type(urlsplit(url).path)[0] if url else None
        if url:
            yield Attachment(
                guessed or _TYPES.get(kind, "application/octet-stream"),
                alt=_text(one, "description"),
                url=url,
            )


def _language(status: Json) -> str:
    tag = _word(status, "language")
    return tag if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}", tag) else ""


def _part(value: Json, name: str) -> Json:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _parts(value: Json, name: str) -> list[Json]:
    parts = value.get(name)
    listed = parts[:_MOST_PARTS] if isinstance(parts, list) else []
    return [part for part in listed if isinstance(part, dict)]


def _text(value: Json, name: str) -> str:
    text = value.get(name)
    return _UNSPEAKABLE.sub("", text[:_LONGEST]) if isinstance(text, str) else ""


def _word(value: Json, name: str) -> str:
    word = value.get(name)
    if isinstance(word, int) and not isinstance(word, bool):
        return str(word)[:_LONGEST_NAME]
    text = _text(value, name).strip()
    return text if len(text) <= _LONGEST_NAME else ""


def _link(value: Json, name: str) -> str:
    link = _word(value, name)
    return link if re.match(r"https?://[^\s<>\"{}|\\^`]+$", link) else ""


def _when(value: Json, name: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(_word(value, name))
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
