"""The store: the one door to the quads. Named graphs, changes, questions by name.

Every change goes through `Store.apply`: journaled and on the disk before it returns,
whole or not at all. Terms are rdflib's; lines and statements are N-Quads text.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rdflib import Literal, URIRef

from plexus_ld import queries
from plexus_ld.errors import ConflictError
from plexus_ld.model.change import Change, Derive, Statement
from plexus_ld.rdf.lines import split_default, term_of
from plexus_ld.settings import Settings
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.local import LocalEngine
from plexus_ld.storage.rows import Row, Rows
from plexus_ld.storage.values import Value, texts

__all__ = ["Row", "Rows", "Store", "Value", "open_store"]

Term = URIRef | Literal


class Store:
    """The quads of one home."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._own: dict[str, str] = {}

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        return self._engine.sequence

    def select(self, name: str, /, **values: Value) -> Rows:
        """Answer a named question of the form SELECT.

        Raises:
            UnknownQueryError: No question has this name.
            QueryError: It is no SELECT.
        """
        return Rows(self._engine.select(self._text(name), texts(values)))

    def ask(self, name: str, /, **values: Value) -> bool:
        """Answer a named question of the form ASK; raises as `select` does."""
        return self._engine.ask(self._text(name), texts(values))

    def construct(self, name: str, /, **values: Value) -> list[tuple[Term, Term, Term]]:
        """Answer a named question of the form CONSTRUCT, as rdflib triples."""
        return [
            tuple(map(term_of, split_default(line)[:3]))
            for line in self.lines(name, **values)
        ]

    def lines(self, name: str, /, **values: Value) -> tuple[str, ...]:
        """Answer a named question of the form CONSTRUCT, as lines ``s p o .``."""
        return self._engine.construct(self._text(name), texts(values))

    def _text(self, name: str) -> str:
        """Return a question's text; what is no name is a text itself."""
        return name if "{" in name else queries.load(name).text

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """Yield the statements that match, as N-Triples text.

        None matches all; graph "" is the default graph.
        """
        return self._engine.matching(subject, predicate, object, graph)

    def graphs(self) -> Iterable[str]:
        """Yield the name of every named graph, as N-Triples text."""
        return self._engine.graphs()

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """Keep a change; it is on the disk when this returns. See `Engine.apply`."""
        return self._engine.apply(change, expecting)

    def change(self, compute: Callable[["Store"], Change]) -> int:
        """Read, compute a change, apply it; again when somebody else came first."""
        while True:
            sequence = self.sequence
            try:
                return self.apply(compute(self), expecting=sequence)
            except ConflictError:
                continue

    def close(self) -> None:
        """Let go of the home."""
        self._engine.close()

    def __enter__(self) -> "Store":
        """Return the store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the home."""
        self.close()


def open_store(
    home: Path | None,
    *,
    settings: Settings,
    derive: Derive | None = None,
    workers: object = None,
) -> Store:
    """Open the store of a home, or one in memory where there is none.

    Args:
        home: The home's folder.
        settings: The home's settings.
        derive: Computes what follows from a change.
        workers: Where typed queries run.
    """
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
    backend = EmbeddedBackend(home / "store" if home else None)
    return Store(LocalEngine(backend, derive), settings)
