"""Who is meant: never anybody whom the owner has not accepted, nor by others' word."""

from collections.abc import Iterator

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.errors import QueryError, SharingError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.sharer.routing import Audience, Audiences, Wanted
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.circle import Clock, circle, connect, opened

FOAF = "http://xmlns.com/foaf/0.1/"
CLIMBERS = "SELECT ?person WHERE { ?person foaf:interest <https://x.example/climbing> }"


@pytest.fixture
def plex() -> Iterator[Plex]:
    with opened(Clock()) as plex:
        yield plex


def gathered(plex: Plex, wanted: Wanted) -> Audience:
    audiences = Audiences(plex.store, plex.settings, plex.workers, plex.resolve)
    return audiences.gather(wanted)


def say(plex: Plex, source: str, *statements: str) -> None:
    """Have a document say something."""
    lines = tuple(f"{statement} <{source}> ." for statement in statements)
    plex.store.apply(Change(added=lines))


def climbs(who: URIRef) -> str:
    return f"<{who}> <{FOAF}interest> <https://x.example/climbing>"


def test_without_a_word_it_is_all_accepted_connections(plex: Plex) -> None:
    bob, cy = connect(plex, "bob"), connect(plex, "cy")
    connect(plex, "dee", state=PLX.proposed)

    assert gathered(plex, Wanted()).people == (bob, cy)
    assert gathered(plex, Wanted(("public",))).people == (bob, cy)


def test_people_and_circles_are_meant_by_name(plex: Plex) -> None:
    bob, cy, dee = (connect(plex, name) for name in ("bob", "cy", "dee"))
    circle(plex, "Garden", bob, cy)

    assert gathered(plex, Wanted(("circle:garden", "Dee"))).people == (bob, cy, dee)
    but = Wanted(("circle:garden",), but=("bob",))
    found = gathered(plex, but)
    assert found.people == (cy,)
    assert [(out.agent, out.because) for out in found.left_out] == [
        (bob, PLX.ownersWord)
    ]
    assert gathered(plex, Wanted(but=("circle:garden",))).people == (dee,)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (PLX.proposed, "is proposed, not accepted"),
        (PLX.blocked, "you have blocked them"),
        (PLX.withdrawn, "was withdrawn"),
    ],
)
def test_whom_one_is_not_connected_with_is_left_out_and_why(
    plex: Plex, state: URIRef, why: str
) -> None:
    bob = connect(plex, "bob", state=state)

    found = gathered(plex, Wanted((str(bob),)))

    assert found.people == ()
    assert why in found.left_out[0].reason


def test_somebody_known_without_a_connection_is_left_out(plex: Plex) -> None:
    eve = "https://eve.example/card#me"
    say(plex, "https://eve.example/card", f'<{eve}> <{FOAF}name> "Eve"')

    (out,) = gathered(plex, Wanted(("Eve",))).left_out

    assert out.agent == URIRef(eve)
    assert out.reason == "you have no connection with them"


def test_a_name_that_is_nobodys_is_an_error(plex: Plex) -> None:
    for word in ("nobody", "circle:none"):
        with pytest.raises(WhoError):
            gathered(plex, Wanted((word,)))


def test_a_query_finds_whom_the_owners_own_words_say(plex: Plex) -> None:
    bob = connect(plex, "bob")
    connect(plex, "cy")
    say(plex, "urn:x-plexus:profile", climbs(bob))

    found = gathered(plex, Wanted(queries=(CLIMBERS,)))

    assert found == Audience((bob,))


def test_a_stranger_puts_nobody_into_what_is_not_public(plex: Plex) -> None:
    bob, cy = connect(plex, "bob"), connect(plex, "cy")
    say(plex, "urn:x-plexus:profile", climbs(bob))
    say(plex, "https://eve.example/card", climbs(cy))

    found = gathered(plex, Wanted(queries=(CLIMBERS,)))

    assert found.people == (bob,)
    (out,) = found.left_out
    assert (out.agent, out.because) == (cy, PLX.trust)
    assert "--trust-network" in out.reason


def test_a_join_that_the_owner_did_not_confirm_puts_nobody_in(plex: Plex) -> None:
    cy = connect(plex, "cy")
    node, mailbox = "https://eve.example/card#c", "mailto:cy@cy.example"
    say(plex, "https://cy.example/card", f"<{cy}> <{FOAF}mbox> <{mailbox}>")
    same = f"<{node}> <{FOAF}mbox> <{mailbox}>"
    say(plex, "https://eve.example/card", same, climbs(URIRef(node)))
    assert plex.resolve(node) == cy

    found = gathered(plex, Wanted(queries=(CLIMBERS,)))

    assert found.people == ()
    assert "taken for one person" in found.left_out[0].reason


def test_who_trusts_the_network_sees_whom_it_adds(plex: Plex) -> None:
    cy = connect(plex, "cy")
    say(plex, "https://eve.example/card", climbs(cy))

    trusting = gathered(plex, Wanted(queries=(CLIMBERS,), trusts_network=True))
    public = gathered(plex, Wanted(("public",), queries=(CLIMBERS,)))

    assert trusting.people == (cy,)
    assert [who for who, _ in trusting.doubtful] == [cy]
    assert public.doubtful == ()  # a connection, and so in it anyway
    named = Wanted(("Cy",), queries=(CLIMBERS,), trusts_network=True)
    assert gathered(plex, named).doubtful == ()


def test_a_circle_by_query_is_held_to_the_same(plex: Plex) -> None:
    bob, cy = connect(plex, "bob"), connect(plex, "cy")
    say(plex, "urn:x-plexus:profile", climbs(bob))
    say(plex, "https://eve.example/card", climbs(cy))
    circle(plex, "climbers", query=CLIMBERS)

    found = gathered(plex, Wanted(("circle:climbers",)))

    assert found.people == (bob,)
    assert [out.agent for out in found.left_out] == [cy]


def test_a_query_is_cut_to_connections(plex: Plex) -> None:
    bob = connect(plex, "bob")
    eve = URIRef("https://eve.example/card#me")
    say(plex, "urn:x-plexus:profile", climbs(eve), climbs(bob))

    assert gathered(plex, Wanted(queries=(CLIMBERS,))) == Audience((bob,))


def test_a_query_that_names_nobody_is_refused(plex: Plex) -> None:
    connect(plex, "bob")
    with pytest.raises(SharingError, match="is a SELECT"):
        gathered(plex, Wanted(queries=("ASK { ?s ?p ?o }",)))
    with pytest.raises(QueryError):
        gathered(plex, Wanted(queries=("SELECT ?person WHERE {",)))
