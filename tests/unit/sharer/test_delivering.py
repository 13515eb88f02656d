"""What is due goes out, and the other side's word becomes a state."""

from dataclasses import replace
from datetime import timedelta

import pytest
from rdflib import URIRef

from plexus_ld.errors import SharingError
from plexus_ld.model.activity import Verb
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import LeftOut
from plexus_ld.sharer.outbox import records_of
from tests.unit.sharer.post import (
    NOON,
    Hands,
    connect,
    connection,
    deliverer,
    open_plex,
    person,
    say,
    standing,
)
from tests.web import Page, Web

TAKEN, WAITING = DeliveryState.TAKEN, DeliveryState.WAITING
REFUSED, GIVEN_UP = DeliveryState.REFUSED, DeliveryState.GIVEN_UP


def test_what_is_due_is_sent_and_marked(web: Web) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": f"{web.url}/bob", "eve": f"{web.url}/eve"})
        act = say(plex, ["bob", "eve"])

        report = deliverer(plex).deliver_due()

        assert sorted(web.asked) == ["POST /bob", "POST /eve"]
        assert {r.state for r in standing(plex, act).values()} == {TAKEN}
        assert standing(plex, act)["bob-1"].receipt == "HTTP 201"
        assert len(report.tried) == 2
        assert not report.failed
        assert report.waiting == 0


def test_what_was_taken_is_not_sent_again(web: Web) -> None:
    web.otherwise = Page(status=201)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        say(plex, ["bob"])
        deliverer(plex).deliver_due()

        again = deliverer(plex).deliver_due()

        assert again.tried == ()
        assert len(web.asked) == 1


def test_a_plan_that_is_made_twice_is_one_delivery(web: Web) -> None:
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob", "bob"])

        assert len(records_of(plex.store, act)) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_receiver_is_left_alone_for_as_long_as_it_asks(
    web: Web, status: int
) -> None:
    web.otherwise = Page(status=status, headers={"Retry-After": "7200"})
    clock = Hands()
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])

        deliverer(plex).deliver_due()

        waiting = standing(plex, act)["bob-1"]
        assert waiting.state is WAITING
        assert waiting.attempts == 1
        assert waiting.next_attempt is not None
        assert waiting.next_attempt >= NOON + timedelta(hours=2)
        assert str(status) in waiting.last_error
        clock.on(hours=1.9)
        assert deliverer(plex).deliver_due().tried == ()
        web.otherwise = Page(status=201)
        clock.on(hours=1)
        deliverer(plex).deliver_due()
        assert standing(plex, act)["bob-1"].state is TAKEN
        assert standing(plex, act)["bob-1"].last_error == ""


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (Page(status=410), REFUSED),
        (Page(status=403), REFUSED),
        (Page(status=500), WAITING),
        (lambda h: h.wfile.write(b"\x00garbage\r\n\r\n") and None, WAITING),
        (lambda h: h.connection.close(), WAITING),
    ],
)
def test_what_a_rude_receiver_says_becomes_a_state(
    web: Web, page: Page, state: DeliveryState
) -> None:
    web.otherwise = page
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])

        report = deliverer(plex).deliver_due()

        ended = standing(plex, act)["bob-1"]
        assert ended.state is state
        assert ended.last_error
        told = replace(ended, because=None, reason="")
        assert report.failed == (told,)


def test_nobody_at_the_address_is_waited_for_and_given_up_at_last() -> None:
    clock = Hands()
    with open_plex(["127.0.0.1"], clock=clock) as plex:
        connect(plex, {"bob": "http://127.0.0.1:9/"})
        act = say(plex, ["bob"])

        tries = 0
        while standing(plex, act)["bob-1"].state is not GIVEN_UP:
            tries += len(deliverer(plex).deliver_due().tried)
            clock.on(hours=3)
            assert clock() < NOON + timedelta(days=7)

        ended = standing(plex, act)["bob-1"]
        assert clock() > NOON + timedelta(days=5)
        assert "given up after" in ended.last_error
        assert ended.next_attempt is None
        assert tries > 10


