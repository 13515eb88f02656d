"""What the stream shows. Frozen values, no I/O."""

from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Rendition:
    """One form in which something came.

    Attributes:
        point: The point it came by.
        channel: That point's channel; "" when the point is no more.
        ids: What it is called there.
    """

    point: URIRef
    channel: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture, a file, a link that goes with something; "" where nothing is known."""

    url: str = ""
    media_type: str = ""
    name: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was heard, or that the owner said.

    Attributes:
        id: What the owner types for it: the beginning of its IRI.
        iri: Its IRI.
        kind: ``Note``, ``Article``, ``Announce`` (a reshare) …
        agent: Whose it is.
        name: What that agent is called; their IRI when nobody says.
        author: Who wrote it, where the agent is a newspaper or a group.
        when: When it was said, as far as that can be believed.
        heard: When it was first heard; None for what the owner said.
        title, text, html, summary: What it says; "" where it does not.
        url: Where people read it.
        of: Of a reshare, what it passes on.
        in_reply_to: What it answers; None when nothing.
        thread: The thread it belongs to; None when to none.
        updated: When it was changed last.
        is_private: Whether it was for the owner, and not for everybody.
        is_mine: Whether the owner said it.
        renditions: By which channels it came, each once.
        attachments: What goes with it.
        tags: Hashtags.
        likes, reshares: Who liked it, or passed it on: their names.
        replies: The replies that were heard.
        marks: ``save``, ``notify`` …
        read: When the owner read it; None: not yet.
    """

    id: str
    iri: URIRef
    kind: str
    agent: URIRef
    name: str
    author: str
    when: datetime
    heard: datetime | None
    title: str
    text: str
    html: str
    summary: str
    url: str
    of: URIRef | None
    in_reply_to: URIRef | None
    thread: URIRef | None
    updated: datetime | None
    is_private: bool
    is_mine: bool
    renditions: tuple[Rendition, ...]
    attachments: tuple[Attached, ...]
    tags: tuple[str, ...]
    likes: tuple[str, ...]
    reshares: tuple[str, ...]
    replies: tuple[URIRef, ...]
    marks: tuple[str, ...]
    read: datetime | None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that brought it, each once."""
        return tuple(dict.fromkeys(r.channel for r in self.renditions if r.channel))


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found.

    Attributes:
        entry: What.
        snippet: The place where the words stand, each word found between ``[`` and
            ``]``.
    """

    entry: Entry
    snippet: str
