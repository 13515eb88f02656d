"""The store: the one door to the quads. Named graphs, changes, questions by name.

Every change goes through `Store.apply`: on the disk before it returns, whole or not at
all. Terms are rdflib's; lines and statements are N-Quads text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import Dataset, Graph, URIRef

from plexus_ld import queries
from plexus_ld.clock import Clock, now
from plexus_ld.errors import ConflictError, StoreError
from plexus_ld.model.change import Change, ChangeRecord, Check, Derive, Statement
from plexus_ld.model.graphs import Graphs
from plexus_ld.settings import Settings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home
from plexus_ld.storage.opening import open_engine
from plexus_ld.storage.rows import Row, Rows
from plexus_ld.storage.terms import Term, triple
from plexus_ld.storage.values import Value, text, texts

if TYPE_CHECKING:
    from plexus_ld.storage.transfer.exporting import Exported
    from plexus_ld.storage.transfer.restoring import Restored
    from plexus_ld.storage.typed.answering import Answer
    from plexus_ld.storage.views.view import PlexView
    from plexus_ld.workers import Workers

__all__ = ["Row", "Rows", "Store", "Value", "open_store"]

#: Told how much is done, how much there is (0: nobody knows), and what is done now.
Progress = Callable[[int, int, str], None]


class Store(AbstractContextManager["Store"]):
    """The quads of one home."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        home: Home | None = None,
        workers: "Workers | None" = None,
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._home = home
        self._queries = str(home.queries) if home else ""
        self._workers = workers

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
        solutions = self._engine.select(self._text(name), texts(values))
        return Rows(solutions, on_damage=self._engine.check)

    def ask(self, name: str, /, **values: Value) -> bool:
        """Answer a named question of the form ASK; raises as `select` does."""
        return self._engine.ask(self._text(name), texts(values))

    def construct(self, name: str, /, **values: Value) -> list[tuple[Term, Term, Term]]:
        """Answer a named question of the form CONSTRUCT, as rdflib triples."""
        return list(map(triple, self.lines(name, **values)))

    def lines(self, name: str, /, **values: Value) -> tuple[str, ...]:
        """Answer a named question of the form CONSTRUCT, as lines ``s p o .``."""
        return self._engine.construct(self._text(name), texts(values))

    def question(self, name: str) -> queries.Query:
        """Return a named question: the home's own, else the one that ships.

        Raises:
            UnknownQueryError: There is none of that name.
        """
        own = f"{self._queries}/{name}.rq"
        if self._queries and "/" not in name and isfile(own):  # noqa: PTH113 - quick
            return queries.read(Path(own))
        return queries.load(name)

    def questions(self) -> tuple[str, ...]:
        """Return the names of all questions, the home's own among them."""
        own = self._home.queries.glob("*.rq") if self._home else ()
        return tuple(sorted({*queries.names(), *(file.stem for file in own)}))

    def _text(self, name: str) -> str:
        """Return a question's text; what is no name is a text itself."""
        return name if "{" in name else self.question(name).text

    def answer(
        self,
        typed: str,
        format: str,  # noqa: A002 - the word of HTTP and of the command line
        *,
        timeout_s: float | None = None,
        values: Mapping[str, Value] | None = None,
        base: str | None = None,
        graphs: Graphs | None = None,
    ) -> "Answer":
        """Answer a typed query, in a worker, under limits; on some graphs if named.

        Raises:
            QueryError: It is wrong or refused; with line and column where known.
            QueryLimitError: It met a limit of time, memory or size.
        """
        from plexus_ld.storage.typed.answering import answer_of

        return answer_of(
            self._engine,
            self._own_workers(),
            typed,
            format,
            settings=self._settings.query,
            timeout_s=timeout_s,
            values=texts(values or {}),
            base=base,
            graphs=graphs,
        )

    def update(self, text: str, note: str, using: Graphs | None = None) -> int:
        """Do a typed update of the owner's graphs; raises as `answer` does."""
        from plexus_ld.storage.typed.updating import updated as do

        settings = self._settings.query
        return do(self._engine, self._own_workers(), text, note, settings, using)

    def _own_workers(self) -> "Workers":
        if self._workers is None:
            raise StoreError("this store was opened without workers for typed queries")
        return self._workers

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

    def graph(self, name: URIRef | None) -> Graph:
        """Return a graph as a live rdflib view; None is the default graph."""
        return self._view().graph(name)

    def dataset(self) -> Dataset:
        """Return all graphs as a live rdflib view."""
        return self._view().dataset()

    def _view(self) -> "PlexView":
        from plexus_ld.storage.views.view import PlexView

        return PlexView(self)

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

    def history(
        self,
        limit: int = 50,
        before: int | None = None,
        mentioning: Sequence[str] = (),
    ) -> list[ChangeRecord]:
        """Return the latest changes, newest first. See `Engine.history`."""
        return self._engine.history(limit, before, mentioning)

    def follow(self, after: int, wait_s: float = 3600.0) -> Iterator[ChangeRecord]:
        """Yield the changes after a number as they come.

        Args:
            after: The number of the last change that is known.
            wait_s: Ends when none came for so long.
        """
        while records := self._engine.since(after, 256, wait_s):
            yield from records
            after = records[-1].sequence

    def undo(self) -> ChangeRecord:
        """Take back, and return, the last change that is no undo and not undone.

        Raises:
            StoreError: There is none.
        """
        return self._engine.undo()

    def erase(self, *names: URIRef) -> None:
        """Take graphs out of history too, once they are empty; `undo` skips them."""
        self._engine.erase([text(name) for name in names])

    def backup(self, folder: Path) -> None:
        """Copy the home, as of one moment, into an empty folder; it opens as a home."""
        self._engine.backup(folder)

    def export(
        self,
        file: Path,
        passphrase: str | None = None,
        on_progress: Progress = lambda _done, _total, _what: None,
    ) -> "Exported":
        """Write everything into a ``.zip``, or the graphs into a ``.trig`` or ``.nq``.

        With a passphrase the file is encrypted, and holds keys and secrets too.
        """
        from plexus_ld.storage.transfer.exporting import export

        return export(self._engine, self._home, file, passphrase, on_progress)

    def restore(
        self,
        file: Path,
        passphrase: Callable[[], str] | None = None,
        on_progress: Progress = lambda _done, _total, _what: None,
    ) -> "Restored":
        """Put an export back into this home, which has to be empty."""
        from plexus_ld.storage.transfer.restoring import restore

        return restore(self._engine, self._home, file, passphrase, on_progress)

    def rederive(self) -> None:
        """Make the derived graphs anew out of the others."""
        self._engine.rederive()

    def check(self) -> list[str]:
        """Read everything once; return a sentence for each thing that is wrong.

        What is wrong with the store itself is put right when it is opened next.
        """
        return self._engine.check()

    def canonical_hash(self) -> str:
        """Return the hash of all that cannot be derived; equal quads, equal hash.

        No blank node is ever stored, so sorted N-Quads are canonical.
        """
        from plexus_ld.storage.transfer.exporting import canonical_hash

        return canonical_hash(self._engine)

    def close(self) -> None:
        """Let go of the home."""
        self._engine.close()

    def __exit__(self, *_: object) -> None:
        """Let go of the home."""
        self.close()


def open_store(
    home: Path | None,
    *,
    settings: Settings,
    derive: Derive | None = None,
    check: Check | None = None,
    workers: "Workers | None" = None,
    clock: Clock = now,
) -> Store:
    """Open the store of a home, or one in memory.

    Args:
        home: The home's folder.
        settings: The home's settings.
        derive: Computes what follows from a change.
        check: Refuses a change of the owner's graphs that is not to be kept.
        workers: Where typed queries run.
        clock: Tells when a change is accepted.
    """
    engine = open_engine(home, settings, derive, check, clock)
    return Store(engine, settings, Home(home) if home else None, workers)
