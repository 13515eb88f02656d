"""The engine of the process that holds the home: one lock, one way to write."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Condition, Lock, RLock

import pyoxigraph as ox

from plexus_ld.errors import DamagedStoreError, StoreError
from plexus_ld.model.change import Change, ChangeRecord, Statement
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.backend import Values
from plexus_ld.storage.durable import upkeep
from plexus_ld.storage.durable.batch import Batch, Request
from plexus_ld.storage.durable.checkpoint import Checkpoints
from plexus_ld.storage.durable.early import Refused, withdraw
from plexus_ld.storage.durable.journal import Entry
from plexus_ld.storage.durable.rebuild import Parts, rebuild, rederive, settle
from plexus_ld.storage.home import Home

_LOG = logging.getLogger(__name__)

#: Changes after which is looked whether old ones can be pruned.
_PRUNE_EVERY = 256


class LocalEngine:
    """Changes are reduced, derived from, journaled and written under one lock.

    Threads that apply at the same time are served together: whoever gets the lock
    keeps all that wait, in one sync. See `plexus_ld.storage.engine.Engine`.
    """

    def __init__(
        self,
        parts: Parts,
        settings: StoreSettings,
        home: Home | None = None,
        on_close: Callable[[], None] = lambda: None,
    ) -> None:
        self._parts = parts
        self._settings = settings
        self._home = home
        self._on_close = on_close
        self._writer = RLock()
        # Held by what must not meet another of its kind: pruning, erasing, copying.
        self._upkeep = RLock()
        self._queue: list[Request] = []
        self._queue_lock = Lock()
        self._news = Condition()
        self._refused: Refused | None = None
        self._pruned_at = parts.journal.last
        self._checkpoints = Checkpoints(
            parts.backend, home.checkpoints if home else None
        )
        with self._writer:
            self._settle()
            if unfinished := upkeep.unfinished(self._home, self):
                self.erase(unfinished)

    @property
    def sequence(self) -> int:
        """See `Engine.sequence`."""
        return self._parts.backend.sequence()

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """See `Engine.apply`."""
        sequence = self._submit(Request(change, expecting))
        self._prune_now_and_then()
        return sequence

    def _submit(self, request: Request) -> int:
        with self._queue_lock:
            self._queue.append(request)
        with self._writer:
            if not request.is_done:
                self._lead(request)
        with self._watched():
            if request.error is not None:
                raise request.error
        return request.sequence or 0

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Leave a mark for the next opening when the store proves damaged."""
        try:
            yield
        except DamagedStoreError:
            if self._home:
                self._home.damaged.touch()
            raise

    def _lead(self, own: Request) -> None:
        """Keep what waits, the own request among it."""
        with self._queue_lock:
            waiting, self._queue = self._queue, []
        try:
            while not own.is_done:
                self._ready()
                waiting = self._commit(waiting)
        finally:
            # Also when a derivation fails on a fault of its own: others lead anew.
            with self._queue_lock:
                rest = [r for r in waiting if not r.is_done and r is not own]
                self._queue[:0] = rest
        with self._news:
            self._news.notify_all()

    def _commit(self, waiting: list[Request]) -> list[Request]:
        """Keep as many as one batch takes; return the others."""
        batch = Batch(self._parts)
        taken = 0
        try:
            for request in waiting:
                if batch.is_full:
                    break
                batch.take(request)
                taken += 1
            batch.keep()
        finally:
            self._refused = batch.left
        return waiting[taken:]

    def _ready(self) -> None:
        """Mend what a full disk or an interrupt has left behind.

        Raises:
            StoreError: It cannot be mended yet; what is stored can be read.
        """
        if self._refused is not None:
            withdraw(self._parts, self._refused)
            self._parts.backend.reopen()
            self._refused = None
        self._parts.journal.refresh()
        if self._parts.backend.sequence() != self._parts.journal.last:
            self._parts.backend.reopen()
            self._settle()

    def _settle(self) -> None:
        distrusted = self._home is not None and self._home.damaged.exists()
        besides = rebuild(self._parts) if distrusted else settle(self._parts)
        if self._home:
            self._home.damaged.unlink(missing_ok=True)
        if besides:
            self._commit([Request(besides)])

    def _prune_now_and_then(self) -> None:
        last = self._parts.journal.last
        if last - self._pruned_at >= _PRUNE_EVERY:
            self._pruned_at = last
            self._prune()

    def _prune(self) -> None:
        with self._upkeep, self._writer:
            self._prune_if_possible()

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Engine.select`."""
        with self._watched():
            return self._parts.backend.select(text, values)

    def ask(self, text: str, values: Values) -> bool:
        """See `Engine.ask`."""
        with self._watched():
            return self._parts.backend.ask(text, values)

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Engine.construct`."""
        with self._watched():
            return self._parts.backend.construct(text, values)

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Engine.matching`."""
        with self._watched():
            return self._parts.backend.matching(subject, predicate, object, graph)

    def graphs(self) -> Iterable[str]:
        """See `Engine.graphs`."""
        with self._watched():
            return self._parts.backend.graphs()

    def history(
        self, limit: int, before: int | None, mentioning: Sequence[str]
    ) -> list[ChangeRecord]:
        """See `Engine.history`."""
        found: list[ChangeRecord] = []
        entries = self._parts.journal.before(before)
        while len(found) < limit and (entry := next(entries, None)):
            if entry.record.change.is_record:
                continue
            if not mentioning or _mentions(entry, mentioning):
                found.append(entry.record)
        return found

    def since(self, after: int, limit: int, wait_s: float) -> list[ChangeRecord]:
        """See `Engine.since`."""
        with self._news:
            self._news.wait_for(lambda: self._parts.journal.last > after, wait_s)
        return [entry.record for entry in self._parts.journal.after(after, limit)]

    def undo(self) -> ChangeRecord:
        """See `Engine.undo`."""
        with self._writer:
            record = self._undoable()
            note = f"undo of change {record.sequence}: {record.change.note}"
            change = record.change.reversed(note)
            self._submit(Request(change, undoes=record.sequence))
        return record

    def _undoable(self) -> ChangeRecord:
        undone = self._parts.journal.undone()
        for entry in self._parts.journal.before(None):
            record = entry.record
            was_undone = record.sequence in undone or entry.undoes is not None
            is_owners = record.change and not record.change.is_record
            if is_owners and not was_undone and not entry.erased:
                return record
        raise StoreError("there is no change that could be undone")

    def erase(self, graphs: Sequence[str]) -> None:
        """See `Engine.erase`."""
        with self._upkeep, self._writer, upkeep.noted(self._home, graphs):
            upkeep.erase(self._parts, graphs, self._checkpoints)

    def rederive(self) -> None:
        """See `Engine.rederive`."""
        with self._writer:
            self._ready()
            besides = rederive(self._parts)
            if besides:
                self._commit([Request(besides)])

    def checkpoint(self) -> Path | None:
        """See `Engine.checkpoint`."""
        return self._checkpoints.newest()

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Engine.forward`."""
        return self._parts.backend.forward(text, media_type, timeout_s)

    def backup(self, folder: Path) -> None:
        """See `Engine.backup`."""
        if self._home is None:
            raise StoreError("a store in memory has no home to back up")
        with self._upkeep:
            upkeep.backup(self._parts, self._home, folder, self._checkpoints)

    def check(self) -> list[str]:
        """See `Engine.check`."""
        with self._upkeep, self._writer:
            found = self._parts.journal.check()
            if found:
                return found
            found = upkeep.faults(self._parts)
        if found and self._home:
            self._home.damaged.touch()
        return found

    def close(self) -> None:
        """See `Engine.close`."""
        with self._upkeep, self._writer, ExitStack() as closing:
            closing.callback(self._on_close)
            closing.callback(self._parts.journal.close)
            closing.callback(self._parts.backend.close)
            closing.callback(self._checkpoints.close)
            self._prune_if_possible()

    def _prune_if_possible(self) -> None:
        try:
            upkeep.prune(self._parts, self._settings)
        except StoreError as error:
            _LOG.warning("old changes could not be pruned: %s", error)


def _mentions(entry: Entry, terms: Sequence[str]) -> bool:
    change = entry.record.change
    lines = [f" {line}" for line in (*change.added, *change.removed)]
    return any(f" {term} " in line for term in terms for line in lines)
