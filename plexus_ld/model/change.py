"""A change to the quads, as text: the one form that is journaled, sent and applied.

A *line* is one N-Quads statement without its newline, ``s p o g .``; a line of the
default graph has no ``g``. Lines hold no blank node. A *statement* is a line taken
apart: four N-Triples terms as text, the graph name ``""`` for the default graph.
Source: RDF 1.1 N-Quads §2, §4.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
from uuid import uuid4

from plexus_ld.vocab.graphs import RECORDS

#: Subject, predicate, object and graph name as N-Triples text; graph "" = default.
Statement = tuple[str, str, str, str]

_RECORDS: Final = tuple(f" <{graph}> ." for graph in RECORDS)


def _is_record(line: str) -> bool:
    return line.endswith(_RECORDS)


@dataclass(frozen=True, slots=True)
class Change:
    """Statements out, then statements in; one logical change, kept whole or not at all.

    Attributes:
        added: Lines to add.
        removed: Lines to remove, before the others are added.
        note: What the owner reads of it in ``plexus history``.
        id: Tells the same change, sent twice, from two changes.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    note: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.added or self.removed)

    @property
    def is_record(self) -> bool:
        """Whether it touches the agent's records alone (`graphs.RECORDS`)."""
        lines = (*self.added, *self.removed)
        return bool(lines) and all(map(_is_record, lines))

    def reversed(self, note: str) -> "Change":
        """Return the change that takes this one back."""
        return Change(added=self.removed, removed=self.added, note=note)


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A change as the journal keeps it.

    Attributes:
        sequence: Its number; the first is 1.
        at: When it was accepted, in UTC.
        change: What it did: only statements that were absent, or present, before.
    """

    sequence: int
    at: datetime
    change: Change


class Reader(Protocol):
    """What a derivation may ask of the quads as they stand before a change."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match; None matches all, graph "" the default."""

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph, as N-Triples text."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """What follows from a change.

    Attributes:
        change: The change, with what it entails in the owner's graphs (journaled).
        derived: What it makes of the derived graphs (never journaled).
    """

    change: Change
    derived: Change


#: Computes what follows from a change, on the quads as they stand before it.
Derive = Callable[[Reader, Change], Derivation]

#: Refuses a change, by an error, on the quads as they stand before it.
Check = Callable[[Reader, Change], None]
