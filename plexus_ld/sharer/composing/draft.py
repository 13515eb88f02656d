"""Drafts: what the owner wants to say, before anything is read. Frozen values."""

from dataclasses import dataclass
from pathlib import Path

from rdflib import URIRef

from plexus_ld.model.activity import Object


@dataclass(frozen=True, slots=True)
class Attach:
    """A file that is to go along.

    Attributes:
        file: Where it lies.
        alt: What can be seen or heard in it, in words.
    """

    file: Path
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the owner wants to say.

    Attributes:
        text: In plain text; beside an article, what stands before it.
        title: A title.
        link: An address that is shared.
        attachments: Files that go along, in this order.
        article: A file with an article: Markdown, or HTML.
        language: BCP 47; "" when unknown.
        in_reply_to: What it answers.
    """

    text: str = ""
    title: str = ""
    link: str = ""
    attachments: tuple[Attach, ...] = ()
    article: Path | None = None
    language: str = ""
    in_reply_to: URIRef | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """What became of a draft.

    Attributes:
        object: What is said.
        notes: What the owner should know: a preview that could not be had.
    """

    object: Object
    notes: tuple[str, ...] = ()
