"""Sources: import them, list them, fetch them again, take them back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.clock import Clock, now
from plexus_ld.errors import PlexusError, SourceError
from plexus_ld.model.change import Change
from plexus_ld.plex.sources.digest import digest
from plexus_ld.plex.sources.finding import named_in, path_of_iri, targets_of
from plexus_ld.plex.sources.frontier import Frontier, file_of
from plexus_ld.plex.sources.originals import Originals
from plexus_ld.plex.sources.records import (
    Record,
    all_records,
    is_used,
    lines_of_record,
)
from plexus_ld.plex.sources.run import Means, Run
from plexus_ld.plex.sources.tally import why_waiting
from plexus_ld.plex.sources.values import (
    ImportReport,
    OnProgress,
    SourceInfo,
    Target,
    no_progress,
)
from plexus_ld.rdf.lines import line
from plexus_ld.settings import Settings

if TYPE_CHECKING:
    from plexus_ld.net.client import Client
    from plexus_ld.store import Store
    from plexus_ld.workers import Workers

_WEB: Final = ("http://", "https://")
_FILE: Final = "file://"


class Sources:
    """What others said, and where it was read.

    Args:
        store: The store.
        workers: Where documents are read.
        client: The door to the network.
        originals: Where the bytes are kept.
        settings: What an import may cost.
        clock: Tells the time.
    """

    def __init__(
        self,
        store: "Store",
        workers: "Workers",
        client: "Client",
        originals: Originals,
        settings: Settings,
        clock: Clock = now,
    ) -> None:
        self._means = Means(store, workers, client, originals, settings, clock)

    def import_(
        self,
        specs: Sequence[str],
        depth: int = 0,
        dry_run: bool = False,
        on_progress: OnProgress = no_progress,
        stdin: bytes | None = None,
    ) -> ImportReport:
        """Import documents, each into a graph of its own.

        What was interrupted (Ctrl-C), or ended with its budget, goes on when it is
        called with the same words again.

        Args:
            specs: Files, folders, URLs, handles, ``-`` for standard input.
            depth: How many steps of ``rdfs:seeAlso`` and ``foaf:knows`` to follow.
            dry_run: Keep nothing; only tell what would come of it.
            on_progress: Is told how far it is.
            stdin: What came by standard input.

        Returns:
            How each source came out; a source that failed stands among them.
        """
        # It comes up while the documents are looked for.
        self._means.workers.start((digest.__module__,))
        run = Run(self._means, "imported", on_progress, depth, dry_run)
        folder = None if dry_run else self._means.originals.folder
        frontier = Frontier(file_of(folder, specs, depth))
        spent, interrupted = "", False
        try:
            resumed = frontier.load()
            here, there = self._targets(specs, stdin, run)
            leads = run.files(here)
            if not resumed:
                for target in (*there, *leads):
                    frontier.add(target)
            spent = run.crawl(frontier, limited=depth > 0, polite=depth > 0)
        except KeyboardInterrupt:
            frontier.save()
            interrupted = True
        return self._report(run, frontier, spent, interrupted)

    def refresh(
        self, names: Sequence[str] = (), on_progress: OnProgress = no_progress
    ) -> ImportReport:
        """Have sources again, where they have changed.

        Args:
            names: Which, as they were typed or by their graphs; none: what is stale
                (``imports.stale_after_days``).
            on_progress: Is told how far it is.
        """
        run = Run(self._means, "refreshed", on_progress)
        records = self._named(names, run) if names else self._stale()
        files = [_file_target(one) for one in records if one.source.startswith(_FILE)]
        frontier = Frontier()
        for record in records:
            if record.source.startswith(_WEB):
                frontier.add(_web_target(record))
            elif names and not record.source.startswith(_FILE):
                why = SourceError(record.source, "came by standard input, only once")
                run.tally.refuse(record.source, why)
        spent, interrupted = "", False
        try:
            run.files(files)
            spent = run.crawl(frontier, limited=False, polite=True)
        except KeyboardInterrupt:
            interrupted = True
        return self._report(run, frontier, spent, interrupted)

    def reread(
        self, names: Sequence[str] = (), on_progress: OnProgress = no_progress
    ) -> ImportReport:
        """Read sources again out of the original bytes, without asking anybody.

        Args:
            names: Which; none: all.
            on_progress: Is told how far it is.
        """
        run = Run(self._means, "read again:", on_progress)
        records = self._named(names, run) if names else all_records(self._means.store)
        run.again(records)
        return run.tally.report(self._means.store, 0, "")

    def sources(self) -> tuple[SourceInfo, ...]:
        """Return what was imported, when, and how it stands."""
        return tuple(record.info() for record in all_records(self._means.store))

    def forget(self, source: str) -> SourceInfo:
        """Take back all that a source said, its original bytes too.

        Args:
            source: As it was typed, or its graph.

        Raises:
            SourceError: Nothing was imported from there.
        """
        store = self._means.store
        found = [
            one
            for one in all_records(store)
            if named_in([source], one.graph, one.source)
        ]
        if not found:
            raise SourceError(
                source, "nothing was imported from there; `plexus sources` lists all"
            )
        record = found[0]
        name = f"<{record.graph}>"

        def compute(current: "Store") -> Change:
            said = [line(*parts) for parts in current.matching(graph=name)]
            known = lines_of_record(current, record.graph)
            return Change(removed=(*said, *known), note=f"forgot {record.source}")

        store.change(compute)
        if record.sha256 and not is_used(store, record.sha256):
            self._means.originals.drop([record.sha256])
        store.erase(URIRef(record.graph))
        return record.info()

    def _targets(
        self, specs: Sequence[str], stdin: bytes | None, run: Run
    ) -> tuple[list[Target], list[Target]]:
        """Return the documents on this machine, and those on the network."""
        found: dict[str, Target] = {}
        for spec in specs:
            for target in targets_of(spec, self._means.client, stdin):
                if isinstance(target, PlexusError):
                    run.tally.refuse(spec, target)
                else:
                    found.setdefault(target.iri, target)
        here = [one for one in found.values() if not one.iri.startswith(_WEB)]
        there = [one for one in found.values() if one.iri.startswith(_WEB)]
        return here, there

    def _named(self, names: Sequence[str], run: Run) -> list[Record]:
        records = all_records(self._means.store)
        found: dict[str, Record] = {}
        for name in names:
            meant = [r for r in records if named_in([name], r.graph, r.source)]
            if not meant:
                why = SourceError(name, "nothing was imported from there")
                run.tally.refuse(name, why)
            found |= {record.graph: record for record in meant}
        return list(found.values())

    def _stale(self) -> list[Record]:
        at = self._means.clock()
        age = timedelta(days=self._means.settings.imports.stale_after_days)
        return [
            record
            for record in all_records(self._means.store)
            if record.checked_at + age <= at
            and (record.not_before is None or record.not_before <= at)
        ]

    def _report(
        self, run: Run, frontier: Frontier, spent: str, interrupted: bool
    ) -> ImportReport:
        waiting = len(frontier)
        if not waiting:
            frontier.forget()
        limits = self._means.settings.imports
        note = why_waiting(waiting, "" if interrupted else spent, limits)
        report = run.tally.report(self._means.store, waiting, note)
        return replace(report, interrupted=interrupted)


def _file_target(record: Record) -> Target:
    return Target(
        source=record.source,
        iri=record.graph,
        path=Path(path_of_iri(record.source)),
        found_in=record.found_in,
    )


def _web_target(record: Record) -> Target:
    return Target(source=record.source, iri=record.source, found_in=record.found_in)
