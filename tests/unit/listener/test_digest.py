"""The day on a page, and who fell silent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.assembly import Plex
from plexus_ld.assembly.telling import digest
from plexus_ld.settings import Settings
from plexus_ld.vocab.graphs import HEARD, PLEX
from plexus_ld.vocab.plx import PLX
from tests.unit.listener.saying import heard, keep

BOB, EVE = URIRef("https://bob.example/#me"), URIRef("https://eve.example/#me")
DOCUMENT = URIRef("https://bob.example/")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def plex(tmp_path: Path) -> Iterator[Plex]:
    with Plex(tmp_path / "home", Settings(), lambda: NOW) as plex:
        plex.init("Ada")
        for person, name in ((BOB, "Bob"), (EVE, "Eve")):
            listened(plex, person, name)
        yield plex


def listened(plex: Plex, person: URIRef, name: str) -> None:
    connection, point = (URIRef(f"urn:uuid:{name}{n}") for n in ("c", "p"))
    keep(
        plex.store,
        [
            (person, RDF.type, FOAF.Person, DOCUMENT),
            (person, FOAF.name, Literal(name), DOCUMENT),
            (connection, RDF.type, PLX.Connection, PLEX),
            (connection, PLX.agent, person, PLEX),
            (connection, PLX.state, PLX.accepted, PLEX),
            (connection, PLX.connectionPoint, point, PLEX),
            (point, RDF.type, PLX.IncomingPoint, PLEX),
            (point, PLX.channel, PLX.feed, PLEX),
            (point, PLX.address, URIRef(f"https://{name}.example/feed"), PLEX),
        ],
    )


def test_who_was_not_heard_of_since_a_time_is_silent(plex: Plex) -> None:
    heard(plex.store, URIRef("urn:uuid:1"), BOB, "Hi", NOW - timedelta(days=61))
    heard(plex.store, URIRef("urn:uuid:2"), EVE, "Hi", NOW - timedelta(days=1))

    found = plex.quiet(NOW - timedelta(days=60))

    assert [one.person for one in found] == [BOB]
    assert found[0].last == NOW - timedelta(days=61)
    assert found[0].sentence == "Bob: last heard of on 23 September 2026"


def test_who_was_never_heard_of_is_silent_too(plex: Plex) -> None:
    found = plex.quiet(NOW)

    assert [(one.name, one.last, one.points) for one in found] == [
        ("Bob", None, 1),
        ("Eve", None, 1),
    ]


def test_the_day_names_who_said_what_and_what_was_told(plex: Plex) -> None:
    heard(plex.store, URIRef("urn:uuid:1"), BOB, "Lunch?", NOW - timedelta(hours=2))
    heard(plex.store, URIRef("urn:uuid:2"), EVE, "Old", NOW - timedelta(days=2))
    plex.notices.tell("moved: 1 new: Bob, Hobart", BOB)

    day = digest(plex, NOW - timedelta(days=1))

    text = day.as_text()
    assert day.title == "Your Plex, Monday 23 November: 1 of your people"
    assert "Bob\n---\n- " in text
    assert "Lunch?" in text
    assert "Old" not in text
    assert "- moved: 1 new: Bob, Hobart" in text


def test_what_is_ignored_does_not_stand_in_the_day(plex: Plex) -> None:
    item = heard(plex.store, URIRef("urn:uuid:1"), BOB, "Buy", NOW)
    keep(plex.store, [(item, PLX.mark, PLX.ignore, HEARD)])

    day = digest(plex, NOW - timedelta(days=1))

    assert day.entries == ()
    assert "nothing new" in day.title


def test_a_strangers_line_breaks_make_no_section_of_the_day(plex: Plex) -> None:
    heard(plex.store, URIRef("urn:uuid:1"), BOB, "a\n\nEve\n---\n- forged", NOW)

    day = digest(plex, NOW - timedelta(days=1))

    assert "a Eve --- - forged" in day.as_text()
