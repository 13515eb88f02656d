"""Points are asked when they are due, and every failure is a state."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from rdflib import URIRef

from plexus_ld.errors import PermanentListenError, TemporaryListenError
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.capability import Scope
from plexus_ld.model.connection import Direction
from plexus_ld.vocab.plx import PLX
from tests.unit.listener.postcards import BOB, MALLORY, House, box, point

FEED = point("bob", BOB)
OTHERS = point("carol", MALLORY)
ADDRESS = str(FEED.address)


@pytest.fixture
def house() -> Iterator[House]:
    made = House.of(FEED, OTHERS)
    with made.plex:
        yield made


def test_a_point_is_asked_when_it_is_due_and_not_before(house: House) -> None:
    listening = house.listening()
    listening.poll_due(house.now)

    listening.poll_due(house.now + timedelta(minutes=30))
    listening.poll_due(house.now + timedelta(minutes=90))

    asked = [address for address, _ in house.channels["feed"].asked]
    assert asked.count(ADDRESS) == 2


def test_a_clock_that_was_ahead_and_is_put_back_silences_nobody(house: House) -> None:
    listening = house.listening()
    listening.poll_due(house.now + timedelta(days=365))

    due = listening.due(house.now)
    listening.poll_due(house.now)

    assert len(due) == 2
    assert listening.due(house.now) == ()
    assert len(listening.due(house.now + timedelta(days=2))) == 2


def test_a_clock_that_jumps_ahead_asks_everybody_once(house: House) -> None:
    listening = house.listening()
    listening.poll_due(house.now)

    listening.poll_due(house.now + timedelta(days=365))
    listening.poll_due(house.now + timedelta(days=365))

    asked = [address for address, _ in house.channels["feed"].asked]
    assert asked.count(ADDRESS) == 2


def test_the_cursor_of_a_poll_is_handed_to_the_next(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "x"})

    house.hear(FEED, {"id": "2", "text": "y"})

    assert [cursor for _, cursor in house.channels["feed"].asked] == ["", "1"]


def test_one_who_cannot_be_reached_holds_up_no_other(house: House) -> None:
    channel = house.channels["feed"]
    wait = timedelta(hours=9)
    channel.answers[ADDRESS] = TemporaryListenError("feed", ADDRESS, "503", wait)
    channel.boxes[str(OTHERS.address)] = box({"id": "1", "text": "hello"})

    heard = house.listening().poll_due(house.now)

    assert (heard.failed, heard.errors) == (1, ((ADDRESS, "503"),))
    assert house.texts() == ["hello"]
    state = house.listening().state(house.listening().targets(house.now)[0])
    assert (state.last_error, state.failures) == ("503", 1)
    assert state.next_poll is not None
    assert state.next_poll - house.now >= wait


def test_an_error_is_forgotten_when_the_point_answers_again(house: House) -> None:
    channel = house.channels["feed"]
    channel.answers[ADDRESS] = PermanentListenError("feed", ADDRESS, "401")
    house.listening().poll_due(house.now)
    channel.answers.clear()

    house.listening().poll_due(house.now + timedelta(days=2))

    state = house.listening().state(house.listening().targets(house.now)[0])
    assert (state.last_error, state.failures) == ("", 0)


def test_bytes_that_make_no_sense_are_said_and_not_asked_for_again(
    house: House,
) -> None:
    raw = Raw("feed", b"{", point=FEED.iri)
    house.channels["feed"].answers[ADDRESS] = Polled((raw,), "after")

    heard = house.listening().poll_due(house.now)

    assert heard.failed == 1
    assert "cannot be read" in heard.errors[0][1]
    state = house.listening().state(house.listening().targets(house.now)[0])
    assert state.cursor == "after"


def test_a_point_that_moved_and_one_that_is_gone_are_told(house: House) -> None:
    channel = house.channels["feed"]
    channel.answers[ADDRESS] = Polled(moved_to="https://new.example/feed")
    channel.answers[str(OTHERS.address)] = Polled(is_gone=True)

    house.listening().poll_due(house.now)

    assert house.moved == [(FEED.iri, "https://new.example/feed")]
    assert house.gone == [OTHERS.iri]


def test_only_points_that_listen_by_a_channel_that_can_are_asked(house: House) -> None:
    speaking = replace(point("s", BOB), direction=Direction.OUTGOING)
    nowhere = point("n", BOB, channel="smoke")
    house.points = [speaking, nowhere, FEED]

    targets = house.listening().targets(house.now)

    assert [target.iri for target in targets] == [FEED.iri]


def test_an_account_is_asked_once_for_all_its_points() -> None:
    points = [
        point(f"p{n}", BOB, "email", f"mailto:p{n}@example.org") for n in range(3)
    ]
    slow = replace(points[0], pace=timedelta(hours=2))
    house = House.of(slow, *points[1:], email=Scope.ACCOUNT)

    with house.plex:
        (target,) = house.listening().targets(house.now)

    assert len(target.points) == 3
    assert target.bounds.least == timedelta(hours=2)


def test_what_an_open_session_hears_goes_the_same_way(house: House) -> None:
    (target, _) = house.listening().targets(house.now)
    hear = house.listening().on_arrival(target)

    hear(Raw("feed", box({"id": "1", "text": "live"}), point=FEED.iri), "7")

    assert house.texts() == ["live"]
    state = house.listening().state(target)
    assert (state.cursor, state.next_poll) == ("7", None)


def test_the_rules_decide_once_for_a_batch(house: House) -> None:
    batches: list[int] = []

    def decide(items: Sequence[URIRef]) -> dict[URIRef, frozenset[URIRef]]:
        batches.append(len(items))
        return {items[0]: frozenset({PLX.save})}

    cards = ({"id": str(n), "text": str(n)} for n in range(3))
    house.channels["feed"].boxes[ADDRESS] = box(*cards)
    house.listening(decide).poll_due(house.now)
    house.listening(decide).decide_rest()

    assert batches == [3]
    assert [one.marks for one in house.stream.timeline()].count(("save",)) == 1


def test_what_a_killed_process_did_not_decide_is_decided_at_the_next_start(
    house: House,
) -> None:
    def killed(_: object) -> dict[URIRef, frozenset[URIRef]]:
        raise KeyboardInterrupt

    house.channels["feed"].boxes[ADDRESS] = box({"id": "1", "text": "x"})
    (target, _) = house.listening().targets(house.now)
    with pytest.raises(KeyboardInterrupt):
        house.listening(killed).poll(target, house.now)
    decided: list[URIRef] = []

    def decide(items: Sequence[URIRef]) -> dict[URIRef, frozenset[URIRef]]:
        decided.extend(items)
        return {}

    house.listening(decide).decide_rest()
    house.listening(decide).decide_rest()

    assert decided == [one.iri for one in house.stream.timeline()]


def test_many_threads_that_hear_one_thing_keep_it_once(house: House) -> None:
    listening = house.listening()
    (target, _) = listening.targets(house.now)
    raw = Raw("feed", box({"id": "1", "text": "once"}), point=FEED.iri)
    threads = [
        threading.Thread(target=listening.ingest, args=(target, [(raw, "c")]))
        for _ in range(6)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert house.texts() == ["once"]
