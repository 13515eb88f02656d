"""Connecting, editing and ending, as the owner says it."""

from datetime import timedelta

import pytest
from rdflib import FOAF, URIRef

from plexus_ld.errors import ConnectionPointError, WhoError
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.connections import Connections
from plexus_ld.plex.connections.values import Connected, Feed
from plexus_ld.plex.people.who import resolve
from plexus_ld.store import Store
from tests.unit.plex.connections.conftest import BOB, NOON, Pages, Time


def connect(rooms: Connections, who: str, *out: str, heard: str = "") -> Connected:
    ways = rooms.ways(out, [heard] if heard else [])
    return rooms.connect(rooms.look(who, fetch=not ways), ways)


def test_a_connection_has_the_points_that_the_owner_names(rooms: Connections) -> None:
    done = connect(
        rooms, "Bob Berg", "email:bob@bob.example", heard="feed:https://bob.example/a"
    )

    assert done.agent == BOB
    assert done.is_new
    assert [(held.label, held.point.direction) for held in done.points] == [
        ("email-bob", Direction.OUTGOING),
        ("feed-bob", Direction.INCOMING),
    ]
    (line,) = rooms.list()
    assert (line.name, line.state, line.since) == ("Bob Berg", "accepted", NOON)


def test_one_address_out_and_in_is_one_point_both_ways(rooms: Connections) -> None:
    here = "xmpp:bob@chat.example"

    (held,) = connect(rooms, "bob", here, heard=here).points

    assert held.point.direction is Direction.BOTH


def test_a_point_goes_both_ways_when_the_other_way_is_added(rooms: Connections) -> None:
    here = "xmpp:bob@chat.example"
    connect(rooms, "bob", here)

    again = connect(rooms, "bob", heard=here)

    assert not again.is_new
    (line,) = rooms.points()
    assert line.point.direction is Direction.BOTH
    assert connect(rooms, "bob", here).points == ()


def test_the_first_way_to_speak_is_preferred(rooms: Connections) -> None:
    connect(rooms, "bob", "xmpp:bob@chat.example", "email:bob@bob.example")
    connect(rooms, "bob", "email:bob@new.example")

    assert [(line.id, line.point.preference) for line in rooms.points("bob")] == [
        ("xmpp-bob", 1),
        ("email-bob", 2),
        ("email-bob-2", 3),
    ]


def test_a_mailbox_of_nobody_known_is_somebody_new(
    rooms: Connections, store: Store
) -> None:
    found = rooms.look("ann@ann.example")
    ways = [one.way for one in found.proposals if one.way]

    done = rooms.connect(found, ways)

    assert done.is_stranger
    assert resolve(store, "ann@ann.example") == done.agent
    assert rooms.points("ann@ann.example")[0].id == "email-ann"


def test_a_newspaper_is_a_connection_too(
    rooms: Connections, store: Store, pages: Pages
) -> None:
    url = "https://paper.example/feed.xml"
    pages.feeds[url] = (Feed(url, "The Daily Paper", is_page=False),)
    found = rooms.look(url)

    done = rooms.connect(found, [one.way for one in found.proposals if one.way])

    assert [held.point.address for held in done.points] == [URIRef(url)]
    assert rooms.list()[0].name == "The Daily Paper"
    assert resolve(store, "The Daily Paper") == resolve(store, url) == done.agent


def test_a_page_leads_to_its_feed(rooms: Connections, pages: Pages) -> None:
    pages.feeds["https://paper.example/"] = (
        Feed("https://paper.example/a.atom", "News"),
        Feed("https://paper.example/b.atom", "Comments"),
    )

    found = rooms.look("https://paper.example/")

    assert [one.way and str(one.way.address) for one in found.proposals] == [
        "https://paper.example/a.atom"
    ]


def test_a_page_that_cannot_be_had_is_asked_later(rooms: Connections) -> None:
    (one,) = rooms.look("https://down.example/").proposals

    assert one.way is not None
    assert one.way.address == URIRef("https://down.example/")
    assert "cannot be had now" in one.note


def test_a_name_with_a_way_is_somebody_new(rooms: Connections) -> None:
    done = connect(rooms, "Ann Other", "email:ann@ann.example")

    assert rooms.list()[0].name == "Ann Other"
    assert done.agent.startswith("https://robin.example/#agent-")


def test_a_mere_name_is_nobody(rooms: Connections) -> None:
    with pytest.raises(WhoError):
        rooms.look("Ann Other", stranger_ok=False)


def test_nobody_is_connected_with_themselves(rooms: Connections) -> None:
    with pytest.raises(ConnectionPointError, match="that is you"):
        connect(rooms, "me", "email:robin@robin.example")


def test_an_account_that_there_is_not_is_said(rooms: Connections) -> None:
    with pytest.raises(ConnectionPointError, match="no account 'work'"):
        rooms.ways(["email/work:bob@bob.example"])


def test_who_is_disconnected_is_reached_no_more(
    rooms: Connections, store: Store
) -> None:
    connect(rooms, "bob", "email:bob@bob.example")

    ended = rooms.disconnect("bob")

    assert (ended.state, ended.points) == ("withdrawn", ())
    assert any("Bob Berg" in record.change.note for record in store.history(1))


def test_points_may_be_kept_paused(rooms: Connections) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    rooms.disconnect("bob", keep_points=True)

    assert rooms.points()[0].status == "withdrawn"

    connect(rooms, "bob")
    assert rooms.points()[0].status == "paused"


def test_who_was_disconnected_can_be_connected_again(
    rooms: Connections, time: Time
) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    rooms.disconnect("bob")
    time.now += timedelta(days=1)

    done = connect(rooms, "bob", "email:bob@bob.example")

    (line,) = rooms.list()
    assert done.is_new
    assert (line.state, line.since) == ("accepted", time.now)


def test_only_who_is_connected_can_be_disconnected(rooms: Connections) -> None:
    with pytest.raises(ConnectionPointError, match="no connection with Bob Berg"):
        rooms.disconnect("bob")


def test_connecting_is_one_change_that_can_be_taken_back(
    rooms: Connections, store: Store
) -> None:
    before = set(store.matching())
    connect(rooms, "The Daily Paper", heard="feed:https://paper.example/feed.xml")

    store.undo()

    assert set(store.matching()) - before == set()
    assert not any(store.matching(None, f"<{FOAF.name}>", '"The Daily Paper"'))
