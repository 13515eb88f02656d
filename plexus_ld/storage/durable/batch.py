"""Changes that threads hand in at the same time, kept by one sync and one write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plexus_ld.errors import ConflictError, PlexusError, StoreError
from plexus_ld.model.change import Change, ChangeRecord, Derivation
from plexus_ld.storage.canonical import canonical
from plexus_ld.storage.durable.early import Early, Refused, begun
from plexus_ld.storage.durable.journal import Entry
from plexus_ld.storage.durable.overlay import Overlay
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.effect import effective
from plexus_ld.storage.statements import graph_of, is_derived

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
        self._before = parts.journal.last
        self._entries: list[Entry] = []
        self._early: Early | None = None
        self._kept: list[tuple[Request, int]] = []
        #: What a refusing disk has left behind.
        self.left: Refused | None = None

    @property
    def is_full(self) -> bool:
        """Tell whether further requests had better wait for the next batch."""
        return self._early is not None or len(self._ahead) >= _FULL_LINES

    @property
    def _last(self) -> int:
        return self._before + len(self._entries)

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
        graphs = [graph_of(line) for line in effect.added]
        _refuse_derived({*graphs, *map(graph_of, effect.removed)})
        entry = self._entry(request, effect)
        if not self._entries:
            self._early = begun(self._parts, entry, graphs)
        try:
            return self._laid(request, entry)
        except BaseException:
            self._end_early()
            raise

    def _entry(self, request: Request, change: Change) -> Entry:
        record = ChangeRecord(self._last + 1, self._parts.clock(), change)
        return Entry(record, request.undoes)

    def _laid(self, request: Request, entry: Entry) -> int:
        """Lay a change and what follows from it on top of what is there."""
        effect = entry.record.change
        if self._early is not None:
            self._ahead.hide(self._early.graphs)
        derivation = self._derived(effect)
        kept, derived = derivation.change, derivation.derived
        if not kept and request.undoes is None:
            return self._last
        if self._parts.check is not None and not (self._early and kept == effect):
            self._parts.check(self._ahead, kept)
        if kept != effect:
            entry = self._entry(request, kept)
        others = self._early.others(kept) if self._early else None
        if self._early is None or others is None:
            self._end_early()
            self._entries.append(entry)
            others = kept.added
        else:
            self._early.entry = entry
        self._ahead.put(kept.removed, others)
        self._ahead.put(derived.removed, derived.added)
        return entry.record.sequence

    def _end_early(self) -> None:
        """Take back what was begun."""
        self._ahead.hide(frozenset())
        if self._early is not None:
            self.left = self._early.withdraw()
            self._early = None

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

    def keep(self) -> None:
        """Journal and write what was taken, or tell every request why not."""
        try:
            self._keep()
        except StoreError as error:
            self._refuse(error)
            return
        for request, number in self._kept:
            request.sequence = number

    def _keep(self) -> None:
        if self.left is not None:
            raise StoreError("the disk takes no more")
        if self._early is not None:
            self._early.finish()
            last = self._early.entry.record.sequence
        elif self._entries:
            self._parts.journal.append(self._entries)
            last = self._entries[-1].record.sequence
        else:
            return
        self._parts.backend.write(self._ahead.removed, self._ahead.added, last)

    def _refuse(self, error: StoreError) -> None:
        for request, _ in self._kept:
            request.error = error
        if self._early is not None:
            self.left = self._early.withdraw()
        elif self.left is None:
            self.left = Refused(self._before)


def _refuse_derived(graphs: Iterable[str]) -> None:
    for graph in graphs:
        if is_derived(graph):
            where = graph or "the default graph"
            message = f"{where} is made out of the others; nobody writes to it"
            raise StoreError(message)


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical(lines)))
