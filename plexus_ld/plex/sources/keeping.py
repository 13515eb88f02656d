"""A batch of documents into the store: one change, the original bytes first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from plexus_ld.errors import FetchError, ParseError, PlexusError, SourceError
from plexus_ld.model.change import Change
from plexus_ld.plex.sources.digest import Digest, Survey, survey
from plexus_ld.plex.sources.originals import Originals
from plexus_ld.plex.sources.reading import Outcome
from plexus_ld.plex.sources.records import (
    Matching,
    Record,
    find_record,
    is_used,
    lines_of_record,
)
from plexus_ld.plex.sources.values import Had, SourceReport, Status
from plexus_ld.rdf.lines import line

if TYPE_CHECKING:
    from plexus_ld.store import Store


class Kept:
    """What came of one document.

    Attributes:
        report: What the owner is told.
        survey: Whom it speaks of and where it leads; None when it failed.
    """

    __slots__ = ("report", "survey")

    def __init__(self, report: SourceReport, found: Survey | None = None) -> None:
        self.report = report
        self.survey = found


class Keeper:
    """Turns outcomes into changes.

    Args:
        store: The store.
        originals: Where the bytes are kept.
        dry_run: Keep nothing; only tell what would come of it.
    """

    def __init__(
        self, store: "Store", originals: Originals, dry_run: bool = False
    ) -> None:
        self._store = store
        self._originals = originals
        self._dry_run = dry_run

    def keep(self, outcomes: Sequence[Outcome], note: str) -> list[Kept]:
        """Keep a batch: all of it or nothing.

        Args:
            outcomes: What was had and read.
            note: What the owner reads of it in the history.

        Returns:
            What came of each, in order.
        """
        batch = _Batch(self._store, outcomes)
        if self._dry_run:
            batch.change(note)
            return batch.kept
        self._originals.put(
            (had.sha256, had.document.body)
            for had, read in outcomes
            if had.document and had.sha256 and isinstance(read, Digest)
        )

        def compute(store: "Store") -> Change:
            nonlocal batch
            batch = _Batch(store, outcomes)
            return batch.change(note)

        self._store.change(compute)
        replaced = [sha for sha in batch.replaced if not is_used(self._store, sha)]
        if replaced:
            self._originals.drop(replaced)
        return batch.kept


class _Batch:
    """One computation of a change, on the store as it stands."""

    def __init__(self, store: Matching, outcomes: Sequence[Outcome]) -> None:
        self._store = store
        self._outcomes = outcomes
        self._added: list[str] = []
        self._removed: list[str] = []
        self._done: set[str] = set()
        self._written: set[str] = set()
        self.kept: list[Kept] = []
        self.replaced: set[str] = set()

    def change(self, note: str) -> Change:
        """Return the change that keeps the outcomes."""
        for had, read in self._outcomes:
            self.kept.append(self._one(had, read))
        return Change(tuple(self._added), tuple(self._removed), note)

    def _one(self, had: Had, read: Digest | PlexusError | None) -> Kept:
        error = had.error or (read if isinstance(read, PlexusError) else None)
        if error is not None:
            return self._failed(had, error)
        if isinstance(read, Digest):
            return self._read(had, read)
        return self._unchanged(had)

    def _failed(self, had: Had, error: PlexusError) -> Kept:
        """Keep what it said before, and the reason in its record."""
        reason = sentence(error, had)
        record = find_record(self._store, had.target.iri)
        report = SourceReport(
            source=had.target.source,
            graph=record.graph if record else None,
            status="failed",
            triples=record.triples if record else 0,
            error=reason,
            found_in=had.target.found_in,
        )
        if record:
            self._write(
                replace(
                    record,
                    checked_at=had.at,
                    status="failed",
                    http_status=had.http_status,
                    not_before=_not_before(error, had.at),
                    error=reason,
                )
            )
        return Kept(report)

    def _unchanged(self, had: Had) -> Kept:
        record = find_record(self._store, had.target.iri)
        if record is None:  # forgotten by somebody else in the meantime
            return self._failed(had, SourceError(had.iri, "was just forgotten"))
        self._write(
            replace(
                record,
                checked_at=had.at,
                status="unchanged",
                http_status=had.http_status,
                etag=had.etag or record.etag,
                last_modified=had.last_modified or record.last_modified,
                source=had.moved_to or record.source,
                found_in=_found_in(had, record),
                not_before=None,
                error=None,
            )
        )
        found = survey(record.graph, self._store.matching(graph=f"<{record.graph}>"))
        return Kept(_report(had, record, "unchanged", found), found)

    def _read(self, had: Had, read: Digest) -> Kept:
        graph = had.iri
        new = read.reading.lines
        if had.iri in self._done:
            record = _record(had, read, None)
            return Kept(_report(had, record, "unchanged", read.survey), read.survey)
        self._done.add(graph)
        before = find_record(self._store, had.target.iri)
        if before and before.graph != graph:
            self._take_out(before)  # it has moved: what it says stands there now
            before = None
        if before is None and had.target.iri != graph:
            before = find_record(self._store, graph)
        old = [line(*parts) for parts in self._store.matching(graph=f"<{graph}>")]
        self._differ(old, new)
        status: Status = "new" if before is None else "changed"
        if before is not None and set(old) == set(new):
            status = "unchanged"
        record = _record(had, read, before)
        if status == "unchanged" and before:
            record = replace(record, read_at=before.read_at)
        if before and before.sha256 and before.sha256 != had.sha256:
            self.replaced.add(before.sha256)
        if before:
            self._write(record)
        else:
            self._write_new(record)
        return Kept(_report(had, record, status, read.survey), read.survey)

    def _write(self, record: Record) -> None:
        if record.graph in self._written:
            return
        self._written.add(record.graph)
        self._differ(lines_of_record(self._store, record.graph), record.lines())

    def _write_new(self, record: Record) -> None:
        self._written.add(record.graph)
        self._added += record.lines()

    def _take_out(self, record: Record) -> None:
        name = f"<{record.graph}>"
        self._removed += [line(*parts) for parts in self._store.matching(graph=name)]
        self._removed += lines_of_record(self._store, record.graph)
        if record.sha256:
            self.replaced.add(record.sha256)

    def _differ(self, old: Sequence[str], new: Sequence[str]) -> None:
        if not old:
            self._added += new
            return
        here, there = set(old), set(new)
        self._removed += [text for text in old if text not in there]
        self._added += [text for text in new if text not in here]


def _record(had: Had, read: Digest, before: Record | None) -> Record:
    document = had.document
    called = document.media_type if document else None
    if called and document and document.charset:
        called += f"; charset={document.charset}"
    licence = read.survey.licence
    return Record(
        graph=had.iri,
        source=had.moved_to or (before.source if before else had.target.iri),
        read_at=had.at,
        checked_at=had.at,
        status="fetched",
        http_status=had.http_status,
        etag=had.etag,
        last_modified=had.last_modified,
        sha256=had.sha256,
        media_type=called,
        triples=read.reading.triples,
        repaired=read.reading.repairs,
        lost=read.reading.losses,
        licence=licence[1:-1] if licence else None,
        found_in=_found_in(had, before),
    )


def _found_in(had: Had, before: Record | None) -> str | None:
    """Return the graph that named a source; what the owner typed once is theirs."""
    if had.target.found_in is None or before is None:
        return had.target.found_in
    return before.found_in


def _report(had: Had, record: Record, status: Status, found: Survey) -> SourceReport:
    return SourceReport(
        source=had.target.source,
        graph=record.graph,
        status=status,
        triples=record.triples,
        people=len(found.people),
        repairs=record.repaired,
        losses=record.lost,
        found_in=had.target.found_in,
    )


def sentence(error: PlexusError, had: Had) -> str:
    """Return why a source failed, without its name, which stands beside it."""
    if isinstance(error, FetchError | SourceError):
        return error.reason
    text = str(error)
    for name in (had.iri, had.target.iri, had.target.source):
        text = text.removeprefix(f"{name}: ")
    return text or ("cannot be read" if isinstance(error, ParseError) else "failed")


def _not_before(error: PlexusError, at: datetime) -> datetime | None:
    if isinstance(error, FetchError) and error.retry_after_s:
        return at + timedelta(seconds=error.retry_after_s)
    return None
