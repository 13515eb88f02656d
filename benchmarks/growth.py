"""Promise 10: what one person's import and edit cost, as the graph grows ten times."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import network
from benchmarks.measure import Row
from plexus_ld import Plex
from plexus_ld.model.change import Change

SMALL = 1_000


def measure(full: bool) -> Iterator[Row]:
    """Yield a row for an import, one for a well-known person's, one for an edit."""
    small = 10_000 if full else SMALL
    with tempfile.TemporaryDirectory() as scratch:
        few = _costs(Path(scratch) / "few", small)
        many = _costs(Path(scratch) / "many", small * 10)
    whats = ("import", "import, well-known", "edit")
    for what, before, after in zip(whats, few, many, strict=True):
        ratio = after / before
        yield Row(
            10, f"one person's {what}: {small:,} against {small * 10:,} people",
            after * 1000, before * 1000, "ms", f"{ratio:.2f} x", "<= 1.5 x",
            ratio <= 1.5,
        )  # fmt: skip


def _costs(folder: Path, people: int) -> tuple[float, float, float]:
    """Return the medians of two kinds of import and of an edit, in seconds."""
    with Plex.open(folder / "home", create=True) as plex:
        for start in range(0, people, 2_000):
            stop = min(start + 2_000, people)
            plex.store.apply(Change(tuple(network.lines(start, stop, people))))
        fresh, known, edits = [], [], []
        for count in range(21):
            fresh.append(_seconds_of_import(plex, folder, people + count))
            # The lower the number, the more know them.
            known.append(_seconds_of_import(plex, folder, count))
            edits.append(_seconds_of_edit(plex, count))
        median = statistics.median
        return median(fresh[1:]), median(known[1:]), median(edits[1:])


def _seconds_of_import(plex: Plex, folder: Path, number: int) -> float:
    file = folder / f"{number}.rdf"
    file.write_text(network.document(number, SMALL), encoding="utf-8")
    start = time.perf_counter()
    plex.sources.import_([str(file)])
    return time.perf_counter() - start


def _seconds_of_edit(plex: Plex, count: int) -> float:
    node = f"<{network.me(count)}>"
    graph = f"<http://people.example/{count}/foaf>"
    old = f'{node} <{network.FOAF}nick> "p{count}" {graph} .'
    new = f'{node} <{network.FOAF}nick> "edited{count}" {graph} .'
    start = time.perf_counter()
    plex.store.apply(Change((new,), (old,)))
    return time.perf_counter() - start
