"""Changes that threads hand in at the same time, kept by one sync and one write."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from plexus_ld.errors import ConflictError, PlexusError, StoreError
from plexus_ld.model.change import Change, ChangeRecord, Derivation
from plexus_ld.storage.canonical import canonical
from plexus_ld.storage.durable.journal import Entry
from plexus_ld.storage.durable.overlay import Overlay
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.effect import effective
from plexus_ld.storage.statements import is_derived, parted

#: Lines touched after which a batch takes no further change: a change is read on top
#: of those before it, which costs the more the more they touch.
_FULL_LINES = 2_000


@dataclass(slots=True, eq=False)
class Request:
    """A change that waits to be kept, and what became of it.

    Attributes:
        undoes: The number of the change that it takes back, if any.
        sequence: Its number, once it is kept.
        error: Why it was not.
    """

    change: Change
    expecting: int | None = None
    undoes: int | None = None
    sequence: int | None = None
    error: PlexusError | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether it was kept or refused."""
        return self.sequence is not None or self.error is not None


class Batch:
    """One commit: requests are taken in turn, then kept together or not at all."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._ahead = Overlay(parts.backend)
        self._entries: list[Entry] = []
        self._kept: list[tuple[Request, int]] = []

    @property
    def is_full(self) -> bool:
        """Tell whether further requests had better wait for the next batch."""
        return len(self._ahead) >= _FULL_LINES

    @property
    def _last(self) -> int:
        return self._parts.journal.last + len(self._entries)

    def take(self, request: Request) -> None:
        """Compute what a request does, on top of those before it."""
        try:
            self._kept.append((request, self._number(request)))
        except PlexusError as error:
            request.error = error

    def _number(self, request: Request) -> int:
        change = request.change
        known = self._parts.journal.find(change.id) or self._in_batch(change.id)
        if known:
            return known
        if request.expecting not in (None, self._last):
            raise ConflictError(request.expecting or 0, self._last)
        effect = effective(self._ahead, change)
        _refuse_derived(effect)
        derivation = self._derived(effect)
        kept, derived = derivation.change, derivation.derived
        if not kept and request.undoes is None:
            return self._last
        if self._parts.check is not None:
            self._parts.check(self._ahead, kept)
        record = ChangeRecord(self._last + 1, self._parts.clock(), kept)
        self._entries.append(Entry(record, request.undoes))
        self._ahead.put(kept.removed, kept.added)
        self._ahead.put(derived.removed, derived.added)
        return record.sequence

    def _in_batch(self, change_id: str) -> int | None:
        numbers = (
            entry.record.sequence
            for entry in self._entries
            if entry.record.change.id == change_id
        )
        return next(numbers, None)

    def _derived(self, change: Change) -> Derivation:
        if self._parts.derive is None or not change:
            return Derivation(change, Change())
        derivation = self._parts.derive(self._ahead, change)
        asked, derived = derivation.change, derivation.derived
        return Derivation(
            change if asked == change else effective(self._ahead, asked),
            Change(added=_lines(derived.added), removed=_lines(derived.removed)),
        )

    def keep(self) -> bool:
        """Journal and write what was taken; tell whether the disk took it."""
        before = self._parts.journal.last
        try:
            if self._entries:
                self._parts.journal.append(self._entries)
                last = self._entries[-1].record.sequence
                self._parts.backend.write(self._ahead.removed, self._ahead.added, last)
        except StoreError as error:
            self._refuse(error, before)
            return False
        for request, number in self._kept:
            request.sequence = number
        return True

    def _refuse(self, error: StoreError, before: int) -> None:
        for request, _ in self._kept:
            request.error = error
        # A full disk may refuse this too; then it is tried again before the next write.
        with suppress(StoreError):
            withdraw(self._parts, before)


def withdraw(parts: Parts, before: int) -> None:
    """Take refused changes out of the journal, if they are in.

    Raises:
        StoreError: The disk still refuses.
    """
    if parts.journal.last > before:
        parts.journal.withdraw(before)


def _refuse_derived(change: Change) -> None:
    for line in (*change.added, *change.removed):
        graph = parted(line)[1]
        if is_derived(graph):
            where = graph or "the default graph"
            message = f"{where} is made out of the others; nobody writes to it"
            raise StoreError(message)


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical(lines)))
