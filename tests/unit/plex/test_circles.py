"""Circles: by hand, by a query, and the same people everywhere."""

from collections.abc import Iterator

import pytest
from rdflib import FOAF, URIRef

from plexus_ld.errors import ConnectionPointError, QueryError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.plex.circles import (
    audience_of,
    circle,
    circles,
    create,
    members_of,
    remove,
)
from plexus_ld.plex.connections import connect
from plexus_ld.plex.people.network import network
from plexus_ld.plex.people.who import resolve, resolve_all
from plexus_ld.plex.profile.editing import add_values
from plexus_ld.plex.profile.faces import faces_for, set_face
from plexus_ld.plex.profile.owner import create as begin
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers

ANN, BOB = URIRef("https://ann.example/#me"), URIRef("https://bob.example/#me")
SAILORS = "SELECT ?person WHERE { ?person foaf:interest <https://sailing.example/> }"
FRIENDS = "SELECT ?person WHERE { ?me foaf:knows ?person }"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def store(workers: Workers) -> Iterator[Store]:
    with open_store(
        None, settings=Settings(), derive=network, check=check, workers=workers
    ) as store:
        begin(store, "Robin Example", base="https://robin.example/")
        for person, name in ((ANN, "Ann"), (BOB, "Bob")):
            document = person.partition("#")[0]
            store.apply(
                Change(
                    added=(
                        f'<{person}> <{FOAF.name}> "{name}" <{document}> .',
                        f"<{person}> <{FOAF.interest}> <https://sailing.example/> "
                        f"<{document}> .",
                    )
                )
            )
        yield store


def test_a_circle_by_hand_is_whom_the_owner_put_there(store: Store) -> None:
    made = create(store, "choir", members=[BOB, ANN])

    assert (made.name, made.members, made.query) == ("choir", (ANN, BOB), "")
    assert resolve_all(store, "circle:Choir") == (ANN, BOB)


def test_a_circle_by_query_is_whom_it_finds_now(store: Store) -> None:
    create(store, "sailors", query=SAILORS)
    assert set(members_of(store, "sailors") or ()) == {ANN, BOB}

    gone = (
        f"<{BOB}> <{FOAF.interest}> <https://sailing.example/> <https://bob.example/> ."
    )
    store.apply(Change(removed=(gone,)))

    assert resolve(store, "circle:sailors") == ANN


def test_a_query_may_ask_of_the_owner(store: Store) -> None:
    add_values(store, "knows", [str(BOB)])
    create(store, "friends", query=FRIENDS)

    assert members_of(store, "friends") == (BOB,)


def test_an_audience_is_those_who_are_connected(store: Store) -> None:
    create(store, "sailors", query=SAILORS)
    connect(store, ANN)
    connect(store, BOB, PLX.proposed)

    assert audience_of(store, "sailors") == (ANN,)
    assert audience_of(store, "nobody") is None


def test_somebody_in_a_circle_by_query_sees_its_face(store: Store) -> None:
    create(store, "sailors", query=SAILORS)
    set_face(store, "circle:sailors", "all")
    connect(store, ANN)

    assert faces_for(store, ANN) == ("circle:sailors",)
    assert faces_for(store, BOB) == ("public",)


def test_an_empty_circle_is_nobody_and_no_error(store: Store) -> None:
    create(store, "friends", query=FRIENDS)

    assert resolve_all(store, "circle:friends") == ()
    with pytest.raises(WhoError):
        resolve_all(store, "circle:foes")


def test_a_circle_of_the_same_name_is_replaced(store: Store) -> None:
    create(store, "choir", members=[BOB, ANN])

    create(store, "Choir", members=[ANN])

    assert [(one.name, one.members) for one in circles(store)] == [("Choir", (ANN,))]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?person WHERE {", "never closed"),
        ("ASK { ?person ?p ?o }", "SELECT"),
        ("SELECT ?who WHERE { ?who ?p ?o }", "no .person"),
        (
            "SELECT ?person WHERE { SERVICE <http://x.example/> { ?person ?p ?o } }",
            "machine",
        ),
    ],
)
def test_a_query_that_makes_no_circle_is_refused(
    store: Store, query: str, words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        create(store, "choir", query=query)

    assert circles(store) == ()


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 61])
def test_a_name_that_is_none_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ConnectionPointError, match="no name for a circle"):
        create(store, name, members=[ANN])


def test_a_circle_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(ConnectionPointError, match="nobody would be in"):
        create(store, "choir")


def test_a_removed_circle_leaves_its_members_alone(store: Store) -> None:
    create(store, "choir", members=[ANN])

    assert remove(store, "circle:choir").name == "choir"

    assert circles(store) == ()
    assert resolve(store, "Ann") == ANN
    with pytest.raises(ConnectionPointError, match="there are: none"):
        circle(store, "choir")


def test_a_circle_with_a_face_keeps_it(store: Store) -> None:
    create(store, "choir", members=[ANN])
    set_face(store, "circle:choir", "all")

    with pytest.raises(ConnectionPointError, match="face remove circle:choir"):
        remove(store, "choir")
