"""The lines that what is heard is kept as, and where a batch collects them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from plexus_ld.listener.ingesting.reading import Heard
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD
from plexus_ld.vocab.plx import PLX

GRAPH: Final = text_of(HEARD)
ATTRIBUTED: Final = text_of(AS2.attributedTo)
ACTOR: Final = text_of(AS2.actor)
OBJECT: Final = text_of(AS2.object)
HEARD_AT: Final = text_of(PLX.heardAt)
RENDITION: Final = text_of(PLX.rendition)
POINT: Final = text_of(PLX.point)
SHA256: Final = text_of(PLX.sha256)
REMOTE_ID: Final = text_of(PLX.remoteId)
LIKE: Final = text_of(AS2.Like)
ANNOUNCE: Final = text_of(AS2.Announce)
TOMBSTONE: Final = text_of(AS2.Tombstone)
DELETED: Final = text_of(AS2.deleted)


@dataclass(slots=True)
class Sorted:
    """What a batch does.

    Attributes:
        added, removed: Lines.
        new: Items that were not known before, and their ids.
        replies: Which of them answer something, and ids of that, nearest first.
        changed, deleted: Items that were edited or deleted by their sender.
        returned: How many renditions there were of what the owner said.
        news: The points by which something new came.
    """

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    new: dict[str, tuple[str, ...]] = field(default_factory=dict)
    replies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    returned: int = 0
    news: set[str] = field(default_factory=set)


def named(iri: str, tails: Iterable[str]) -> Iterable[str]:
    """Yield the tails of an item, its attachments named under it."""
    for tail in tails:
        head, mark, end = tail.partition("\0")
        yield f"{head}{iri[:-1]}{end}>" if mark else tail


def part_lines(iri: str, heard: Heard, ends: Collection[str]) -> list[str]:
    """Return the lines of an item's attachments, of those with some ends of names."""
    return [
        f"{iri[:-1]}{end}> {tail} {GRAPH} ."
        for end, tails in heard.parts
        if end in ends
        for tail in tails
    ]
