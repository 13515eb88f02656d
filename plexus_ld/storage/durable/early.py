"""What a large change says of new graphs goes into the store while it is derived from.

The loader keeps one processor busy for as long as the derivation keeps another. So the
change is journaled, then its new graphs are loaded, both in a thread, and the
derivation reads the store without them. The store's number is written last, with what
was derived: whoever is killed in between replays the journal, as after any write.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change
from plexus_ld.storage.durable.journal import Entry
from plexus_ld.storage.durable.rebuild import Parts

#: Lines in new graphs from which on it is worth a thread.
EARLY_LINES = 8_000


@dataclass(frozen=True, slots=True)
class Refused:
    """What a refused batch may have left behind.

    Attributes:
        before: The number of the last change that stands.
        lines: Lines that may be in the store, and are not to be.
    """

    before: int
    lines: Sequence[str] = ()


class Early:
    """One change on its way into journal and store.

    Attributes:
        graphs: The graphs that are new.
        entry: The change, as the journal is to have it.
    """

    def __init__(
        self, parts: Parts, entry: Entry, graphs: frozenset[str], lines: Sequence[str]
    ) -> None:
        self.graphs = graphs
        self.entry = entry
        self._parts = parts
        self._journaled = entry
        self._refused = Refused(parts.journal.last, lines)
        thread = ThreadPoolExecutor(1, "plexus-early")
        self._done = thread.submit(self._run)
        thread.shutdown(wait=False)

    def _run(self) -> None:
        self._parts.journal.append([self._journaled])
        self._parts.backend.load(self._refused.lines)

    def others(self, change: Change) -> Iterable[str] | None:
        """Return what else a change adds; None if it does not add what was loaded."""
        loaded = set(self._refused.lines)
        others = [text for text in change.added if text not in loaded]
        whole = len(others) + len(loaded) == len(change.added)
        return others if whole and loaded.isdisjoint(change.removed) else None

    def finish(self) -> None:
        """Return when the journal has the entry, and the store what is new in it.

        Raises:
            StoreError: One of them has not.
        """
        self._done.result()
        if self.entry is not self._journaled:
            self._parts.journal.amend(self.entry)

    def withdraw(self) -> Refused | None:
        """Take it back; return what could not be taken back yet."""
        with suppress(StoreError):
            self._done.result()
        try:
            withdraw(self._parts, self._refused)
        except StoreError:
            return self._refused
        return None


def begun(parts: Parts, entry: Entry, graphs: Sequence[str]) -> Early | None:
    """Begin with a change, if it is of much that is new.

    Args:
        parts: Journal and store.
        entry: The change, as the journal is to have it.
        graphs: The graph of each line that it adds.
    """
    change = entry.record.change
    if change.removed or len(change.added) < EARLY_LINES:
        return None
    if parts.derive is None or not parts.backend.loads_beside:
        return None
    there = {"", *parts.backend.graphs()}
    pairs = zip(change.added, graphs, strict=True)
    lines = [text for text, graph in pairs if graph not in there]
    if len(lines) < EARLY_LINES:
        return None
    if parts.check is not None:
        parts.check(parts.backend, change)
    return Early(parts, entry, frozenset(graphs).difference(there), lines)


def withdraw(parts: Parts, refused: Refused) -> None:
    """Take refused changes out of store and journal, if they are in.

    The store first: as long as the journal has a change, a store that was left half
    written is made to say it.

    Raises:
        StoreError: The disk still refuses.
    """
    if refused.lines:
        parts.backend.reopen()  # it takes nothing more after a write that failed
        parts.backend.write(refused.lines, (), parts.backend.sequence())
    if parts.journal.last > refused.before:
        parts.journal.withdraw(refused.before)
