"""What came of an import, added up as it goes."""

from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.errors import PlexusError, SourceError
from plexus_ld.plex.sources.keeping import Kept
from plexus_ld.plex.sources.leads import about_of
from plexus_ld.plex.sources.values import Had, ImportReport, SourceReport
from plexus_ld.settings import ImportSettings

if TYPE_CHECKING:
    from plexus_ld.store import Store

_MIB: Final = 1024 * 1024


class Tally:
    """Adds up."""

    def __init__(self) -> None:
        self._reports: dict[str, SourceReport] = {}
        self._people: dict[str, None] = {}
        self._about: dict[str, None] = {}
        self._spoken: set[str | None] = set()

    def __len__(self) -> int:
        """Return how many sources there were."""
        return len(self._reports)

    def refuse(self, source: str, error: PlexusError) -> None:
        """Add a source that could not even be looked for."""
        reason = error.reason if isinstance(error, SourceError) else str(error)
        reason = reason.removeprefix(f"{source}: ")
        self._reports[f"refused {source}"] = SourceReport(
            source, None, "failed", error=reason
        )

    def add(self, had: Had, kept: Kept) -> None:
        """Add a source; of one that was interrupted and kept again, the first word."""
        self._reports.setdefault(had.target.iri, kept.report)
        if kept.survey is not None:
            self._people |= dict.fromkeys(kept.survey.people)
            # Of a page that is about somebody its profile says the same again.
            if had.target.found_in not in self._spoken:
                about = about_of(had, kept)
                self._about |= dict.fromkeys(about)
                self._spoken |= {kept.report.graph} if about else set()

    def report(self, store: "Store", waiting: int, note: str) -> ImportReport:
        """Return the sum.

        Args:
            store: The store, which knows who is who.
            waiting: Documents that are known of and were not fetched.
            note: Why.
        """
        reports = tuple(self._reports.values())
        return ImportReport(
            sources=reports,
            people=self._count(store),
            triples=sum(one.triples for one in reports if one.status != "failed"),
            about=tuple(node[1:-1] for node in self._about),
            waiting=waiting,
            note=note,
        )

    def _count(self, store: "Store") -> int:
        """Return how many people the nodes are that the documents speak of."""
        if not self._people:
            return 0
        nodes = [URIRef(node[1:-1]) for node in self._people]
        for row in store.select("people-behind", node=nodes):
            # None is known after a dry run, or while the view is not kept.
            return int(str(row[0])) or len(nodes)
        return len(nodes)


def why_waiting(waiting: int, spent: str, limits: ImportSettings) -> str:
    """Return a sentence on why documents wait; "" when none does.

    Args:
        waiting: How many.
        spent: What of the budget is used up: ``documents``, ``bytes``, ``seconds``.
        limits: The budget.
    """
    if not waiting:
        return ""
    budget = {
        "documents": f"{limits.max_documents} documents",
        "bytes": f"{limits.max_total_bytes // _MIB} MiB",
        "seconds": f"{limits.max_seconds:g} seconds",
    }
    cause = f"the budget of {budget[spent]} is spent" if spent else "interrupted"
    wait = "1 document waits" if waiting == 1 else f"{waiting} documents wait"
    return f"{cause}; {wait}: the same command goes on"
