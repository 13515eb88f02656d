"""What a change really does: only what was absent is added, only what is there goes."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from plexus_ld.model.change import Change
from plexus_ld.storage.canonical import canonical
from plexus_ld.storage.statements import parted


class Present(Protocol):
    """Knows which lines are there."""

    def present(self, lines: Sequence[str]) -> set[str]:
        """Return those of the canonical lines that are there."""

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph that holds a statement."""


def effective(store: Present, change: Change) -> Change:
    """Return a change without what it would not do, its lines canonical.

    Removals come first: a line that is removed and added stays.

    Raises:
        StoreError: A line is no statement, or has a node without a name in it.
    """
    added = dict.fromkeys(canonical(change.added))
    removed = dict.fromkeys(canonical(change.removed))
    there = store.present(_in_old_graphs(store, [*added, *removed]))
    return Change(
        added=tuple(line for line in added if line not in there),
        removed=tuple(line for line in removed if line in there and line not in added),
        note=change.note,
        id=change.id,
    )


def _in_old_graphs(store: Present, lines: Sequence[str]) -> list[str]:
    """Leave out the lines of graphs that are new: nothing of them can be there."""
    old = {"", *store.graphs()}
    return [line for line in lines if parted(line)[1] in old]
