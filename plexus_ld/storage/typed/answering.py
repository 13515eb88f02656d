"""A typed query: looked at, answered in a worker, written in a standard format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from plexus_ld.errors import (
    QueryError,
    QueryLimitError,
    StoreError,
    WorkerError,
    WorkerLimitError,
)
from plexus_ld.model.graphs import Graphs
from plexus_ld.rdf.lines import line
from plexus_ld.settings import QuerySettings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import edits as typed_edits
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed import worker as typed_worker
from plexus_ld.storage.typed.text import ASK, SELECT
from plexus_ld.storage.typed.worker import Question
from plexus_ld.workers import Limits, Workers

#: Formats of a SELECT's or ASK's answer, and their media types.
#: Source: the four W3C recommendations on SPARQL 1.1 query results.
RESULTS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
#: Formats of a CONSTRUCT's or DESCRIBE's answer, and their media types.
GRAPHS: Final = {
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
#: Tries to open a checkpoint that a newer one may just have taken the place of.
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a typed query gave.

    Attributes:
        kind: ``select``, ``ask``, ``construct`` or ``describe``.
        media_type: Of the body.
        body: The answer, written.
    """

    kind: str
    media_type: str
    body: bytes


def answer_of(
    engine: Engine,
    workers: Workers,
    text: str,
    format_: str,
    *,
    settings: QuerySettings,
    timeout_s: float | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    base: str | None = None,
    graphs: Graphs | None = None,
) -> Answer:
    """Answer a query that somebody typed.

    Args:
        engine: Whose quads are asked; the default graph is the default graph.
        workers: Where it runs.
        text: SPARQL 1.1; the prefixes that everybody knows may go undeclared.
        format_: One of `RESULTS` for SELECT and ASK, of `GRAPHS` for the others;
            ``table`` is what a table is drawn from, JSON, and Turtle for a graph.
        settings: What it may cost.
        timeout_s: Seconds it may take, if other than the settings say.
        values: N-Triples terms for its variables.
        base: What its relative IRIs are relative to.
        graphs: The graphs that it sees, whatever its FROM says; None: all of them.

    Raises:
        QueryError: It is refused, wrong or cannot be answered; with line and column
            where they are known.
        QueryLimitError: It met its limit of time, memory or size.
    """
    typed = typed_text.query(text, base)
    return _answered(
        lambda question, limits: _body(engine, workers, question, limits),
        Question(typed, values or {}, format_, base, graphs, settings.max_answer_bytes),
        settings,
        timeout_s,
    )


def answer_apart(
    lines: Sequence[str],
    workers: Workers,
    text: str,
    format_: str,
    *,
    settings: QuerySettings,
    base: str | None = None,
    graphs: Graphs | None = None,
) -> Answer:
    """Answer a query on some lines and nothing else; see `answer_of`.

    Raises:
        QueryError: It is refused, wrong or cannot be answered.
        QueryLimitError: It met its limit of time, memory or size.
    """
    typed = typed_text.query(text, base)
    return _answered(
        lambda question, limits: _on_lines(tuple(lines), workers, question, limits),
        Question(typed, {}, format_, base, graphs, settings.max_answer_bytes),
        settings,
        None,
    )


def form_of(text: str) -> str:
    """Return what a query is: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.

    Raises:
        QueryError: It is none, or refused.
    """
    return typed_text.query(text).form


def _answered(
    answer: Callable[[Question, Limits], bytes],
    asked: Question,
    settings: QuerySettings,
    timeout_s: float | None,
) -> Answer:
    typed, format_ = asked.typed, asked.format
    if format_ == "table":
        format_ = "json" if typed.form in (SELECT, ASK) else "turtle"
    media_type = media_type_of(typed.form, format_)
    if asked.graphs and asked.graphs.alone and typed.graphs:
        raise QueryError("FROM has no place where there is one graph only")
    question = replace(asked, format=format_)
    limit_s = settings.timeout_s if timeout_s is None else timeout_s
    limits = Limits(limit_s, limit_s, settings.max_memory_bytes)
    try:
        body = answer(question, limits)
    except WorkerError as error:
        raise limit_error(error, limits) from error
    return Answer(typed.form.lower(), media_type, body)


