"""Points are read as they were written, and only those in use are open."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from rdflib import URIRef

from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.making import connection_quads
from plexus_ld.plex.connections.points import (
    held_points,
    move_point,
    open_points,
    points_by_iri,
)
from plexus_ld.plex.connections.writing import point_quads
from plexus_ld.rdf.lines import lines_of
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX
from tests.unit.plex.connections.conftest import BOB, NOON

CARD = URIRef("urn:uuid:card")
PLAIN = ConnectionPoint(
    iri=URIRef("urn:uuid:plain"),
    channel="email",
    address=URIRef("mailto:bob@bob.example"),
    direction=Direction.OUTGOING,
    agent=BOB,
    connection=CARD,
)
FULL = ConnectionPoint(
    iri=URIRef("urn:uuid:full"),
    channel="pigeon",
    address=URIRef("pigeon:loft-7"),
    direction=Direction.BOTH,
    agent=BOB,
    connection=CARD,
    preference=3,
    accepts=frozenset({Kind.NOTE, Kind.PAGE}),
    privacy=Privacy.ENCRYPTED,
    quiet_from=time(22),
    quiet_until=time(7, 30),
    time_zone="Australia/Hobart",
    rate_per_day=0,
    pace=timedelta(days=1, hours=2, minutes=3, seconds=4),
    account="work",
    purpose="Choir, and “tea”",
    expires=datetime(2027, 1, 1, tzinfo=UTC),
    is_paused=True,
)


def keep(store: Store, *points: ConnectionPoint, state: URIRef = PLX.accepted) -> None:
    quads = [
        *connection_quads(CARD, BOB, state, NOON),
        *(quad for point in points for quad in point_quads(point, "a label")),
    ]
    store.apply(Change(added=lines_of(quads)))


def test_a_point_is_read_as_it_was_written(store: Store) -> None:
    keep(store, PLAIN, FULL)

    found = points_by_iri(store, (PLAIN.iri, FULL.iri, URIRef("urn:uuid:none")))

    assert found == {PLAIN.iri: PLAIN, FULL.iri: FULL}
    assert {held.label for held in held_points(store)} == {"a label"}


def test_a_point_that_both_speaks_and_listens_by_two_classes_goes_both_ways(
    store: Store,
) -> None:
    keep(store, PLAIN)
    other = replace(PLAIN, direction=Direction.INCOMING)
    store.apply(Change(added=lines_of(point_quads(other, "a label"))))

    (held,) = held_points(store)

    assert held.point.direction is Direction.BOTH


@pytest.mark.parametrize(
    ("changed", "is_open"),
    [
        ({}, True),
        ({"is_paused": True}, False),
        ({"expires": NOON + timedelta(seconds=1)}, True),
        ({"expires": NOON}, False),
    ],
)
def test_a_point_is_open_until_it_is_paused_or_expires(
    store: Store, changed: dict[str, object], is_open: bool
) -> None:
    keep(store, replace(PLAIN, **changed))  # type: ignore[arg-type]

    assert bool(open_points(store, NOON)) is is_open


@pytest.mark.parametrize("state", [PLX.proposed, PLX.withdrawn, PLX.blocked])
def test_no_point_is_open_of_a_connection_that_does_not_stand(
    store: Store, state: URIRef
) -> None:
    keep(store, PLAIN, state=state)

    assert open_points(store, NOON) == ()
    assert points_by_iri(store, [PLAIN.iri]) == {PLAIN.iri: PLAIN}


def test_a_strangers_document_opens_no_point(store: Store) -> None:
    lines = lines_of(
        (*connection_quads(CARD, BOB, PLX.accepted, NOON), *point_quads(PLAIN, ""))
    )
    theirs = "<https://evil.example/card>"
    said = tuple(line.replace("<urn:x-plexus:plex>", theirs) for line in lines)
    store.apply(Change(added=said))

    assert open_points(store, NOON) == ()


def test_a_point_that_moved_leads_elsewhere(store: Store) -> None:
    keep(store, PLAIN)
    new = URIRef("mailto:bob@new.example")

    assert move_point(store, PLAIN.iri, new)

    assert held_points(store, address=new)[0].point == replace(PLAIN, address=new)
    assert not move_point(store, PLAIN.iri, new)
    assert not move_point(store, URIRef("urn:uuid:none"), new)