def test_a_clock_that_jumps_ahead_ends_nothing() -> None:
    clock = Hands()
    with open_plex(["127.0.0.1"], clock=clock) as plex:
        connect(plex, {"bob": "http://127.0.0.1:9/"})
        act = say(plex, ["bob"])
        deliverer(plex).deliver_due()

        clock.on(days=900)
        deliverer(plex).deliver_due()

        assert standing(plex, act)["bob-1"].state is WAITING


def test_a_clock_that_is_put_back_loses_nothing(web: Web) -> None:
    clock = Hands()
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])
        clock.on(days=900)
        web.otherwise = Page(status=500)
        deliverer(plex).deliver_due()

        clock.on(days=-900)
        web.otherwise = Page(status=201)
        deliverer(plex).deliver_due()

        # A wait that no clock of ours would make is over once the clock is right.
        assert standing(plex, act)["bob-1"].state is TAKEN


def test_what_is_for_tomorrow_goes_out_tomorrow(web: Web) -> None:
    web.otherwise = Page(status=201)
    clock = Hands()
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"], not_before=NOON + timedelta(days=1))

        early = deliverer(plex).deliver_due()
        clock.on(days=1)
        deliverer(plex).deliver_due()

        assert early.tried == ()
        assert early.next_attempt == NOON + timedelta(days=1)
        assert standing(plex, act)["bob-1"].state is TAKEN


def test_the_next_point_is_taken_when_the_first_refuses(web: Web) -> None:
    web.pages = {"/gone": Page(status=410), "/mail": Page(status=201)}
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": [f"{web.url}/gone", f"{web.url}/mail"]})
        act = say(plex, ["bob"])

        deliverer(plex).deliver_due()

        found = standing(plex, act)
        assert found["bob-1"].state is REFUSED
        assert found["bob-2"].state is TAKEN
        assert "another way was tried" in found["bob-2"].reason


def test_a_deletion_goes_nowhere_that_the_thing_itself_never_went(web: Web) -> None:
    web.pages = {"/gone": Page(status=410), "/mail": Page(status=201)}
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": [f"{web.url}/gone", f"{web.url}/mail"]})
        act = say(plex, ["bob"], verb=Verb.DELETE, about=URIRef("urn:x:note"))

        deliverer(plex).deliver_due()

        assert set(standing(plex, act)) == {"bob-1"}


def test_a_change_waits_for_what_it_changes_and_names_it(web: Web) -> None:
    web.otherwise = Page(status=500)
    clock = Hands()
    note = URIRef("https://ada.example/notes/1")
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {"bob": web.url})
        say(plex, ["bob"], about=note)
        deliverer(plex).deliver_due()
        change = say(plex, ["bob"], "Hallo", verb=Verb.UPDATE, about=note)

        deliverer(plex).deliver_due()

        held = standing(plex, change)["bob-1"]
        assert held.state is WAITING
        assert held.attempts == 0
        assert "still on its way" in held.last_error
        web.otherwise = Page(status=201, headers={"Location": "urn:x:there"})
        clock.on(minutes=3)
        deliverer(plex).deliver_due()
        clock.on(minutes=3)
        deliverer(plex).deliver_due()
        assert standing(plex, change)["bob-1"].state is TAKEN


def test_what_was_given_up_is_tried_again_when_the_owner_asks(web: Web) -> None:
    web.otherwise = Page(status=410)
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        act = say(plex, ["bob"])
        bob = deliverer(plex)
        bob.deliver_due()
        refused = standing(plex, act)["bob-1"]

        web.otherwise = Page(status=201)
        bob.retry(refused.iri)
        bob.deliver_due()

        assert standing(plex, act)["bob-1"].state is TAKEN
        with pytest.raises(SharingError, match="taken already"):
            bob.retry(refused.iri)
        with pytest.raises(SharingError, match="no delivery"):
            bob.retry(URIRef("urn:uuid:nothing"))


def test_who_was_left_out_stands_in_the_outbox(web: Web) -> None:
    with open_plex([web.host]) as plex:
        connect(plex, {"bob": web.url})
        left = LeftOut(person("eve"), connection("eve"), "no point keeps it private")
        act = say(plex, ["bob"], left_out=[left])

        rows = list(plex.store.select("refusals", activity=act))

        assert [str(row.reason) for row in rows] == ["no point keeps it private"]
        assert rows[0].agent == person("eve")
