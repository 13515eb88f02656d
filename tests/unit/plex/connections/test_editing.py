"""What the owner sets on a point, and by what they call it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from rdflib import URIRef

from plexus_ld.errors import ConnectionPointError
from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.model.connection import Direction
from plexus_ld.plex.accounts.accounts import Accounts
from plexus_ld.plex.connections.connections import Connections
from plexus_ld.plex.connections.points import open_points
from plexus_ld.plex.connections.values import Connected
from plexus_ld.store import Store
from tests.unit.plex.connections.conftest import NOON, Time


def connect(rooms: Connections, who: str, *out: str) -> Connected:
    ways = rooms.ways(out)
    return rooms.connect(rooms.look(who, fetch=not ways), ways)


def test_what_is_set_on_a_point_is_kept(rooms: Connections) -> None:
    connect(rooms, "bob", "email:bob@bob.example")

    line = rooms.set_point(
        "email-bob",
        {
            "preference": "2",
            "accepts": "text, pictures",
            "privacy": "addressed",
            "quiet": "22:00-7",
            "timezone": "Australia/Hobart",
            "rate": "3/day",
            "pace": "2h",
            "expires": "30d",
            "purpose": "Choir practice",
            "address": "bob@new.example",
            "direction": "both",
        },
    )

    point = line.point
    assert point.preference == 2
    assert point.accepts == {Kind.NOTE, Kind.IMAGE}
    assert point.privacy is Privacy.ADDRESSED
    assert (point.quiet_from, point.quiet_until) == (time(22), time(7))
    assert point.time_zone == "Australia/Hobart"
    assert (point.rate_per_day, point.pace) == (3, timedelta(hours=2))
    assert point.expires == NOON + timedelta(days=30)
    assert point.purpose == "Choir practice"
    assert (point.address, point.direction) == (
        URIRef("mailto:bob@new.example"),
        Direction.BOTH,
    )


def test_an_empty_value_takes_away_what_was_set(rooms: Connections) -> None:
    (held,) = connect(rooms, "bob", "email:bob@bob.example").points
    keys = ("accepts", "privacy", "quiet", "timezone", "rate", "pace", "expires")
    rooms.set_point(
        "email-bob",
        {
            "accepts": "text",
            "privacy": "public",
            "quiet": "1-2",
            "timezone": "UTC",
            "rate": "1",
            "pace": "1d",
            "expires": "2027-01-31",
        },
    )

    line = rooms.set_point("email-bob", dict.fromkeys(keys, ""))

    assert line.point == held.point


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("preference", "first", "preference"),
        ("preference", "0", "preference"),
        ("accepts", "smells", "text, article"),
        ("accepts", "video", "carries no video"),
        ("privacy", "secret", "encrypted"),
        ("quiet", "night", "22:00-07:00"),
        ("quiet", "25:00-26:00", "22:00-07:00"),
        ("quiet", "07:00-07:00", "pause"),
        ("timezone", "Middle/Earth", "Australia/Hobart"),
        ("timezone", "../../etc/passwd", "Australia/Hobart"),
        ("rate", "-1", "rate"),
        ("pace", "often", "30m"),
        ("pace", "1s", "every 5 minutes"),
        ("expires", "soon", "2027-01-31"),
        ("expires", "999999w", "2027-01-31"),
        ("purpose", "a\nb", "a line"),
        ("account", "work", "no account 'work'"),
        ("address", "nowhere", "bob@example.org"),
        ("direction", "up", "out, in or both"),
        ("colour", "red", "a point has no 'colour'"),
    ],
)
def test_a_value_that_is_none_is_said_and_nothing_is_changed(
    rooms: Connections, store: Store, key: str, value: str, words: str
) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    before = store.sequence

    with pytest.raises(ConnectionPointError, match=words):
        rooms.set_point("email-bob", {"rate": "1", key: value})

    assert store.sequence == before


def test_a_point_speaks_as_an_account_that_there_is(
    rooms: Connections, accounts: Accounts
) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    accounts.set("email", "work", {})

    line = rooms.set_point("email-bob", {"account": "work"})

    assert line.point.account == "work"


def test_a_paused_point_is_kept_and_not_used(rooms: Connections, store: Store) -> None:
    connect(rooms, "bob", "email:bob@bob.example")

    assert rooms.pause_point("email-bob").status == "paused"
    assert open_points(store, NOON) == ()

    assert rooms.resume_point("email-bob").status == "open"
    assert len(open_points(store, NOON)) == 1


def test_a_point_past_its_time_is_expired(rooms: Connections, time: Time) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    rooms.set_point("email-bob", {"expires": "1d"})

    time.now = datetime(2026, 3, 16, tzinfo=UTC)

    assert rooms.point("email-bob").status == "expired"


def test_a_removed_point_leaves_nothing_behind(
    rooms: Connections, store: Store
) -> None:
    connect(rooms, "bob", "email:bob@bob.example")
    (line,) = rooms.points()

    rooms.remove_point("email-bob")

    node = f"<{line.point.iri}>"
    assert list(store.matching(node)) == list(store.matching(None, None, node)) == []
    assert rooms.list()[0].points == ()


@pytest.mark.parametrize("typed", ["email-bob", "email-b", "ema"])
def test_a_point_is_named_by_the_beginning_of_its_name(
    rooms: Connections, typed: str
) -> None:
    connect(rooms, "bob", "email:bob@bob.example", "xmpp:bob@bob.example")

    assert rooms.point(typed).id == "email-bob"


def test_a_point_is_named_by_its_iri_or_the_beginning_of_it(rooms: Connections) -> None:
    (held,) = connect(rooms, "bob", "email:bob@bob.example").points
    iri = str(held.point.iri)

    assert rooms.point(iri).id == rooms.point(iri[9:17]).id == "email-bob"


def test_a_beginning_of_several_names_is_no_name(rooms: Connections) -> None:
    connect(rooms, "bob", "email:bob@bob.example", "email:bob@new.example")

    assert rooms.point("email-bob").address == "bob@bob.example"
    with pytest.raises(ConnectionPointError, match="email-bob, email-bob-2"):
        rooms.point("email-b")
    with pytest.raises(ConnectionPointError, match="there is no point"):
        rooms.point("x")
