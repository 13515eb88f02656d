"""rdflib's own JSON-LD, the successor of rdflib-jsonld, reads and writes our data."""

import json
import socket
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import Dataset, Graph, URIRef, plugin
from rdflib.parser import Parser
from rdflib.serializer import Serializer

from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read
from plexus_ld.rdf.serializing import serialize
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import PLEX, PROFILE

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
CARD = URIRef("http://anna.example/card")

#: A profile with all that JSON-LD could stumble over; nobody of these people exists.
PROFILE_TEXT = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<http://anna.example/card> a foaf:PersonalProfileDocument ;
    foaf:maker <http://anna.example/card#me> ;
    dcterms:modified "2024-02-29T23:59:59Z"^^xsd:dateTime .
<http://anna.example/card#me> a foaf:Person ;
    foaf:name "Anna Beispiel"@de, "Анна"@ru, "安娜"@zh-hant, "Anna \\"A.\\" <B>" ;
    foaf:mbox <mailto:anna@anna.example> ;
    foaf:mbox_sha1sum "8eb1b522f60d11fa897de1dc6351b7e8a0c2b1c4" ;
    foaf:age 33 ; vcard:height 1.5 , 1.5e0 ;
    foaf:plan "one\\ntwo\\ttabs \\\\ and \\u2028" ;
    vcard:bday "1991-04-05"^^xsd:date ; vcard:member false ;
    foaf:knows <urn:uuid:0c7b0b3e-54d1-4ad7-a8d4-7f4b27e1f7b2>,
        <http://bo.example/%C3%A9t%C3%A9?a=1&b=2#i> ;
    foaf:interest <http://example.org/a_(b)>, <http://example.org/ünïcode> .
<urn:uuid:0c7b0b3e-54d1-4ad7-a8d4-7f4b27e1f7b2> foaf:name "Cleo" ;
    vcard:note "x"^^<http://example.org/my-own-type> .
"""
PLEX_TEXT = """
@prefix plx: <https://w3id.org/plexus#> .
<urn:uuid:5d9e9d0c-8f2e-4a6f-9ac2-1a2b3c4d5e6f> a plx:Connection ;
    plx:agent <http://anna.example/card#me> ; plx:state plx:accepted .
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever would connect to anything fail."""

    def refuse(*words: object, **named: object) -> object:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None, settings=Settings()) as made:
        for name, text in ((CARD, PROFILE_TEXT), (PLEX, PLEX_TEXT)):
            graph = made.graph(name)
            graph += Graph().parse(data=text, format="turtle")
        yield made


def lines_of(store: Store, name: URIRef) -> set[tuple[str, ...]]:
    return {statement[:3] for statement in store.matching(graph=f"<{name}>")}


def test_rdflib_itself_reads_and_writes_json_ld() -> None:
    reader = plugin.get("json-ld", Parser)
    writer = plugin.get("json-ld", Serializer)

    assert reader.__module__.startswith("rdflib.plugins.")
    assert writer.__module__.startswith("rdflib.plugins.")
    assert find_spec("rdflib_jsonld") is None
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert not any("jsonld" in needed for needed in project["dependencies"])
    assert any(needed.startswith("rdflib>=7") for needed in project["dependencies"])


@pytest.mark.parametrize("name", [CARD, PLEX])
def test_what_we_write_rdflib_reads(store: Store, name: URIRef) -> None:
    statements = list(store.matching(graph=f"<{name}>"))

    written = serialize([(*s[:3], "") for s in statements], "jsonld")

    back = open_store(None, settings=Settings())
    graph = back.graph(name)
    graph += Graph().parse(data=written, format="json-ld")
    assert lines_of(back, name) == lines_of(store, name)
    back.close()


@pytest.mark.parametrize("name", [CARD, PLEX])
def test_what_rdflib_writes_we_read(store: Store, name: URIRef) -> None:
    written = store.graph(name).serialize(format="json-ld", encoding="utf-8")

    reading = read(
        Document(iri=str(name), body=written, media_type="application/ld+json")
    )

    assert {split(text)[:3] for text in reading.lines} == lines_of(store, name)


def test_a_profile_goes_round_through_rdflib_in_every_form(store: Store) -> None:
    card = store.graph(CARD)
    context = {"foaf": "http://xmlns.com/foaf/0.1/", "@language": "de"}

    forms = [
        card.serialize(format="json-ld"),
        card.serialize(format="json-ld", auto_compact=True),
        card.serialize(format="json-ld", context=context),
        card.serialize(format="json-ld", use_native_types=False, indent=None),
    ]

    for written in forms:
        assert set(Graph().parse(data=written, format="json-ld")) == set(card)


def test_a_whole_dataset_goes_round_graph_by_graph(store: Store) -> None:
    store.graph(PROFILE).parse(data=PLEX_TEXT, format="turtle")

    written = store.dataset().serialize(format="json-ld")

    back = Dataset().parse(data=written, format="json-ld")
    for name in (CARD, PLEX, PROFILE):
        assert set(back.graph(name)) == set(store.graph(name))


def test_a_document_of_ours_carries_its_context_with_it(store: Store) -> None:
    statements = [(*s[:3], "") for s in store.matching(graph=f"<{CARD}>")]

    document = json.loads(serialize(statements, "jsonld"))

    context = document["@context"]
    assert isinstance(context, dict)
    assert context["foaf"] == "http://xmlns.com/foaf/0.1/"
