"""WHO: a person in the owner's words."""

from hashlib import sha1

import pytest
from rdflib import URIRef

from plexus_ld.errors import WhoError
from plexus_ld.model.change import Change
from plexus_ld.plex.people.who import resolve, resolve_all
from plexus_ld.store import Store
from tests.unit.plex.people.conftest import ADA, BO, CY
from tests.unit.plex.people.telling import tell

PLEX = "<urn:x-plexus:plex>"


@pytest.mark.parametrize(
    "who",
    [
        f"{ADA}#me",
        ADA,
        "https://ada.example/",
        "http://www.ada.example",
        "https://chat.example/@ada",
        "@ada@chat.example",
        "ada@ada.example",
        "acct:ada@ada.example",
        "mailto:Ada@ada.example",
        sha1(b"mailto:ada@ada.example", usedforsecurity=False).hexdigest(),
        "Ada Love",
        "ada love",
        "countess",
        "lov",
        "l. ada",
        " Ada ",
    ],
)
def test_many_words_mean_one_person(store: Store, who: str) -> None:
    assert resolve(store, who) == URIRef(f"{ADA}#me")


def test_a_node_means_its_person(store: Store) -> None:
    nodes = store.matching(f"<{CY}#me>", "<https://w3id.org/plexus#knownAs>", None, "")

    assert {resolve(store, quad[2][1:-1]) for quad in nodes} == {URIRef(f"{CY}#me")}


@pytest.mark.parametrize(
    "who",
    [
        "",
        "  ",
        "Nobody",
        "nobody@x.example",
        "https://x.example/",
        "circle:none",
        "me",
        "x:%%3",
    ],
)
def test_who_answers_to_nothing_is_nobody(store: Store, who: str) -> None:
    with pytest.raises(WhoError) as caught:
        resolve(store, who)

    assert caught.value.candidates == ()


def test_more_than_one_is_an_error_that_lists_them(store: Store) -> None:
    tell(store, "https://ada.example/sister", "<#me> a foaf:Person ; foaf:name 'Ada' .")
    tell(store, "https://ada.example/aunt", "<#me> a foaf:Person ; foaf:name 'ADA' .")

    with pytest.raises(WhoError) as caught:
        resolve(store, "ada")

    assert {iri for _, iri in caught.value.candidates} == {
        "https://ada.example/sister#me",
        "https://ada.example/aunt#me",
    }


def test_a_mailbox_is_whose_own_document_gives_it(store: Store) -> None:
    tell(store, "https://evil.example/", "<#me> a foaf:Person ; foaf:knows <#x> . "
         "<#x> a foaf:Person ; foaf:mbox <mailto:ada@ada.example> , "
         "<mailto:bo@bo.example> .")  # fmt: skip

    assert resolve(store, "bo@bo.example") == URIRef(f"{BO}#me")


def test_a_circle_means_its_members(store: Store) -> None:
    circle = "<urn:example:circle>"
    store.apply(
        Change(
            tuple(
                f"{circle} {rest} {PLEX} ."
                for rest in (
                    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                    "<https://w3id.org/plexus#Circle>",
                    '<http://xmlns.com/foaf/0.1/name> "Sailors"',
                    f"<http://xmlns.com/foaf/0.1/member> <{ADA}#me>",
                    f"<http://xmlns.com/foaf/0.1/member> <{BO}#me>",
                )
            )
        )
    )

    assert resolve_all(store, "circle:sailors") == (
        URIRef(f"{ADA}#me"),
        URIRef(f"{BO}#me"),
    )
    with pytest.raises(WhoError):
        resolve(store, "circle:Sailors")


def test_a_name_that_is_sparql_is_only_a_name(store: Store) -> None:
    with pytest.raises(WhoError):
        resolve(store, '") } DELETE WHERE { ?s ?p ?o } #')
