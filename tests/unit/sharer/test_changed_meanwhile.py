"""What the owner changed between the share and the try."""

import pytest
from rdflib import RDF, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.rdf.lines import Quad, line_of
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.post import (
    NOON,
    Hands,
    connect,
    connection,
    deliverer,
    open_plex,
    point,
    say,
    standing,
)
from tests.web import Page, Web

TAKEN, WAITING = DeliveryState.TAKEN, DeliveryState.WAITING
GIVEN_UP = DeliveryState.GIVEN_UP


def quad(subject: URIRef, term: URIRef, value: URIRef | Literal) -> str:
    said: Quad = (subject, term, value, PLEX)
    return line_of(said)


BOB = point("bob")
ACCEPTED = quad(connection("bob"), PLX.state, PLX.accepted)


@pytest.mark.parametrize(
    ("change", "state", "why"),
    [
        (
            Change(added=(quad(BOB, PLX.paused, Literal(True)),)),
            WAITING,
            "paused",
        ),
        (
            Change(
                added=(quad(connection("bob"), PLX.state, PLX.blocked),),
                removed=(ACCEPTED,),
            ),
            GIVEN_UP,
            "blocked",
        ),
        (
            Change(removed=(quad(connection("bob"), PLX.connectionPoint, BOB),)),
            GIVEN_UP,
            "no more",
        ),
        (
            Change(
                added=(quad(BOB, RDF.type, PLX.IncomingPoint),),
                removed=(quad(BOB, RDF.type, PLX.OutgoingPoint),),
            ),
            GIVEN_UP,
            "listening only",
        ),
        (
            Change(added=(quad(BOB, PLX.expires, Literal(NOON)),)),
            GIVEN_UP,
            "expired",
        ),
        (
            Change(
                added=(
                    quad(BOB, PLX.speaksAs, URIRef("urn:x-plexus:account:webhook:x")),
                )
            ),
            WAITING,
            "no account",
        ),
        (
            Change(
                added=(
                    quad(
                        BOB, PLX.channel, URIRef("https://ada.example/channels/pigeon")
                    ),
                ),
                removed=(quad(BOB, PLX.channel, PLX.webhook),),
            ),
            WAITING,
            "no such channel",
        ),
    ],
    ids=["paused", "blocked", "removed", "incoming", "expired", "account", "channel"],
)
def test_what_the_owner_changed_meanwhile_is_not_sent_and_says_why(
    web: Web, change: Change, state: DeliveryState, why: str
) -> None:
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])
        plex.store.apply(change)

        deliverer(plex).deliver_due()

        found = standing(plex, act)["bob-1"]
        assert web.asked == []
        assert found.state is state
        assert why in found.last_error


def test_a_point_that_is_no_more_paused_gets_what_waited(web: Web) -> None:
    web.otherwise = Page(status=201)
    clock = Hands()
    paused = quad(BOB, PLX.paused, Literal(True))
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])
        plex.store.apply(Change(added=(paused,)))
        deliverer(plex).deliver_due()

        plex.store.apply(Change(removed=(paused,)))
        clock.on(minutes=20)
        deliverer(plex).deliver_due()

        assert standing(plex, act)["bob-1"].state is TAKEN
