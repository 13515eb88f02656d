"""What is heard is kept once, and nobody touches what another said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from rdflib import RDF, Literal, URIRef

from plexus_ld import Plex
from plexus_ld.listener.pacing import Bounds
from plexus_ld.listener.targets import Target
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint
from plexus_ld.rdf.lines import lines_of, text_of
from plexus_ld.settings import Settings
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD, OUTBOX, PLEX, SAID
from plexus_ld.vocab.plx import PLX
from tests.unit.listener.postcards import ADA, BOB, MALLORY, House, box, point

FEED = point("bob", BOB)
BOUNDS = Bounds(timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))
RSS = b"""<rss version="2.0"><channel><title>Bob</title><item><guid>1</guid>
<title>The shed is done</title></item></channel></rss>"""
SECOND = point("bob-too", BOB)
OTHERS = point("mallory", MALLORY)


@pytest.fixture
def house() -> Iterator[House]:
    made = House.of(FEED, SECOND, OTHERS)
    with made.plex:
        yield made


def give_channels(house: House, *points: ConnectionPoint) -> None:
    house.store.apply(
        Change(lines_of((one.iri, PLX.channel, PLX.feed, PLEX) for one in points))
    )


def test_the_same_thing_heard_again_is_kept_once(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "hello"})

    house.hear(FEED, {"id": "1", "text": "hello"})

    assert house.texts() == ["hello"]
    assert len([line for line in house.store.matching() if "heardAt" in line[1]]) == 1


def test_two_channels_that_bring_one_thing_are_two_forms_of_it(house: House) -> None:
    house.hear(FEED, {"id": "guid-1", "also": ["https://bob.example/1"], "text": "hi"})

    house.hear(SECOND, {"id": "https://bob.example/1", "text": "hi, but cut"})

    (entry,) = house.stream.timeline()
    assert entry.text == "hi"
    assert {one.point for one in entry.renditions} == {FEED.iri, SECOND.iri}


@pytest.mark.parametrize("first", [True, False])
def test_what_was_said_to_everybody_too_is_not_private(
    house: House, first: bool
) -> None:
    house.hear(FEED, {"id": "1", "text": "hi", "is_private": first})
    before = house.stream.timeline()[0].is_private

    house.hear(SECOND, {"id": "1", "text": "hi", "is_private": not first})

    assert before is first
    assert not house.stream.timeline()[0].is_private


def test_an_id_that_another_uses_is_another_thing(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "Bob's"})

    house.hear(OTHERS, {"id": "1", "text": "Mallory's"})

    assert sorted(house.texts()) == ["Bob's", "Mallory's"]


def test_an_edit_is_followed_and_known_as_one(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "helo", "title": "One"})

    house.hear(FEED, {"id": "1", "text": "hello", "title": "One"})

    (entry,) = house.stream.timeline()
    assert (entry.text, entry.title) == ("hello", "One")
    assert entry.updated == house.now


def test_what_says_the_same_once_more_was_not_edited(house: House) -> None:
    card = {
        "id": "1",
        "html": "<p>A <b>bold</b> word</p><img src='https://bob.example/i.png'>",
        "tags": ["x", "y"],
        "language": "en",
        "published": "2026-05-01T10:00:00+02:00",
        "attachments": [{"media_type": "image/png", "url": "https://b.example/a.png"}],
    }
    house.hear(FEED, card)

    house.hear(FEED, card)

    (entry,) = house.stream.timeline()
    assert entry.updated is None
    assert entry.text == "A bold word"
    assert entry.html == "<p>A <b>bold</b> word</p>"
    assert sorted(one.url for one in entry.attachments) == [
        "https://b.example/a.png",
        "https://bob.example/i.png",
    ]


def test_an_attachment_that_an_edit_dropped_is_gone(house: House) -> None:
    old = {"media_type": "image/png", "url": "https://b.example/old.png"}
    new = {"media_type": "image/png", "url": "https://b.example/new.png"}
    house.hear(FEED, {"id": "1", "text": "see", "attachments": [old]})

    house.hear(FEED, {"id": "1", "text": "see", "attachments": [new]})

    (entry,) = house.stream.timeline()
    assert [one.url for one in entry.attachments] == ["https://b.example/new.png"]
    assert not any("old.png" in line[2] for line in house.store.matching())


def test_a_deletion_takes_the_words_away(house: House) -> None:
    give_channels(house, FEED)
    house.hear(FEED, {"id": "1", "text": "regretted", "title": "Oh"})

    house.hear(FEED, {"verb": "Delete", "id": "1"})

    assert house.texts() == []
    assert not any("regretted" in line[2] for line in house.store.matching())


def test_what_was_deleted_does_not_come_back(house: House) -> None:
    give_channels(house, FEED)
    house.hear(FEED, {"id": "1", "text": "regretted"})
    house.hear(FEED, {"verb": "Delete", "id": "1"})

    house.hear(FEED, {"id": "1", "text": "regretted"})

    assert house.texts() == []


@pytest.mark.parametrize("verb", ["Update", "Delete"])
def test_nobody_changes_what_another_said(house: House, verb: str) -> None:
    give_channels(house, FEED, OTHERS)
    house.hear(FEED, {"id": "1", "text": "Bob's word"})

    house.hear(OTHERS, {"verb": verb, "id": "m", "target": ["1"], "text": "not his"})

    assert "Bob's word" in house.texts()
    (bobs,) = [one for one in house.stream.timeline() if one.agent == BOB]
    assert bobs.updated is None


def test_what_the_owner_said_is_known_when_it_comes_back(house: House) -> None:
    mine, act = URIRef("urn:uuid:0-mine"), URIRef("urn:uuid:0-act")
    said = (
        (act, RDF.type, AS2.Create, SAID),
        (act, AS2.actor, ADA, SAID),
        (act, AS2.object, mine, SAID),
        (mine, AS2.content, Literal("I said"), SAID),
        (URIRef("urn:uuid:d"), PLX.activity, act, OUTBOX),
        (URIRef("urn:uuid:d"), PLX.remoteId, Literal("https://list.example/7"), OUTBOX),
    )
    house.store.apply(Change(lines_of(said)))

    house.hear(FEED, {"id": "https://list.example/7", "text": "I said"})
    house.hear(SECOND, {"id": "x", "also": [str(mine)], "text": "I said"})

    assert house.texts() == []
    (entry,) = house.stream.entries([mine])
    assert {one.point for one in entry.renditions} == {FEED.iri, SECOND.iri}


def test_likes_and_reshares_are_told_at_what_they_are_of(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "hello"})

    house.hear(OTHERS, {"verb": "Like", "id": "l", "target": ["1"]})
    house.hear(OTHERS, {"verb": "Announce", "id": "a", "target": ["1"]})

    entries = house.stream.timeline()
    assert [one.kind for one in entries] == ["Announce", "Note"]
    assert entries[0].of == entries[1].iri
    assert entries[1].likes == entries[1].reshares == (str(MALLORY),)


def test_a_like_that_is_taken_back_counts_no_more(house: House) -> None:
    give_channels(house, OTHERS)
    house.hear(FEED, {"id": "1", "text": "hello"})
    house.hear(OTHERS, {"verb": "Like", "id": "l", "target": ["1"]})

    house.hear(OTHERS, {"verb": "Delete", "id": "d", "target": ["l"]})

    (entry,) = house.stream.timeline()
    assert entry.likes == ()


def test_what_claims_to_be_of_the_future_stands_where_it_was_heard(
    house: House,
) -> None:
    house.hear(FEED, {"id": "1", "text": "x", "published": "2999-01-01T00:00:00Z"})

    (entry,) = house.stream.timeline()

    assert entry.when == house.now


def test_what_was_said_in_private_stays_known_as_that(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "psst", "is_private": True})

    (entry,) = house.stream.timeline()

    assert entry.is_private


def test_a_time_before_all_calendars_is_no_fault(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "x", "published": "0001-01-01T00:00:00+14:00"})

    (entry,) = house.stream.timeline()

    assert entry.when == datetime(1, 1, 1, tzinfo=UTC)


def test_what_was_signed_is_kept_as_it_came_and_named(house: House) -> None:
    signed = b'{"sig": "as it came"}'
    body = box({"id": "1", "text": "signed"})
    raw = Raw("feed", body, point=FEED.iri, signed=signed)
    house.channels["feed"].answers[str(FEED.address)] = Polled((raw,), "1")

    house.listening().poll_due(house.now)

    digest = sha256(signed).hexdigest()
    assert house.kept == {digest: signed}
    named = house.store.matching(None, text_of(PLX.sha256), None, text_of(HEARD))
    ((rendition, _, value, _),) = named
    (entry,) = house.stream.timeline()
    assert (rendition, value) == (f"<{entry.iri}#1>", f'"{digest}"')


def test_what_was_signed_lies_among_the_originals_of_a_home(
    tmp_path: Path,
) -> None:
    signed = b"as it came"
    with Plex(tmp_path / "home", Settings()) as plex:
        plex.init("Ada")
        target = Target(FEED.iri, "feed", "default", (FEED,), BOUNDS)
        raw = Raw("feed", RSS, point=FEED.iri, signed=signed)
        kept = plex.listening.ingest(target, [(raw, "1")])

    with Plex(tmp_path / "home", Settings()) as plex:
        again = plex.originals.get(sha256(signed).hexdigest())

    assert len(kept.new) == 1
    assert again == signed
