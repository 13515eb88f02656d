from pathlib import Path

import pytest
from rdflib import FOAF, OWL, RDF, URIRef

from plexus_ld.errors import ProfileError
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.plex.profile.takeover import take_over
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import NODE
from tests.unit.plex.profile.told import everything, values

EXAMPLES = Path(__file__).parents[4] / "examples"
WEB = "https://alice.example/foaf"
FILE = "file:///home/alice/foaf.ttl"
PREFIX = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix : <#> . "


def lines_of(text: str, iri: str = WEB) -> tuple[str, ...]:
    body = (PREFIX + text).encode()
    return read(Document(iri, body, "text/turtle", None, "foaf.ttl")).lines


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("<> foaf:primaryTopic :a . :a a foaf:Person . :b a foaf:Person .", "a"),
        ("<> foaf:maker :b . :a a foaf:Person . :b a foaf:Person .", "b"),
        (":a a foaf:Person ; foaf:name 'A' .", "a"),
        (":a a foaf:Organization ; foaf:name 'A' .", "a"),
        (":a foaf:nick 'never typed' ; foaf:knows :b .", "a"),
        (":a a foaf:Person . :b a foaf:Person ; foaf:knows :a .", "b"),
        (
            ":a a foaf:Person ; foaf:nick 'a' . :b a foaf:Person ; foaf:nick 'b', 'c',"
            "'d' .",
            "b",
        ),
        (
            "<http://other/doc> foaf:primaryTopic :b . <> foaf:primaryTopic :a . "
            ":a a foaf:Person . :b a foaf:Person .",
            "a",
        ),
    ],
)
def test_the_owner_is_found_in_the_document(
    empty: Store, text: str, owner: str
) -> None:
    begun = take_over(empty, lines_of(text))

    assert begun.owner.webid == URIRef(f"{WEB}#{owner}")


def test_several_people_alike_are_an_error_that_lists_them(empty: Store) -> None:
    text = ":a a foaf:Person ; foaf:name 'Ann' . :b a foaf:Person ; foaf:name 'Ben' ."

    with pytest.raises(ProfileError, match=r"Ann.*Ben|Ben.*Ann") as caught:
        take_over(empty, lines_of(text))

    assert set(caught.value.candidates) == {f"{WEB}#a", f"{WEB}#b"}
    assert find_owner(empty) is None


def test_the_owner_may_say_who_they_are(empty: Store) -> None:
    text = ":a a foaf:Person ; foaf:name 'Ann' . :b a foaf:Person ; foaf:name 'Ben' ."

    begun = take_over(empty, lines_of(text), webid=f"{WEB}#b")

    assert begun.owner.webid == URIRef(f"{WEB}#b")


def test_a_document_without_people_is_refused(empty: Store) -> None:
    with pytest.raises(ProfileError, match="nobody"):
        take_over(empty, lines_of("<> foaf:topic <http://x.example/> ."))


@pytest.mark.parametrize("name", ["alice.ttl", "bashir.rdf", "carla.html"])
def test_nothing_of_an_example_is_lost(empty: Store, name: str) -> None:
    file = EXAMPLES / name
    reading = read(Document(file.as_uri(), file.read_bytes(), None, None, name))

    begun = take_over(empty, reading.lines)

    kept = [s for s in everything(empty) if s[3] == "<urn:x-plexus:profile>"]
    assert begun.statements == len(kept) == len(set(reading.lines))
    assert not any(NODE in term or "file:" in term for s in kept for term in s)


def test_a_file_gets_the_address_it_will_have(empty: Store) -> None:
    text = "<> foaf:primaryTopic :me . :me a foaf:Person ; foaf:account :acc ."

    begun = take_over(empty, lines_of(text, FILE), base="https://alice.example/")

    assert begun.owner.webid == URIRef("https://alice.example/#me")
    assert values(empty, begun.owner.webid, FOAF.account) == [
        "https://alice.example/#acc"
    ]
    assert values(empty, "https://alice.example/", FOAF.primaryTopic) == [
        "https://alice.example/#me"
    ]
    assert values(empty, begun.owner.webid, OWL.sameAs) == []


def test_a_file_without_an_address_gives_a_urn(empty: Store) -> None:
    begun = take_over(empty, lines_of("[] a foaf:Person ; foaf:name 'Alice' .", FILE))

    assert begun.owner.webid.startswith("urn:uuid:")
    assert values(empty, begun.owner.webid, FOAF.name) == ["Alice"]


def test_a_document_of_the_web_that_moves_keeps_its_old_name(empty: Store) -> None:
    text = ":alice a foaf:Person ; foaf:account :acc ; foaf:knows <http://b.example/> ."

    begun = take_over(empty, lines_of(text), base="https://new.example/")

    me = begun.owner.webid
    assert me == URIRef("https://new.example/#me")
    assert values(empty, me, OWL.sameAs) == [f"{WEB}#alice"]
    assert values(empty, me, FOAF.account) == ["https://new.example/#acc"]
    assert values(empty, me, FOAF.knows) == ["http://b.example/"]


def test_what_the_document_left_out_is_added(empty: Store) -> None:
    begun = take_over(empty, lines_of(":a foaf:mbox <mailto:a@a.example> ."), name="Al")

    assert values(empty, begun.owner.webid, FOAF.name) == ["Al"]
    assert values(empty, begun.owner.webid, RDF.type) == [str(FOAF.Person)]


def test_a_plex_that_has_an_owner_is_left_alone(store: Store) -> None:
    before = everything(store)

    begun = take_over(store, lines_of(":a a foaf:Person ."))

    assert not begun.is_new
    assert everything(store) == before
