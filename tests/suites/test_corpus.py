"""The corpus of real profiles, through import: what can be had, and what is said."""

from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from rdflib import Graph

from benchmarks.corpus_table import PAGE, page
from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Reading
from plexus_ld.rdf.parsing import read, read_batch
from tests.suites.corpus import Entry, entries

FOLDER: Final = Path(__file__).parents[3] / "shared/corpus/foaf"

ENTRIES: Final = list(entries(FOLDER)) if FOLDER.is_dir() else []
READABLE: Final = [entry for entry in ENTRIES if entry.readable]
BROKEN: Final = [entry for entry in ENTRIES if not entry.readable]

#: Documents of which nothing can be had, and why.
NOTHING_IN_IT: Final = {
    "017": "an error page",
    "163": "a template",
    "164": "a template",
    "234": "no RDF in it",
}


def number(entry: Entry) -> str:
    return entry.number


def test_that_the_corpus_is_there(shared: Path) -> None:
    assert len(READABLE) > 140
    assert len(BROKEN) >= 20


@pytest.mark.parametrize("entry", READABLE, ids=number)
def test_that_what_one_library_reads_gives_every_triple(entry: Entry) -> None:
    reading = read(entry.document())

    # The manifest's figure is the better of rdflib's and the engine's.
    assert reading.triples >= entry.triples
    assert reading.triples > 0
    if entry.by_engine:
        assert reading.repairs == ()


@pytest.mark.parametrize("entry", READABLE[::8], ids=number)
def test_that_the_manifest_counts_as_the_libraries_do(entry: Entry) -> None:
    reading = read(entry.document())

    assert reading.triples >= _by_rdflib(entry, reading)
    assert reading.triples >= _by_engine(entry, reading)


@pytest.mark.parametrize("entry", BROKEN, ids=number)
def test_that_a_broken_document_gives_what_can_be_had(entry: Entry) -> None:
    if entry.number in NOTHING_IN_IT:
        with pytest.raises(ParseError, match=NOTHING_IN_IT[entry.number]):
            read(entry.document())
        return
    reading = read(entry.document())

    assert reading.triples > 0


def test_that_two_thirds_of_the_broken_ones_give_something() -> None:
    answers = read_batch([entry.document() for entry in BROKEN])

    had = [answer for answer in answers if isinstance(answer, Reading)]
    assert len(had) * 3 >= len(BROKEN) * 2


def test_that_no_blank_node_is_left_and_every_line_names_its_source() -> None:
    for entry in READABLE:
        reading = read(entry.document())

        assert not any(text.startswith("_:") or " _:" in _ends(text)
                       for text in reading.lines)  # fmt: skip
        assert all(text.endswith(f" <{entry.base}> .") for text in reading.lines)


def test_that_reading_again_gives_the_same_lines() -> None:
    first = [read(entry.document()).lines for entry in READABLE]

    again = [read(entry.document()).lines for entry in READABLE]

    assert [set(lines) for lines in again] == [set(lines) for lines in first]


def test_that_the_page_says_what_is_had(shared: Path) -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python -m benchmarks.corpus_table`"


def _ends(text: str) -> str:
    return text[text.rfind(" ", 0, text.rfind(" <") - 1) :]


_NAMES: Final = {"rdfxml": "xml", "turtle": "turtle", "n3": "n3", "nt": "nt"}


def _by_rdflib(entry: Entry, reading: Reading) -> int:
    name = _NAMES.get(reading.format)
    if name is None:
        return 0
    graph = Graph()
    graph.parse(data=entry.file.read_bytes(), format=name, publicID=entry.base)
    return len(graph)


def _by_engine(entry: Entry, reading: Reading) -> int:
    format_ = ox.RdfFormat.from_media_type(
        {"rdfxml": "application/rdf+xml", "jsonld": "application/ld+json"}.get(
            reading.format, f"text/{reading.format}"
        )
    )
    if not entry.by_engine or format_ is None:
        return 0
    quads = ox.parse(entry.file.read_bytes(), format_, base_iri=entry.base)
    return len({str(quad) for quad in quads})
