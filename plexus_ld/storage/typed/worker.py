"""What a worker does with a typed query; it imports little, as it starts often.

It runs in a process of its own (`plexus_ld.workers`), under limits, with no way to a
file or another machine once the store is open.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyoxigraph as ox

from plexus_ld.errors import QueryError, QueryLimitError, StoreError
from plexus_ld.model.graphs import Graphs
from plexus_ld.storage.typed import edits as typed_edits
from plexus_ld.storage.typed.files import open_files
from plexus_ld.storage.typed.text import Typed
from plexus_ld.storage.typed.tokens import at

RESULTS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True)
class Question:
    """A checked query, on its way into a worker.

    Attributes:
        typed: The query.
        values: N-Triples terms for its variables.
        format: What to write.
        base: What its relative IRIs are relative to.
        graphs: The graphs that it sees; None: all of them.
        max_bytes: Largest answer.
    """

    typed: Typed
    values: Mapping[str, Sequence[str]]
    format: str
    base: str | None
    graphs: Graphs | None
    max_bytes: int


class _Bounded(io.RawIOBase):
    """Takes an answer's bytes up to a limit."""

    def __init__(self, max_bytes: int) -> None:
        self.body = bytearray()
        self._max_bytes = max_bytes

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        """Take a piece.

        Raises:
            QueryLimitError: The answer grew too large.
        """
        self.body += piece
        if len(self.body) > self._max_bytes:
            mebibytes = self._max_bytes // 1024**2
            message = (
                f"the answer is larger than {mebibytes} MiB; LIMIT makes it smaller"
            )
            raise QueryLimitError(message)
        return len(piece)


def opened(folder: str) -> ox.Store:
    """Open a checkpoint.

    Raises:
        StoreError: There is none any more.
    """
    try:
        store = ox.Store.read_only(folder)
        open_files(store, folder)
    except OSError as error:
        message = f"the checkpoint cannot be opened: {error}"
        raise StoreError(message) from error
    return store


def loaded(lines: Sequence[str]) -> ox.Store:
    """Hold lines in memory, where there is no checkpoint."""
    store = ox.Store()
    store.load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)
    return store


def results(store: ox.Store, question: Question) -> bytes:
    """Answer a SELECT or ASK in one of the W3C results formats.

    Raises:
        QueryError: It is no SPARQL, or could not be evaluated.
        QueryLimitError: The answer is too large.
    """
    found = found_in(store, question)
    if isinstance(found, ox.QueryTriples):
        raise QueryError("this gives a graph")
    answer = _Bounded(question.max_bytes)
    with Evaluated():
        found.serialize(answer, RESULTS[question.format])  # type: ignore[arg-type]
    return bytes(answer.body)


def found_in(store: ox.Store, question: Question) -> Found:
    """Start a query.

    Raises:
        QueryError: It is no SPARQL, names a graph that is not here, or fails.
    """
    typed = question.typed
    if question.graphs is None:
        _check_graphs(store, typed)
    return _run(store, question)


def _run(store: ox.Store, question: Question) -> Found:
    query = _query(store, question)
    try:
        with Evaluated():
            return query(typed_edits.runnable(question.typed, question.values))
    except SyntaxError as error:
        raise typed_edits.pointed(error, question.typed, query) from error


def _query(store: ox.Store, question: Question) -> Callable[[str], Found]:
    graphs = question.graphs
    return partial(
        store.query,
        base_iri=question.base,
        prefixes={**question.typed.prefixes},
        default_graph=[*_nodes(graphs.default)] if graphs else None,
        named_graphs=[*_nodes(graphs.named)] if graphs else None,
    )


def _nodes(names: Sequence[str]) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        message = f"a graph's name is no IRI: {error}"
        raise QueryError(message) from error


class Evaluated:
    """Turns what the engine raises while it evaluates into a `QueryError`."""

    def __enter__(self) -> None:
        """Do nothing yet."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        """Raise what the owner can read."""
        if isinstance(error, OSError | RuntimeError | ValueError):
            message = f"the query could not be answered: {error}"
            raise QueryError(message) from error


def _check_graphs(store: ox.Store, typed: Typed) -> None:
    for name, place in typed.graphs:
        try:
            is_here = store.contains_named_graph(ox.NamedNode(name))
        except ValueError:
            is_here = False
        if not is_here:
            message = (
                f"FROM <{name}>: no such graph is here; `plexus import` fetches one"
            )
            raise at(message, typed.text, place)


def parsed(question: Question) -> None:
    """Only find out whether a query is one.

    Raises:
        QueryError: It is none.
    """
    query = _query(ox.Store(), question)
    try:
        # A function that only the service has is no fault of the text.
        with suppress(RuntimeError):
            query(typed_edits.runnable(question.typed, question.values))
    except SyntaxError as error:
        raise typed_edits.pointed(error, question.typed, query) from error


def rewritten(body: bytes, format_: str) -> bytes:
    """Write a service's SPARQL JSON in another results format.

    Raises:
        QueryError: It is no SPARQL JSON.
    """
    try:
        found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        return found.serialize(format=RESULTS[format_]) or b""
    except (SyntaxError, OSError, ValueError) as error:
        message = f"the SPARQL service answered with no SPARQL JSON: {error}"
        raise QueryError(message) from error
