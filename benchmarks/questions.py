"""Promise 2: the named questions, against bare pyoxigraph and rdflib, same SPARQL."""

import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import rdflib

from benchmarks import network
from benchmarks.measure import Row, paired
from plexus_ld import Plex, queries
from plexus_ld.model.change import Change
from plexus_ld.queries.binding import bind

#: What is asked, and with which values.
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("friends", {"me": f"<{network.me(77)}>"}),
    ("without-mailbox", {"me": f"<{network.me(77)}>"}),
    ("only-one-source", {"person": f"<{network.me(77)}>"}),
    ("shared-interests", {"me": f"<{network.me(77)}>"}),
    ("friends-of-friends", {"me": f"<{network.me(77)}>"}),
    ("birthdays", {}),
    ("people", {}),
)
#: Longest time that rdflib gets for one question, in seconds.
_PATIENCE_S = 60
#: Rows up to which the bar of few rows holds.
_FEW_ROWS = 100


def measure(full: bool) -> Iterator[Row]:
    """Yield a row a question for 10,000 people, and for 100,000 when asked."""
    for people in (10_000, 100_000) if full else (10_000,):
        with tempfile.TemporaryDirectory() as folder:
            yield from _measure(Path(folder), people)


def _measure(folder: Path, people: int) -> Iterator[Row]:
    with Plex.open(folder / "home", create=True) as plex:
        step = 2_000
        for start in range(0, people, step):
            stop = min(start + step, people)
            plex.store.apply(Change(tuple(network.lines(start, stop, people))))
    shutil.copytree(folder / "home" / "store", folder / "bare")
    bare = ox.Store(str(folder / "bare"))
    with Plex.open(folder / "home") as plex:
        graph = rdflib.Graph()
        for quad in bare.quads_for_pattern(None, None, None, ox.DefaultGraph()):
            graph.add(_terms(quad))
        for name, values in QUESTIONS:
            yield from _question(plex, bare, graph, name, values, people)


def _question(
    plex: Plex,
    bare: ox.Store,
    graph: rdflib.Graph,
    name: str,
    values: dict[str, str],
    people: int,
) -> Iterator[Row]:
    text = bind(queries.load(name).text, {k: [v] for k, v in values.items()})
    terms = {key: rdflib.URIRef(value[1:-1]) for key, value in values.items()}

    def ours() -> int:
        found = plex.store.select(name, **terms)
        return sum(1 for row in found for cell in row if cell is not None)

    def theirs() -> int:
        solutions = bare.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        return sum(1 for row in solutions for cell in row if cell is not None)

    assert ours() == theirs(), name
    rows = len(plex.store.select(name, **terms))
    # The quicker, the more often: a tenth of a millisecond is easily disturbed.
    runs = max(9, min(301, int(1 / max(_seconds(theirs), 1e-6))))
    mine, other = paired((ours, theirs), runs)
    ratio = mine / other
    bar = 1.3 if rows <= _FEW_ROWS else 2.5
    yield Row(
        2, f"{name}, {people:,} people, {rows:,} rows; against pyoxigraph",
        mine * 1000, other * 1000, "ms", f"{ratio:.2f} x", f"<= {bar} x", ratio <= bar,
    )  # fmt: skip
    if "GRAPH" in queries.load(name).text.partition("SELECT")[2]:
        return  # rdflib has the network view only
    slow = _seconds(lambda: len(list(graph.query(text))))
    ratio = slow / mine
    late = ">" if slow >= _PATIENCE_S else ""
    yield Row(
        2, f"{name}, {people:,} people; against rdflib in memory",
        mine * 1000, slow * 1000, "ms", f"{late}{ratio:.0f} x faster", ">= 20 x",
        ratio >= 20,
    )  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    try:
        with _patience():
            work()
    except TimeoutError:
        return float(_PATIENCE_S)
    return time.perf_counter() - start


@contextmanager
def _patience() -> Iterator[None]:
    def give_up(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_PATIENCE_S)
    try:
        yield
    finally:
        signal.alarm(0)


def _terms(quad: ox.Quad) -> tuple[rdflib.URIRef, rdflib.URIRef, rdflib.term.Node]:
    return (
        rdflib.URIRef(str(quad.subject)[1:-1]),
        rdflib.URIRef(quad.predicate.value),
        _term(quad.object),
    )


def _term(term: object) -> rdflib.term.Node:
    if isinstance(term, ox.Literal):
        return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
    return rdflib.URIRef(str(term)[1:-1])
