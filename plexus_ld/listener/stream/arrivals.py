"""What is newly heard, told to whoever looks: one thread for all of them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import StoreError
from plexus_ld.model.change import ChangeRecord
from plexus_ld.rdf.lines import split_any, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import HEARD
from plexus_ld.vocab.plx import PLX

#: Seconds between two looks at whether to end.
_BEAT_S: Final = 1.0
#: Changes that are looked through for somebody who was away, and arrivals they get.
_MOST_CHANGES: Final = 5_000
_MOST_ARRIVED: Final = 200
_HEARD_AT: Final = f" {text_of(PLX.heardAt)} "
_GRAPH: Final = f" {text_of(HEARD)} ."


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one change brought.

    Attributes:
        sequence: The change's number.
        items: What was heard.
    """

    sequence: int
    items: tuple[URIRef, ...]


#: Is told of arrivals, in the thread that found them; it may not take long.
Tell = Callable[[Arrived], None]


class Arrivals:
    """Tells of arrivals as they are stored.

    Args:
        store: The home's store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._told: list[Tell] = []
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def subscribe(self, tell: Tell) -> Callable[[], None]:
        """Have somebody told from now on; return what ends it."""
        with self._lock:
            self._told.append(tell)
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(
                    target=self._run,
                    args=(self._store.sequence,),
                    name="arrivals",
                    daemon=True,
                )
                self._thread.start()

        def end() -> None:
            with self._lock:
                self._told.remove(tell)

        return end

    def since(self, sequence: int) -> tuple[Arrived, ...]:
        """Return what came after a change, the latest of it when it is much."""
        if not 0 <= self._store.sequence - sequence <= _MOST_CHANGES:
            return ()
        found = map(_arrived, self._store.follow(sequence, wait_s=0.0))
        return tuple(one for one in found if one.items)[-_MOST_ARRIVED:]

    def close(self) -> None:
        """End the thread."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            thread.join(2 * _BEAT_S)

    def _run(self, after: int) -> None:
        try:
            while not self._is_over():
                for record in self._store.follow(after, wait_s=_BEAT_S):
                    after = record.sequence
                    self._tell(_arrived(record))
        except StoreError:
            # The store was closed first: there is nothing to be told any more.
            with self._lock:
                self._thread = None

    def _is_over(self) -> bool:
        with self._lock:
            is_over = self._is_closed or not self._told
            if is_over:
                self._thread = None
            return is_over

    def _tell(self, arrived: Arrived) -> None:
        if arrived.items:
            with self._lock:
                told = tuple(self._told)
            for tell in told:
                tell(arrived)


def _arrived(record: ChangeRecord) -> Arrived:
    return Arrived(record.sequence, tuple(dict.fromkeys(_items(record))))


def _items(record: ChangeRecord) -> Iterator[URIRef]:
    for line in record.change.added:
        if line.endswith(_GRAPH) and _HEARD_AT in line:
            subject, predicate, *_ = split_any(line)
            if f" {predicate} " == _HEARD_AT:
                yield URIRef(subject[1:-1])
