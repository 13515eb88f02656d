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
    """Yield a row for the import and one for the edit."""
    small = 10_000 if full else SMALL
    with tempfile.TemporaryDirectory() as scratch:
        few = _costs(Path(scratch) / "few", small)
        many = _costs(Path(scratch) / "many", small * 10)
    for what, before, after in zip(("import", "edit"), few, many, strict=True):
        ratio = after / before
        yield Row(
            10, f"one person's {what}: {small:,} against {small * 10:,} people",
            after * 1000, before * 1000, "ms", f"{ratio:.2f} x", "<= 1.5 x",
            ratio <= 1.5,
        )  # fmt: skip


def _costs(folder: Path, people: int) -> tuple[float, float]:
    """Return the medians of an import and an edit, in seconds."""
    with Plex.open(folder / "home", create=True) as plex:
        for start in range(0, people, 2_000):
            stop = min(start + 2_000, people)
            plex.store.apply(Change(tuple(network.lines(start, stop, people))))
        files = []
        for number in range(people, people + 21):
            file = folder / f"{number}.rdf"
            file.write_text(network.document(number, SMALL), encoding="utf-8")
            files.append(file)
        imports, edits = [], []
        for count, file in enumerate(files):
            imports.append(_seconds_of_import(plex, file))
            edits.append(_seconds_of_edit(plex, count))
        return statistics.median(imports[1:]), statistics.median(edits[1:])


def _seconds_of_import(plex: Plex, file: Path) -> float:
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
