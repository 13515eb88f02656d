"""News of the store: what others made due, and what the owner changed in the Plex."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Final

from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.delivering.desk import Desk
from plexus_ld.sharer.outbox import due_in, open_records, records
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX

#: The end of a line of the graph of the Plex.
_PLEX: Final = f" {text_of(PLEX)} ."
#: Seconds from the journal to the store, at most; a large import's batch takes some.
_VISIBLE_S: Final = 60.0
#: Seconds between two looks whether a change is there.
_LOOK_S: Final = 0.002
#: More deliveries than this are quicker read with all others.
_MANY: Final = 256


class News:
    """Follows the changes of a store, for a desk.

    Args:
        store: The quads.
        desk: Where what is due is put.
    """

    def __init__(self, store: Store, desk: Desk) -> None:
        self._store = store
        self._desk = desk
        self._known = store.sequence

    def load(self) -> None:
        """Take in all that is still to be done."""
        self._desk.take_in(lambda: open_records(self._store))

    def look(
        self, wait_s: float = 0.0, stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Take in what came since the last look; wait so long for the first of it."""
        for record in self._store.follow(self._known, wait_s):
            self._known = record.sequence
            self._hear(record.change, record.sequence)
            if stop():
                return

    def _hear(self, change: Change, sequence: int) -> None:
        is_plex = any(said.endswith(_PLEX) for said in (*change.added, *change.removed))
        due = due_in(change)
        if is_plex or due:
            self._await(sequence)
        if is_plex:
            self._desk.ways.forget()
        if len(due) > _MANY:
            self.load()
        elif due:
            self._desk.take_in(lambda: records(self._store, due))

    def _await(self, sequence: int) -> None:
        """Wait until a change can be read: it is followed as soon as it is journaled.

        What was read before that would be old, and nothing would tell of it again.
        """
        ends = monotonic() + _VISIBLE_S
        while self._store.sequence < sequence and monotonic() < ends:
            sleep(_LOOK_S)
