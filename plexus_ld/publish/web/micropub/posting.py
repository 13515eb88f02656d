"""What an editor's words say in the owner's: a post, a reply, an edit.

When in doubt nothing is said: a word that narrows the audience, and is not understood,
is refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from plexus_ld.errors import RefusedError
from plexus_ld.publish.web.micropub.asked import Asked, Upload, texts

#: Properties that say more than we know to say; a post without them would be another.
_UNKNOWN: Final = ("location", "checkin", "rsvp", "read-of", "watch-of", "listen-of")
_NO_WORD: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, sound or film that goes along.

    Attributes:
        url: Where it lies; "" of one that came along.
        alt: What can be seen in it, in words.
        upload: The file that came along.
    """

    url: str = ""
    alt: str = ""
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be said.

    Attributes:
        text: In plain text.
        html: An article, as HTML; "" for none.
        title: Its title.
        link: A page that is shared.
        in_reply_to: The page, or thing, that it answers.
        like_of, repost_of: What is liked, or passed on, instead of saying something.
        to: For whom, in the owner's words: ``public``, ``circle:choir``.
        at: Not before this time.
        photos: What goes along.
    """

    text: str = ""
    html: str = ""
    title: str = ""
    link: str = ""
    in_reply_to: str = ""
    like_of: str = ""
    repost_of: str = ""
    to: tuple[str, ...] = ("public",)
    at: datetime | None = None
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be said anew.

    Attributes:
        text: The new text; None: as it was.
        title: The new title; None: as it was.
        add, drop: Hashtags that are put behind it, and taken out of it.
    """

    text: str | None = None
    title: str | None = None
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = field(default=())

    def applied(self, before: str) -> str:
        """Return what a text says after it."""
        said = before if self.text is None else self.text
        for tag in self.drop:
            said = re.sub(rf"\s*#{re.escape(tag)}\b", "", said, flags=re.IGNORECASE)
        return tagged(said, self.add)


def post_of(asked: Asked) -> Post:
    """Return what an editor wants to say.

    Raises:
        RefusedError: It cannot be said here, or not to those whom it means.
    """
    if asked.kind != "entry":
        raise RefusedError("only entries are posted here: h-entry")
    said = asked.properties
    unknown = [name for name in _UNKNOWN if name in said]
    if unknown:
        message = f"{unknown[0]} cannot be said here"
        raise RefusedError(message)
    if _first(said, "post-status") not in ("", "published"):
        raise RefusedError("drafts are not kept here")
    html = _html(said)
    text = "" if html else _first(said, "content") or _first(said, "summary")
    tags = tuple(texts(said.get("category")))
    return Post(
        text=tagged(text, tags),
        html=html,
        title=_first(said, "name"),
        link=_first(said, "bookmark-of"),
        in_reply_to=_first(said, "in-reply-to"),
        like_of=_first(said, "like-of"),
        repost_of=_first(said, "repost-of"),
        to=_audience(said),
        at=_moment(_first(said, "published")),
        photos=(*_photos(said), *(Photo(upload=one) for one in asked.uploads)),
    )


def edit_of(asked: Asked) -> Edit:
    """Return what an editor wants to change.

    Raises:
        RefusedError: It cannot be changed here.
    """
    replace, add, drop = (asked.changes.get(n) for n in ("replace", "add", "delete"))
    replace = _lists(replace, ("content", "name"), "replaced")
    add = _lists(add, ("category",), "added")
    if isinstance(drop, list):
        if drop:
            raise RefusedError("whole properties cannot be deleted here")
        drop = {}
    drop = _lists(drop, ("category",), "deleted")
    if _html(replace):
        raise RefusedError("only plain text can be put in the place of a text")
    if not (replace or add or drop):
        raise RefusedError("nothing is to be changed")
    return Edit(
        _first(replace, "content") if "content" in replace else None,
        _first(replace, "name") if "name" in replace else None,
        tuple(texts(add.get("category"))),
        tuple(tag_of(one) for one in texts(drop.get("category"))),
    )


def tagged(text: str, tags: Iterable[str]) -> str:
    """Return a text with hashtags behind it, those that are not in it."""
    words = {word.casefold() for word in re.findall(r"#(\w+)", text)}
    made = dict.fromkeys(tag_of(tag) for tag in tags)
    new = [f"#{tag}" for tag in made if tag and tag.casefold() not in words]
    return f"{text}\n\n{' '.join(new)}".strip() if new else text


def tag_of(category: str) -> str:
    """Return a category as a hashtag is written, without its mark."""
    parts = [part for part in _NO_WORD.split(category) if part]
    if len(parts) < 2:
        return "".join(parts)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _audience(said: Mapping[str, list[Any]]) -> tuple[str, ...]:
    """Return for whom it is.

    Source: https://indieweb.org/Micropub-extensions (visibility, audience)
    """
    visibility = _first(said, "visibility") or "public"
    audience = tuple(texts(said.get("audience")))
    if visibility == "public" and not audience:
        return ("public",)
    if visibility in ("public", "private", "protected") and audience:
        return audience
    if visibility == "private":
        raise RefusedError("private: say for whom as audience, such as circle:choir")
    message = f"the visibility {visibility[:40]!r} cannot be kept here"
    raise RefusedError(message)


def _photos(said: Mapping[str, list[Any]]) -> Iterable[Photo]:
    for name in ("photo", "video", "audio"):
        for value in said.get(name, ()):
            if isinstance(value, Mapping):
                yield Photo(str(value.get("value", "")), str(value.get("alt", "")))
            elif value:
                yield Photo(str(value))


def _lists(changes: object, names: tuple[str, ...], what: str) -> dict[str, list[Any]]:
    if not isinstance(changes, dict):
        raise RefusedError("what is changed is an object")
    for name, values in changes.items():
        if name not in names:
            message = f"{str(name)[:40]!r} cannot be {what} here"
            raise RefusedError(message)
        if not isinstance(values, list):
            raise RefusedError("each property is a list of values")
    return changes


def _html(said: Mapping[str, list[Any]]) -> str:
    for value in said.get("content", ()):
        if isinstance(value, Mapping) and isinstance(value.get("html"), str):
            return str(value["html"])
    return ""


def _first(said: Mapping[str, list[Any]], name: str) -> str:
    return next((text.strip() for text in texts(said.get(name))), "")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