def media_type_of(form: str, format_: str) -> str:
    """Return the media type of a format that a form of query can have.

    Raises:
        QueryError: It cannot have it.
    """
    offered = RESULTS if form in (SELECT, ASK) else GRAPHS
    if format_ not in offered:
        what = (
            "a table" if form == SELECT else "yes or no" if form == ASK else "a graph"
        )
        message = f"{form} gives {what}: choose one of {', '.join(offered)}"
        raise QueryError(message)
    return offered[format_]


def _body(
    engine: Engine, workers: Workers, question: Question, limits: Limits
) -> bytes:
    tries = _TRIES
    while True:
        folder = engine.checkpoint()
        if folder is None and question.graphs is None:
            return _forwarded(engine, workers, question, limits)
        try:
            if folder is not None:
                return _on_checkpoint(workers, str(folder), question, limits)
            return _on_copy(engine, workers, question, limits)
        except QueryError:
            raise
        except StoreError:  # the checkpoint is gone: there is a newer one
            tries -= 1
            if not tries:
                raise


def _on_checkpoint(
    workers: Workers, folder: str, question: Question, limits: Limits
) -> bytes:
    opened: Callable[[str], ox.Store]
    if question.format in RESULTS:
        opened, answer = typed_worker.opened, typed_worker.results
    else:
        # Imported here: writing graphs takes rdflib, which a table does without.
        from plexus_ld.storage.typed import graphs as typed_graphs

        opened, answer = typed_graphs.opened, typed_graphs.graph
    key = _identity(folder)
    return workers.call_prepared(
        key, opened, (folder,), answer, question, limits=limits
    )


def _identity(folder: str) -> tuple[str, int, int]:
    """Tell a checkpoint from another that once lay in the same place."""
    try:
        found = Path(folder).stat()
    except OSError as error:
        message = f"the checkpoint is gone: {error}"
        raise StoreError(message) from error
    return folder, found.st_ino, found.st_ctime_ns


def _on_copy(
    engine: Engine, workers: Workers, question: Question, limits: Limits
) -> bytes:
    """Answer from a copy of the graphs that are asked, where the quads lie afar."""
    names = question.graphs.all if question.graphs else ()
    lines = tuple(
        line(*statement)
        for name in names
        for statement in engine.matching(graph=f"<{name}>")
    )
    return _on_lines(lines, workers, question, limits)


def _on_lines(
    lines: tuple[str, ...], workers: Workers, question: Question, limits: Limits
) -> bytes:
    from plexus_ld.storage.typed import graphs as typed_graphs

    key = digest_of(lines)
    answer = typed_graphs.graph
    if question.format in RESULTS:
        answer = typed_worker.results
    return workers.call_prepared(
        key, typed_graphs.loaded, (lines,), answer, question, limits=limits
    )


def digest_of(lines: Sequence[str]) -> bytes:
    """Return what names a copy of some lines: no other home's is the same."""
    return sha256("\n".join(lines).encode()).digest()


def _forwarded(
    engine: Engine, workers: Workers, question: Question, limits: Limits
) -> bytes:
    """Have the query answered by the service where the quads lie."""
    typed_text.refuse_elsewhere(question.typed)
    workers.call(typed_worker.parsed, question, limits=limits)
    text = typed_edits.declared(question.typed, question.values)
    if question.format in RESULTS:
        body = engine.forward(text, RESULTS["json"], limits.wall_s)
        return workers.call(
            typed_worker.rewritten, body, question.format, limits=limits
        )
    from plexus_ld.storage.typed import graphs as typed_graphs

    body = engine.forward(text, GRAPHS["nt"], limits.wall_s)
    return workers.call(typed_graphs.written, body, question.format, limits=limits)


def limit_error(error: WorkerError, limits: Limits) -> QueryError:
    """Say what the owner can do about a query that was ended."""
    if error.signal:
        message = (
            "the query is nested too deeply, or one of its chains (||, +, UNION, …) is "
            "too long for the engine"
        )
        return QueryError(message)
    if not isinstance(error, WorkerLimitError):
        return QueryError(f"the engine could not answer: {error}")
    if error.limit == "memory":
        mebibytes = limits.memory_bytes // 1024**2
        message = (
            f"the query needs more memory than {mebibytes} MiB: ask for less at a "
            "time (LIMIT, fewer combinations), or raise query.max_memory_bytes"
        )
        return QueryLimitError(message)
    message = (
        f"the query took longer than {limits.wall_s:g} s: name a person or a property, "
        "add LIMIT, or allow it more with --timeout"
    )
    return QueryLimitError(message)
