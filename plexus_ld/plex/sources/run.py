"""One import or refresh: has documents, has them read, keeps them in batches."""

import gc
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from plexus_ld.clock import Clock
from plexus_ld.errors import DisallowedError, PlexusError
from plexus_ld.net.robots import Robots
from plexus_ld.plex.sources.crawling import Budget, Crawl
from plexus_ld.plex.sources.frontier import Frontier
from plexus_ld.plex.sources.getting import get_url, read_file, reread
from plexus_ld.plex.sources.keeping import Keeper
from plexus_ld.plex.sources.leads import leads_of
from plexus_ld.plex.sources.reading import Outcome, read_batch
from plexus_ld.plex.sources.records import Record, find_record
from plexus_ld.plex.sources.tally import Tally
from plexus_ld.plex.sources.values import Had, OnProgress, Target
from plexus_ld.settings import Settings

if TYPE_CHECKING:
    from plexus_ld.net.client import Client
    from plexus_ld.plex.sources.originals import Originals
    from plexus_ld.store import Store
    from plexus_ld.workers import Workers

#: A batch of files: so many documents, or so many bytes.
_BATCH_FILES: Final = 2000
_BATCH_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Means:
    """What an import works with.

    Attributes:
        store: The store.
        workers: Where documents are read.
        client: The door to the network.
        originals: Where the bytes are kept.
        settings: What it may cost.
        clock: Tells the time.
    """

    store: "Store"
    workers: "Workers"
    client: "Client"
    originals: "Originals"
    settings: Settings
    clock: Clock


class Run:
    """One import or refresh.

    Args:
        means: What it works with.
        word: What it is called in the history: ``imported``, ``refreshed``.
        on_progress: Is told how far it is.
        depth: How many steps to follow.
        dry_run: Keep nothing.
    """

    def __init__(
        self,
        means: Means,
        word: str,
        on_progress: OnProgress,
        depth: int = 0,
        dry_run: bool = False,
    ) -> None:
        self._means = means
        self._word = word
        self._on_progress = on_progress
        self._depth = depth
        self._keeper = Keeper(means.store, means.originals, dry_run)
        self._robots = Robots(means.client)
        self._total = 0
        self.tally = Tally()

    def files(self, targets: Sequence[Target]) -> list[Target]:
        """Read files and keep what they say; return where they lead."""
        self._total += len(targets)
        with _uncollected():
            return self._read_and_kept(targets)

    def _read_and_kept(self, targets: Sequence[Target]) -> list[Target]:
        """Read batches of files and keep them; return where they lead.

        While one batch is kept, the next is read: the workers and this process have a
        processor each.
        """
        leads: list[Target] = []
        ahead: Future[list[Outcome]] | None = None
        with ThreadPoolExecutor(1, "plexus-files") as reader:
            for batch in self._batches(targets):
                coming = reader.submit(read_batch, self._means.workers, batch)
                if ahead:
                    leads += self._keep(ahead.result())
                    gc.collect(0)  # once for each batch is enough
                ahead = coming
            if ahead:
                leads += self._keep(ahead.result())
        return leads

    def _batches(self, targets: Sequence[Target]) -> Iterator[list[Had]]:
        limit = self._means.settings.imports.max_file_bytes
        batch: list[Had] = []
        size = 0
        for target in targets:
            record = find_record(self._means.store, target.iri)
            had = read_file(target, record, limit, self._means.clock())
            batch.append(had)
            size += had.size
            if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def again(self, records: Sequence[Record]) -> None:
        """Read again what was read before, out of the original bytes."""
        self._total += len(records)
        for start in range(0, len(records), _BATCH_FILES):
            part = records[start : start + _BATCH_FILES]
            self._take([reread(r, self._means.originals) for r in part])

    def crawl(self, frontier: Frontier, *, limited: bool, polite: bool) -> str:
        """Fetch what waits in a frontier, and what it leads to.

        Args:
            frontier: What waits.
            limited: Whether the budget of one crawl holds.
            polite: Whether to pause between two requests to one host.

        Returns:
            What of the budget is spent; "" if there is enough of all.
        """
        self._total += len(frontier)
        limits = self._means.settings.imports
        forever = float("inf")
        budget = Budget(
            documents=limits.max_documents if limited else forever,
            size=limits.max_total_bytes if limited else forever,
            ends_at=monotonic() + limits.max_seconds if limited else forever,
            most=self._means.settings.net.max_body_bytes,
        )

        def pause(target: Target) -> float:
            if not polite:
                return 0.0
            found = target.found_in is not None
            asked_s = self._robots.rules(target.iri).pause_s if found else 0.0
            return max(limits.host_pause_s, asked_s)

        Crawl(frontier, budget, self._get, self._take, pause).run()
        return budget.spent()

    def _get(self, target: Target, most: int) -> Had:
        """Have one document from the network; called in threads."""
        if target.found_in is not None and not self._robots.allow(target.iri):
            error = DisallowedError(target.iri, "the host's robots.txt says no")
            return Had(target, self._means.clock(), error=error)
        try:
            record = find_record(self._means.store, target.iri)
        except PlexusError as error:
            return Had(target, self._means.clock(), error=error)
        return get_url(target, record, self._means.client, most, self._means.clock())

    def _take(self, batch: Sequence[Had]) -> list[Target]:
        """Have a batch read and keep it; return where it leads."""
        return self._keep(read_batch(self._means.workers, batch))

    def _keep(self, outcomes: Sequence[Outcome]) -> list[Target]:
        """Keep a batch that has been read; return where it leads."""
        kept = self._keeper.keep(outcomes, self._note(outcomes))
        leads: list[Target] = []
        for (had, read), one in zip(outcomes, kept, strict=True):
            self.tally.add(had, one)
            leads += leads_of(had, read, one, self._depth)
        done = len(self.tally)
        self._total = max(self._total, done)
        self._on_progress(done, self._total, outcomes[-1][0].target.source)
        return leads

    def _note(self, outcomes: Sequence[Outcome]) -> str:
        if len(outcomes) == 1:
            return f"{self._word} {outcomes[0][0].target.source}"
        return f"{self._word} {len(outcomes)} documents"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the garbage collector what makes no cycle.

    It would look through a batch's hundred thousand texts time and again, for a sixth
    of the work.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
