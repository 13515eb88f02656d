"""What a change really does: only what was absent is added, only what is there goes."""

from collections.abc import Sequence
from typing import Protocol

from plexus_ld.model.change import Change
from plexus_ld.storage.canonical import canonical


class Present(Protocol):
    """Knows which lines are there."""

    def present(self, lines: Sequence[str]) -> set[str]:
        """Return those of the canonical lines that are there."""


def effective(store: Present, change: Change) -> Change:
    """Return a change without what it would not do, its lines canonical.

    Removals come first: a line that is removed and added stays.

    Raises:
        StoreError: A line is no statement, or has a node without a name in it.
    """
    added = dict.fromkeys(canonical(change.added))
    removed = dict.fromkeys(canonical(change.removed))
    there = store.present([*added, *removed])
    if not there:
        return Change(tuple(added), (), change.note, change.id)
    return Change(
        added=tuple(line for line in added if line not in there),
        removed=tuple(line for line in removed if line in there and line not in added),
        note=change.note,
        id=change.id,
    )
