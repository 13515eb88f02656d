"""Activities: what somebody says or does, and what about. Frozen values, no I/O.

Source: https://www.w3.org/TR/activitystreams-core/,
https://www.w3.org/TR/activitystreams-vocabulary/ §2.1 (verbs), §3.3 (kinds).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rdflib import URIRef


class Verb(StrEnum):
    """What is done: the activity's class in ActivityStreams."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"
    LIKE = "Like"
    ANNOUNCE = "Announce"
    # Between two agents, about their connection: never a post.
    FOLLOW = "Follow"
    OFFER = "Offer"
    ACCEPT = "Accept"
    REJECT = "Reject"
    UNDO = "Undo"
    BLOCK = "Block"
    MOVE = "Move"

    @property
    def is_about_connection(self) -> bool:
        """Whether it is between two agents, about how they are connected."""
        return self in _ABOUT_CONNECTIONS


_ABOUT_CONNECTIONS = frozenset(
    {
        Verb.FOLLOW,
        Verb.OFFER,
        Verb.ACCEPT,
        Verb.REJECT,
        Verb.UNDO,
        Verb.BLOCK,
        Verb.MOVE,
    }
)


#: What is done to posts: what people say to each other, and about it.
POST_VERBS = frozenset(Verb) - _ABOUT_CONNECTIONS


class Kind(StrEnum):
    """What is said: the object's class in ActivityStreams."""

    NOTE = "Note"
    ARTICLE = "Article"
    IMAGE = "Image"
    VIDEO = "Video"
    AUDIO = "Audio"
    DOCUMENT = "Document"
    #: A link that is shared: the page it leads to.
    PAGE = "Page"


class Privacy(StrEnum):
    """Who may read what a channel carries; in the order of the ontology's terms."""

    PUBLIC = "public"
    ADDRESSED = "addressed"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, a video, any file that goes with an object.

    Attributes:
        media_type: ``image/png`` …
        name: The file's name, for people.
        alt: What can be seen or heard in it, in words.
        file: Where its bytes lie on this machine; None for what was only heard of.
        url: Where it lies on the web; "" when nowhere.
        size_bytes: How large it is, when known.
        sha256: Of its bytes, hexadecimal; "" for what was only heard of.
    """

    media_type: str
    name: str = ""
    alt: str = ""
    file: Path | None = None
    url: str = ""
    size_bytes: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What the page behind a link says of itself; "" where it says nothing."""

    url: str
    title: str = ""
    summary: str = ""
    image: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """What an activity is about.

    Attributes:
        iri: Its own IRI.
        kind: Its class.
        text: What it says, as plain text; an article's is its Markdown, if any.
        html: The same as HTML, cleaned; "" where there is only text.
        title: Its title; only articles and links need one.
        summary: A short form, or a warning that stands before it.
        url: Where people can read it; for a shared link (`Kind.PAGE`) the link.
        preview: What the shared link's page says of itself.
        attachments: In the order of the author.
        in_reply_to: What it answers; None when nothing.
        tags: Hashtags, without the mark.
        language: BCP 47; "" when unknown.
        published: When it was first said.
        updated: When it was changed last; None when never.
    """

    iri: URIRef
    kind: Kind = Kind.NOTE
    text: str = ""
    html: str = ""
    title: str = ""
    summary: str = ""
    url: str = ""
    preview: LinkPreview | None = None
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: URIRef | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One act of the owner's.

    Attributes:
        iri: Its own IRI, by which a receiver knows it again.
        verb: What is done.
        actor: Who does it: the owner's IRI.
        actor_name: What the owner is called, for channels that show a name.
        object: What it is done to. A Delete, a Like or an Announce carries the object
            with at least its IRI.
        published: When.
        privacy: PUBLIC, or ADDRESSED when it is for its audience alone.
        audience: Who it was for when it was sent, frozen; IRIs of people. A channel
            never tells one of them who the others are.
        circles: Those of the owner's that were named, as they were, when it was said:
            whoever holds a link of theirs may read it.
        sealed: The whole activity as JSON, made and signed already, where it is about
            a connection: a channel that speaks ActivityStreams sends these bytes, any
            other the words of the object. Empty for what people say.
    """

    iri: URIRef
    verb: Verb
    actor: URIRef
    object: Object
    published: datetime
    actor_name: str = ""
    privacy: Privacy = Privacy.ADDRESSED
    audience: tuple[URIRef, ...] = field(default=(), repr=False)
    circles: tuple[URIRef, ...] = field(default=(), repr=False)
    sealed: bytes = field(default=b"", repr=False)

    @property
    def is_public(self) -> bool:
        """Whether anybody may read it."""
        return self.privacy is Privacy.PUBLIC
