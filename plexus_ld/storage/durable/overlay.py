"""The store as it will be when the changes at hand are written.

Several changes are kept in one sync: each is computed on top of those before it, which
stand in the journal's transaction but not yet in the store.
"""

from collections.abc import Iterable, Iterator, Sequence

from plexus_ld.model.change import Statement
from plexus_ld.rdf.lines import line
from plexus_ld.storage.backend import Backend
from plexus_ld.storage.statements import parted, statement_of


class Overlay:
    """A `plexus_ld.model.change.Reader` on a backend and on what comes on top."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        # Whether a line will be there, for each that was touched.
        self._touched: dict[str, bool] = {}
        self._hidden: frozenset[str] = frozenset()

    def hide(self, graphs: frozenset[str]) -> None:
        """Read as if these graphs were not there: they are just being loaded."""
        self._hidden = graphs

    def put(self, removed: Iterable[str], added: Iterable[str]) -> None:
        """Lay a change on top: removals, then additions."""
        for gone in removed:
            self._touched[gone] = False
        for come in added:
            self._touched[come] = True

    def __len__(self) -> int:
        """Count the lines that were touched."""
        return len(self._touched)

    @property
    def removed(self) -> list[str]:
        """The lines that go, all changes together."""
        return [text for text, there in self._touched.items() if not there]

    @property
    def added(self) -> list[str]:
        """The lines that come, all changes together."""
        return [text for text, there in self._touched.items() if there]

    def present(self, lines: Sequence[str]) -> set[str]:
        """Return those of the canonical lines that will be there."""
        if self._hidden:
            lines = [text for text in lines if parted(text)[1] not in self._hidden]
        if not self._touched:
            return self._backend.present(lines)
        touched = self._touched
        below = self._backend.present([text for text in lines if text not in touched])
        return below | {text for text in lines if touched.get(text)}

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match; None matches all, graph "" the default."""
        below = self._backend.matching(subject, predicate, object, graph)
        if self._hidden:
            below = (found for found in below if found[3] not in self._hidden)
        if not self._touched:
            return below
        return self._merged(below, (subject, predicate, object, graph))

    def _merged(
        self, below: Iterable[Statement], wanted: Sequence[str | None]
    ) -> Iterator[Statement]:
        fresh = dict.fromkeys(self.added)
        for statement in below:
            text = line(*statement)
            fresh.pop(text, None)
            if self._touched.get(text, True):
                yield statement
        for statement in map(statement_of, fresh):
            pairs = zip(wanted, statement, strict=True)
            if all(want is None or want == have for want, have in pairs):
                yield statement

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph that will hold a statement."""
        if not self._touched:
            return self._held()
        touched = {statement_of(text)[3] for text in self._touched} - {""}
        kept = [name for name in self._held() if name not in touched]
        held = (name for name in touched if any(self.matching(graph=name)))
        return [*kept, *held]

    def _held(self) -> list[str]:
        return [name for name in self._backend.graphs() if name not in self._hidden]
