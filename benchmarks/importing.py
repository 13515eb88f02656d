"""Promise 1: import 1,000 FOAF documents, against rdflib that only parses them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import rdflib

from benchmarks import network
from benchmarks.measure import Row, paired
from plexus_ld import Plex

DOCUMENTS = 1_000


def measure(full: bool) -> Iterator[Row]:
    """Yield the row."""
    del full
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        documents = folder / "documents"
        documents.mkdir()
        for number in range(DOCUMENTS):
            text = network.document(number, DOCUMENTS)
            (documents / f"{number}.rdf").write_text(text, encoding="utf-8")
        yield _row(folder, documents)


def _row(folder: Path, documents: Path) -> Row:
    homes = iter(range(100))
    triples = []

    def ours() -> None:
        with Plex.open(folder / f"home{next(homes)}", create=True) as plex:
            report = plex.sources.import_([str(documents)])
            assert all(source.error is None for source in report.sources)
            triples.append(report.triples)

    def theirs() -> None:
        count = 0
        for file in sorted(documents.iterdir()):
            count += len(rdflib.Graph().parse(file, format="xml"))
        triples.append(count)

    mine, other = paired((ours, theirs), runs=5)
    assert len(set(triples)) == 1, triples
    ratio = other / mine
    return Row(
        1,
        f"import {DOCUMENTS:,} FOAF documents ({triples[0]:,} triples), people joined, "
        "view kept, durable; against rdflib.Graph.parse alone",
        mine, other, "s", f"{ratio:.1f} x faster", ">= 3 x", ratio >= 3,
    )  # fmt: skip
