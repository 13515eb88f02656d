"""Marks: what tries came to, written in batches, always after the send.

One thread writes; what comes while it waits for the disk goes with the next batch,
so that many marks share one wait.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change
from plexus_ld.sharer.delivering.points import AFTER_MARK, BEFORE_MARK, At
from plexus_ld.sharer.outbox import DeliveryRecord, marked
from plexus_ld.store import Store

_LOG = logging.getLogger(__name__)

#: Most marks of one batch: a reader waits no longer than this takes to write.
_MOST: Final = 256
#: Seconds until a store that could not write is asked again.
_AGAIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What one try, or a host's fault, made of a delivery.

    Attributes:
        before: How it stood.
        after: How it stands.
        added: Further lines of the same change: the delivery that takes its place.
        follows: That delivery.
        was_tried: Whether there was a try, which holds a place in flight until this
            is written.
    """

    before: DeliveryRecord
    after: DeliveryRecord
    added: tuple[str, ...] = ()
    follows: DeliveryRecord | None = None
    was_tried: bool = True


class Marking:
    """Writes marks in a thread of its own.

    Args:
        store: The quads.
        kept: Told the marks that are on the disk.
        at: Told the name of each point that is passed.
    """

    def __init__(
        self, store: Store, kept: Callable[[Sequence[Mark]], None], at: At
    ) -> None:
        self._store = store
        self._kept = kept
        self._at = at
        self._news = threading.Condition()
        self._waiting: list[Mark] = []
        self._is_closing = False
        self._failed: StoreError | None = None
        self._thread = threading.Thread(target=self._run, name="marks", daemon=True)
        self._thread.start()

    def write(self, marks: Sequence[Mark]) -> None:
        """Have marks written soon; in the order in which they come."""
        with self._news:
            self._waiting.extend(marks)
            self._news.notify()

    def close(self) -> None:
        """Write what waits, and end.

        Raises:
            StoreError: It could not be written; what was sent is sent once more.
        """
        with self._news:
            self._is_closing = True
            self._news.notify()
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        while batch := self._next():
            if self._written(batch):
                self._kept(batch)

    def _next(self) -> list[Mark]:
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._is_closing)
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            return batch

    def _written(self, batch: list[Mark]) -> bool:
        """Write a batch; a full disk is waited for, while anybody waits."""
        change = _change_of(batch)
        while True:
            try:
                self._at(BEFORE_MARK)
                self._store.apply(change)
                self._at(AFTER_MARK)
            except StoreError as error:
                _LOG.warning("the outbox cannot be written: %s", error)
                with self._news:
                    self._news.wait_for(lambda: self._is_closing, _AGAIN_S)
                    if self._is_closing:
                        self._failed = error
                        return False
            else:
                return True


def _change_of(batch: list[Mark]) -> Change:
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    for mark in batch:
        change = marked(mark.before, mark.after)
        removed.update(dict.fromkeys(change.removed))
        for gone in change.removed:
            added.pop(gone, None)
        added.update(dict.fromkeys((*change.added, *mark.added)))
    return Change(added=tuple(added), removed=tuple(removed))
