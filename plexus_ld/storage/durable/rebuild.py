"""The store held against the journal: replayed, rebuilt or, if it knows more, believed.

The journal is on the disk before the store has a change, so a store is never ahead of
a sound journal; one that is behind lacks what the journal tells.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plexus_ld.clock import Clock
from plexus_ld.model.change import (
    Change,
    ChangeRecord,
    Check,
    Derive,
    Reader,
    Statement,
)
from plexus_ld.rdf.lines import line
from plexus_ld.storage.backend import Backend
from plexus_ld.storage.durable import base
from plexus_ld.storage.durable.journal import Entry, Journal
from plexus_ld.storage.effect import effective
from plexus_ld.storage.statements import is_derived

_LOG = logging.getLogger(__name__)

#: Lines written in one step while the journal is replayed.
_STEP_LINES = 50_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What makes a durable store.

    Attributes:
        backend: The quads.
        journal: The changes.
        base: The folder of the base; None in memory.
        derive: Computes what follows from a change.
        clock: Tells when a change is accepted.
        check: Refuses a change that is not to be kept; what was kept once is not
            asked about again.
    """

    backend: Backend
    journal: Journal
    base: Path | None
    derive: Derive | None
    clock: Clock
    check: Check | None = None


def settle(parts: Parts) -> Change:
    """Make the store say what the journal says.

    Returns:
        What the derivation asks for besides, in the owner's graphs; often nothing.

    Raises:
        DamagedStoreError: Journal or base cannot be read.
    """
    found, last = parts.backend.sequence(), parts.journal.last
    if found == last > 0:
        return Change()
    label = _label(parts)
    covered = label.sequence if label else 0
    if found > last and found >= covered:
        _believe(parts)
        return Change()
    if found + 1 < parts.journal.first or (found < covered and last <= covered):
        return rebuild(parts)
    if found < last:
        _LOG.warning("the store is at change %d of %d: replaying", found, last)
        _replay(parts, found)
        return rederive(parts)
    return Change()


def _label(parts: Parts) -> base.Base | None:
    """Return the label of the base, where one is needed."""
    if parts.base is None or parts.journal.first == 1:
        return None
    return base.find(parts.base)


def rebuild(parts: Parts) -> Change:
    """Make the store anew out of the base and the journal; returns as `settle`."""
    label = _label(parts)
    covered = label.sequence if label else 0
    _LOG.warning("making the store anew, from change %d on", covered)
    parts.backend.clear()
    if label and parts.base:
        parts.backend.load(base.read(parts.base, label))
    if parts.journal.last < covered:
        _append(parts, covered, Change(note="the journal was lost: its base stands"))
    _replay(parts, covered)
    return rederive(parts)


def _replay(parts: Parts, after: int) -> None:
    """Write the changes after a number, without their numbers.

    Until the derived graphs are made, the store stays behind: whoever is killed here
    begins anew.
    """
    number = parts.backend.sequence()
    states: dict[str, bool] = {}
    for entry in parts.journal.after(after):
        _lay(states, entry.record.change)
        if len(states) >= _STEP_LINES:
            _write(parts.backend, states, number)
            states = {}
    _write(parts.backend, states, number)


def _lay(states: dict[str, bool], change: Change) -> None:
    states.update(dict.fromkeys(change.removed, False))
    states.update(dict.fromkeys(change.added, True))


def _write(backend: Backend, states: dict[str, bool], number: int) -> None:
    removed = [text for text, there in states.items() if not there]
    added = [text for text, there in states.items() if there]
    backend.write(removed, added, number)


def _believe(parts: Parts) -> None:
    """Journal what only the store still knows: the journal has lost its end."""
    known = set(journaled(parts))
    there = set(source_lines(parts.backend))
    _LOG.warning(
        "the journal has lost the changes after %d; the store still has them",
        parts.journal.last,
    )
    change = Change(
        added=tuple(sorted(there - known)),
        removed=tuple(sorted(known - there)),
        note="found in the store: the journal had lost it",
    )
    _append(parts, parts.backend.sequence(), change)


def _append(parts: Parts, sequence: int, change: Change) -> None:
    parts.journal.append([Entry(ChangeRecord(sequence, parts.clock(), change))])


def journaled(parts: Parts) -> Iterable[str]:
    """Return the lines that base and journal tell of."""
    states: dict[str, bool] = {}
    label = _label(parts)
    if label and parts.base:
        states = dict.fromkeys(base.read(parts.base, label), True)
    for entry in parts.journal.after(label.sequence if label else 0):
        _lay(states, entry.record.change)
    return [text for text, there in states.items() if there]


def source_lines(reader: Reader) -> Iterator[str]:
    """Yield every line that cannot be derived, graph by graph."""
    for graph in reader.graphs():
        if not is_derived(graph):
            yield from (line(*found) for found in reader.matching(graph=graph))


def derived_lines(reader: Reader) -> Iterator[str]:
    """Yield every line that can be derived."""
    for graph in ("", *filter(is_derived, reader.graphs())):
        yield from (line(*found) for found in reader.matching(graph=graph))


def rederive(parts: Parts) -> Change:
    """Make the derived graphs anew, and bring the store's number up to the journal's.

    They are what the derivation makes of all lines, coming into an empty store.

    Returns:
        What the derivation asks for besides, in the owner's graphs.
    """
    number = parts.journal.last
    if parts.derive is None:
        parts.backend.write((), (), number)
        return Change()
    everything = Change(added=tuple(source_lines(parts.backend)))
    derivation = parts.derive(_Nothing(), everything)
    wanted = set(effective(_Nothing(), derivation.derived).added)
    there = set(derived_lines(parts.backend))
    # Many lines go in by several steps: until they are in, the number says so.
    parts.backend.write(sorted(there - wanted), (), max(number - 1, 0))
    parts.backend.write((), sorted(wanted - there), number)
    return _besides(everything, derivation.change)


def _besides(given: Change, asked: Change) -> Change:
    before, removed = set(given.added), set(asked.removed)
    return Change(
        added=tuple(text for text in asked.added if text not in before),
        removed=tuple(sorted(removed & before)),
        note="people put in order anew",
    )


class _Nothing:
    """An empty store, as a derivation reads it."""

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        return iter(())

    def graphs(self) -> Iterable[str]:
        return ()

    def present(self, lines: Sequence[str]) -> set[str]:
        return set()
