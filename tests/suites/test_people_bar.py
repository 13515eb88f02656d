"""The bar: 112 people and 38 groups of a workshop, whose documents know each other.

The truth is read out of the documents by another reader, without our code: everybody
has one document and one IRI there, and a tie is a ``foaf:knows`` or ``foaf:member``.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from plexus_ld.model.change import Change
from plexus_ld.plex.people.cards import people
from plexus_ld.plex.people.duplicates import duplicates
from plexus_ld.plex.people.terms import KNOWN_AS
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from plexus_ld.store import Store
from tests.unit.plex.people.cases import new_store

BASE = "http://www.example.com/"
FOAF = "http://xmlns.com/foaf/0.1/"
KINDS = (f"<{FOAF}Person>", f"<{FOAF}Group>")
TIES = (f"<{FOAF}knows>", f"<{FOAF}member>")


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, Path]:
    """Each document's file, by its URL."""
    folder = shared / "corpus" / "linked" / "ocmc2009"
    with (folder / "urlmap.tsv").open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    return {
        BASE + row["url_path"]: folder / row["file"] for row in rows if row["url_path"]
    }


@pytest.fixture(scope="module")
def told(files: dict[str, Path]) -> set[tuple[str, str, str]]:
    """All that the documents say."""
    return {
        (str(triple.subject), str(triple.predicate), str(triple.object))
        for url, file in files.items()
        for triple in ox.parse(
            path=str(file), format=ox.RdfFormat.RDF_XML, base_iri=url
        )
    }


def telling(files: dict[str, Path]) -> Iterator[Change]:
    for url, file in files.items():
        reading = read(Document(url, file.read_bytes(), None, None, file.name))
        yield Change(reading.lines, note=url)


@pytest.fixture(scope="module", params=["in order", "shuffled"])
def store(files: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store that was told the documents one by one."""
    changes = list(telling(files))
    if request.param == "shuffled":
        Random(7).shuffle(changes)  # noqa: S311 - to be repeated, not secret
    with new_store() as store:
        for change in changes:
            store.apply(change)
        yield store


def test_everybody_stands_once(
    store: Store, files: dict[str, Path], told: set[tuple[str, str, str]]
) -> None:
    named = {subject for subject, _, kind in told if kind in KINDS}
    named |= {other for _, predicate, other in told if predicate in TIES}

    known = [f"<{line.iri}>" for line in people(store)]

    assert len(known) == len(set(known)) >= len(files)
    assert set(known) == named


def test_every_tie_is_there_and_no_other(
    store: Store, told: set[tuple[str, str, str]]
) -> None:
    ties = {
        (subject, predicate, object_)
        for predicate in TIES
        for subject, _, object_, _ in store.matching(None, predicate, None, "")
    }

    assert ties == {triple for triple in told if triple[1] in TIES}


def test_everybody_has_one_node_and_nothing_waits(store: Store) -> None:
    joined = {
        (person, node)
        for person, _, node, _ in store.matching(None, KNOWN_AS, None, "")
        if person != node
    }

    assert not joined
    assert not duplicates(store)
