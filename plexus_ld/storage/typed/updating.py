"""A typed update: run in a worker on a copy, so that the difference is the change.

An update's text is no change: it says UUID, NOW, RAND and blank nodes, which differ
at every run. So it runs once, on a copy of the owner's graphs, and what became
different is what is kept. It reads and writes the owner's graphs only.
"""

from typing import Final

from plexus_ld.errors import ConflictError, WorkerError
from plexus_ld.model.change import Change
from plexus_ld.model.graphs import Graphs
from plexus_ld.rdf.lines import line
from plexus_ld.settings import QuerySettings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import copying as typed_copy
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed.answering import digest_of, limit_error
from plexus_ld.storage.typed.using import with_using
from plexus_ld.vocab.graphs import OWNED
from plexus_ld.workers import Limits, Workers

_OWNED: Final = tuple(sorted(f"<{name}>" for name in OWNED))


def updated(
    engine: Engine,
    workers: Workers,
    text: str,
    note: str,
    settings: QuerySettings,
    using: Graphs | None = None,
) -> int:
    """Do a typed update; again when somebody else's change came in between.

    Arguments are those of `change_of`.

    Returns:
        The sequence number of the change.

    Raises:
        QueryError: It is refused, wrong, or writes to other graphs.
        QueryLimitError: It met its limit of time or memory.
        InvalidChangeError: The shapes refuse what it would make.
    """
    while True:
        change, sequence = change_of(
            engine, workers, text, note, settings=settings, using=using
        )
        try:
            return engine.apply(change, sequence)
        except ConflictError:
            continue


def change_of(
    engine: Engine,
    workers: Workers,
    text: str,
    note: str,
    *,
    settings: QuerySettings,
    timeout_s: float | None = None,
    using: Graphs | None = None,
) -> tuple[Change, int]:
    """Return what a typed update would change, and the state it was computed from.

    Args:
        engine: Whose quads are changed, by its ``apply`` with ``expecting``.
        workers: Where the update runs.
        text: SPARQL 1.1 Update; well-known prefixes may go undeclared.
        note: What the owner reads of it in the history.
        settings: What it may cost.
        timeout_s: Seconds it may take, if other than the settings say.
        using: The graphs that it reads; None: the text decides.

    Raises:
        QueryError: It is refused, wrong, or writes to other graphs.
        QueryLimitError: It met its limit of time or memory.
    """
    typed = typed_text.update(text)
    if using is not None:
        typed = with_using(typed, using)
    sequence = engine.sequence
    lines = tuple(
        line(*statement) for name in _OWNED for statement in engine.matching(graph=name)
    )
    limit_s = settings.timeout_s if timeout_s is None else timeout_s
    limits = Limits(limit_s, limit_s, settings.max_memory_bytes)
    try:
        added, removed = workers.call_prepared(
            digest_of(lines),
            typed_copy.kept,
            (lines,),
            typed_copy.difference,
            typed,
            _OWNED,
            limits=limits,
        )
    except WorkerError as error:
        raise limit_error(error, limits) from error
    return Change(tuple(added), tuple(removed), note), sequence
