"""Entries: what stands of one post in a feed and on its page. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final

from plexus_ld.model.activity import Attachment, Kind, Object, Verb
from plexus_ld.model.permalink import media_name, page_name
from plexus_ld.sharer.publicly import Post

#: What no form of a feed can write: XML 1.0 §2.2.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{1,2000}[^\s<>\"'.,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a post.

    Attributes:
        url: Where it lies, as the feed says it: relative where no base is known.
        media_type: Its type.
        words: What can be seen or heard in it.
        size_bytes: How large it is, when known.
        name: Its path under the published folder; "" for one that lies elsewhere.
        file: Where its bytes are taken from.
    """

    url: str
    media_type: str
    words: str = ""
    size_bytes: int | None = None
    name: str = ""
    file: Path | None = None

    @property
    def family(self) -> str:
        """The first half of its type, such as ``image``."""
        return self.media_type.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One post, ready to be written.

    Attributes:
        id: Its IRI.
        name: Its page's path under the published folder.
        url: Its page, as the feed says it: relative where no base is known.
        title: Its title; "" for a note.
        html: What it says, without what goes with it.
        text: The same as plain text.
        summary: A short form, or a warning that stands before it.
        language: BCP 47; "" when unknown.
        published, updated: When it was said, and last said anew.
        answers: The page that it answers; "" for none.
        link: The page that it shares; "" for none.
        tags: Without the mark.
        enclosures: What goes with it.
    """

    id: str
    name: str
    url: str
    title: str
    html: str
    text: str
    summary: str
    language: str
    published: datetime
    updated: datetime
    answers: str = ""
    link: str = ""
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()

    @property
    def shown(self) -> str:
        """What a browser's title bar, or a list, calls it."""
        words = self.title or " ".join(self.text.split()) or self.link or "…"
        return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def entry_of(post: Post, base: str) -> Entry:
    """Return what stands of a post.

    Args:
        post: The post.
        base: The folder that it is published under, as a URL with its slash; "" where
            none is known.
    """
    activity, said = post.activity, post.activity.object
    passed_on = activity.verb is Verb.ANNOUNCE
    iri = activity.iri if passed_on else said.iri
    name = page_name(iri)
    link = _web(said.url) if passed_on or said.kind is Kind.PAGE else ""
    return Entry(
        id=str(iri),
        name=name,
        url=f"{base}{name}",
        title=_sound(_title(said, passed_on)),
        html="" if passed_on else _sound(html_of(said)),
        text="" if passed_on else _sound(said.text),
        summary="" if passed_on else _sound(said.summary),
        language=said.language,
        published=activity.published.astimezone(UTC),
        updated=(said.updated or activity.published).astimezone(UTC),
        answers=post.answers,
        link=link,
        tags=tuple(map(_sound, said.tags)),
        enclosures=() if passed_on else tuple(_enclosures(said.attachments, base)),
    )


def html_of(said: Object) -> str:
    """Return what an object says as HTML that can do nothing."""
    if said.html:
        import nh3

        return nh3.clean(said.html)
    paragraphs = re.split(r"\n\s*\n", said.text.strip())
    return "".join(f"<p>{_linked(one)}</p>" for one in paragraphs if one)


def _title(said: Object, passed_on: bool) -> str:
    if said.title or said.kind is not Kind.PAGE:
        return said.title or (said.url if passed_on else "")
    return said.preview.title if said.preview is not None else ""


def _linked(text: str) -> str:
    """Return a paragraph with its lines kept and its addresses made links."""
    made, end = [], 0
    for found in _ADDRESS.finditer(text):
        url = escape(found[0])
        made += [escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    made.append(escape(text[end:]))
    return "".join(made).replace("\n", "<br>")


def _enclosures(attachments: Iterable[Attachment], base: str) -> Iterable[Enclosure]:
    for one in attachments:
        words = _sound(one.alt or one.name)
        name = media_name(one)
        if name:
            url, size = f"{base}{name}", one.size_bytes
            yield Enclosure(url, one.media_type, words, size, name, one.file)
        elif _web(one.url):
            yield Enclosure(one.url, one.media_type, words, one.size_bytes)


def _web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def _sound(text: str) -> str:
    return _UNWRITABLE.sub("", text)
