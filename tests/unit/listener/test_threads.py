"""Replies are joined to what they answer, whichever came first."""

from collections.abc import Iterator

import pytest
from rdflib import RDF, URIRef

from plexus_ld.listener.stream.values import Entry
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import lines_of
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import SAID
from tests.unit.listener.postcards import ADA, BOB, MALLORY, House, point

FEED = point("bob", BOB)
OTHERS = point("carol", MALLORY)


@pytest.fixture
def house() -> Iterator[House]:
    made = House.of(FEED, OTHERS)
    with made.plex:
        yield made


def by_text(house: House) -> dict[str, Entry]:
    return {entry.text: entry for entry in house.stream.timeline()}


def test_a_reply_belongs_to_the_thread_of_what_it_answers(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "question"})

    house.hear(OTHERS, {"id": "2", "text": "answer", "in_reply_to": ["1"]})

    entries = by_text(house)
    assert entries["answer"].in_reply_to == entries["question"].iri
    assert entries["answer"].thread == entries["question"].thread
    assert entries["question"].replies == (entries["answer"].iri,)


def test_a_reply_that_comes_first_is_joined_later(house: House) -> None:
    house.hear(OTHERS, {"id": "2", "text": "answer", "in_reply_to": ["mid:1@b"]})
    house.hear(FEED, {"id": "x", "also": ["mid:1@b"], "text": "question"})

    entries = by_text(house)

    assert entries["answer"].in_reply_to == entries["question"].iri
    assert entries["answer"].thread == entries["question"].thread is not None


def test_answers_to_what_was_never_heard_are_one_thread(house: House) -> None:
    house.hear(FEED, {"id": "2", "text": "one", "in_reply_to": ["mid:r@x"]})
    house.hear(OTHERS, {"id": "3", "text": "two", "in_reply_to": ["2", "mid:r@x"]})
    house.hear(OTHERS, {"id": "4", "text": "3", "in_reply_to": ["mid:9@x", "mid:r@x"]})

    threads = {entry.thread for entry in house.stream.timeline()}

    assert len(threads) == 1
    assert None not in threads


def test_two_threads_that_prove_to_be_one_become_one(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "root"})
    house.hear(OTHERS, {"id": "2", "text": "a", "in_reply_to": ["1"]})
    house.hear(OTHERS, {"id": "4", "text": "c", "in_reply_to": ["3"]})
    house.hear(OTHERS, {"id": "5", "text": "d", "in_reply_to": ["4"]})

    house.hear(FEED, {"id": "3", "text": "b", "in_reply_to": ["2"]})

    assert len({entry.thread for entry in house.stream.timeline()}) == 1
    item = by_text(house)["c"].iri
    assert [one.text for one in house.stream.thread(item)] == [
        "root",
        "a",
        "c",
        "d",
        "b",
    ]


def test_a_batch_may_hold_a_reply_before_its_parent(house: House) -> None:
    house.hear(
        FEED,
        {"id": "2", "text": "answer", "in_reply_to": ["1"]},
        {"id": "1", "text": "question"},
    )

    entries = by_text(house)
    assert entries["answer"].in_reply_to == entries["question"].iri


def test_a_reply_to_the_owner_hangs_on_what_they_said(house: House) -> None:
    mine, act = URIRef("urn:uuid:0-mine"), URIRef("urn:uuid:0-act")
    said = (
        (act, RDF.type, AS2.Create, SAID),
        (act, AS2.actor, ADA, SAID),
        (act, AS2.object, mine, SAID),
    )
    house.store.apply(Change(lines_of(said)))

    house.hear(FEED, {"id": "2", "text": "well said", "in_reply_to": [str(mine)]})

    (entry,) = house.stream.timeline()
    assert entry.in_reply_to == mine
    (own,) = house.stream.entries([mine])
    assert own.replies == (entry.iri,)
    assert own.thread == entry.thread
