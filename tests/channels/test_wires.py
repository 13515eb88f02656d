"""Wires: one session an account, opened again when it broke, and nothing lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.wires import Wires
from plexus_ld.errors import (
    ListenError,
    PermanentDeliveryError,
    PermanentListenError,
    StoreError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Raw
from plexus_ld.model.capability import Role
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt
from tests.channels.contract import delivery_of, point_of
from tests.channels.tube import ACCOUNT, AT, CARD, Spoken, Ticks
from tests.wire.talking import until


@pytest.fixture
def spoken() -> Spoken:
    return Spoken()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def wires(spoken: Spoken, ticks: Ticks) -> Iterator[Wires]:
    wires = Wires({"spoken": spoken}, ticks, beat_s=0.01)
    yield wires
    wires.close()


def delivery(account: Account = ACCOUNT) -> Delivery:
    return replace(delivery_of(CARD, AT), account=account)


def points(*names: str) -> tuple[ConnectionPoint, ...]:
    made = point_of(CARD, AT)
    return tuple(replace(made, iri=URIRef(f"urn:x-test:{name}")) for name in names)


def store(heard: list[str]) -> OnArrival:
    return lambda raw, cursor: heard.append(f"{raw.body.decode()} {cursor}")


def test_all_deliveries_of_an_account_go_by_one_session(
    wires: Wires, spoken: Spoken
) -> None:
    other = replace(ACCOUNT, name="other")

    threads = [
        threading.Thread(target=wires.deliver, args=(delivery(account),))
        for account in (ACCOUNT, ACCOUNT, other) * 5
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(tube.delivered) for tube in spoken.opened) == [5, 10]


def test_what_listens_also_sends(wires: Wires, spoken: Spoken) -> None:
    heard: list[str] = []
    wires.deliver(delivery())

    wires.listen(ACCOUNT, points("a"), "7", store(heard))
    wires.deliver(delivery())
    spoken.opened[1].say("hello", "8")

    assert [tube.is_open for tube in spoken.opened] == [False, True]
    assert len(spoken.opened[1].delivered) == 1
    assert spoken.opened[1].cursor == "7"
    until(lambda: heard == ["hello 8"])


def test_a_session_that_broke_goes_on_where_it_stopped(
    wires: Wires, spoken: Spoken, ticks: Ticks
) -> None:
    heard: list[str] = []
    wires.listen(ACCOUNT, points("a"), "7", store(heard))
    spoken.opened[0].say("hello", "8")
    until(lambda: heard)

    ticks.now += 60
    spoken.opened[0].is_open = False
    until(lambda: len(spoken.opened) == 2)

    assert spoken.opened[1].cursor == "8"
    assert [state.is_open for state in wires.listening()] == [True]


def test_one_that_cannot_be_opened_is_tried_less_and_less(
    wires: Wires, spoken: Spoken, ticks: Ticks
) -> None:
    down = [TemporaryListenError("spoken", "", "the wall is wet") for _ in range(3)]
    spoken.refusals = list(down)

    with pytest.raises(TemporaryListenError):
        wires.listen(ACCOUNT, points("a"), "", store([]))
    [state] = wires.listening()
    waits = []
    for _ in range(2):
        before, tries = ticks.now, len(spoken.accounts)
        while len(spoken.accounts) == tries:
            ticks.now += 0.5
            until(lambda: _has_looked(wires))
        waits.append(ticks.now - before)

    assert (state.is_open, "the wall is wet" in state.problem) == (False, True)
    assert waits[0] < waits[1]


def _has_looked(wires: Wires) -> bool:
    """Give the keeper some beats."""
    threading.Event().wait(0.05)
    return bool(wires.listening())


def test_what_could_not_be_stored_is_heard_again(
    wires: Wires, spoken: Spoken, ticks: Ticks
) -> None:
    heard: list[str] = []
    failing = [True]

    def take(raw: Raw, cursor: str) -> None:
        if failing.pop() if failing else False:
            raise StoreError("the disk is full")
        heard.append(cursor)

    wires.listen(ACCOUNT, points("a"), "7", take)
    spoken.opened[0].say("hello", "8")
    ticks.now += 60
    until(lambda: len(spoken.opened) == 2)
    spoken.opened[1].say("hello", "8")

    until(lambda: heard == ["8"])
    assert spoken.opened[1].cursor == "7"


def test_who_hears_may_answer_by_the_same_session(wires: Wires, spoken: Spoken) -> None:
    answered: list[Receipt] = []

    wires.listen(
        ACCOUNT,
        points("a"),
        "",
        lambda _, __: answered.append(wires.deliver(delivery())),
    )
    spoken.opened[0].say("hello", "1")

    until(lambda: answered)
    assert len(spoken.opened) == 1


def test_other_points_open_it_anew_and_none_end_the_listening(
    wires: Wires, spoken: Spoken
) -> None:
    wires.listen(ACCOUNT, points("a"), "7", store([]))

    wires.listen(ACCOUNT, points("a"), "7", store([]))
    wires.listen(ACCOUNT, points("a", "b"), "7", store([]))
    wires.listen(ACCOUNT, (), "7", store([]))
    wires.deliver(delivery())

    assert [len(tube.points) for tube in spoken.opened] == [1, 2, 0]
    assert spoken.opened[2].on_arrival is None
    assert wires.listening() == ()


def test_an_account_that_was_changed_is_used_as_it_is_now(
    wires: Wires, spoken: Spoken
) -> None:
    wires.deliver(delivery())

    mended = replace(ACCOUNT, settings={"end": "yours"})
    wires.deliver(delivery(mended))

    assert [tube.is_open for tube in spoken.opened] == [False, True]
    assert spoken.accounts[-1] == mended


@pytest.mark.parametrize(
    ("refusal", "wait"),
    [
        (TemporaryListenError("spoken", "", "the wall is wet"), 0.5),
        (PermanentListenError("spoken", "", "you are not let in"), 600),
    ],
)
def test_a_session_that_cannot_be_had_delays_its_host_and_loses_nothing(
    wires: Wires, spoken: Spoken, ticks: Ticks, refusal: ListenError, wait: float
) -> None:
    spoken.refusals = [refusal]

    errors = []
    for _ in range(3):
        with pytest.raises(TemporaryDeliveryError, match=refusal.reason) as caught:
            wires.deliver(delivery())
        errors.append(caught.value)
        ticks.now += wait / 3

    assert all(error.is_hosts for error in errors)
    assert {error.address for error in errors} == {AT.address}
    assert len(spoken.accounts) == 1
    ticks.now += 600
    assert wires.deliver(delivery()).remote_id


def test_what_the_other_side_says_of_a_delivery_is_told(
    wires: Wires, spoken: Spoken
) -> None:
    spoken.answer = PermanentDeliveryError("spoken", AT.address, "nobody there")

    with pytest.raises(PermanentDeliveryError, match="nobody there"):
        wires.deliver(delivery())


def test_a_missing_library_says_how_to_get_it(spoken: Spoken) -> None:
    lacking = Spoken(replace(CARD, extra="tubes", library="no_such_library_xyz"))
    wires = Wires({"spoken": lacking})

    with pytest.raises(TemporaryDeliveryError, match=r"plexus-ld\[tubes\]") as caught:
        wires.deliver(delivery())

    assert caught.value.is_hosts
    assert lacking.accounts == []


def test_a_channel_that_is_gone_loses_nothing() -> None:
    with pytest.raises(TemporaryDeliveryError, match="no such channel"):
        Wires({}).deliver(delivery())


def test_a_channel_that_sends_by_itself_is_asked_itself() -> None:
    class Post:
        card: Any = replace(CARD, roles=frozenset({Role.SHARER, Role.LIVE}))

        def deliver(self, delivery: Delivery) -> Receipt:
            return Receipt("by post")

    assert Wires({"spoken": Post()}).deliver(delivery()).remote_id == "by post"


def test_after_the_end_nothing_is_opened(spoken: Spoken) -> None:
    wires = Wires({"spoken": spoken}, beat_s=0.01)
    wires.listen(ACCOUNT, points("a"), "", store([]))

    wires.close()

    assert not spoken.opened[0].is_open
    with pytest.raises(TemporaryDeliveryError, match="ending"):
        wires.deliver(delivery())
    assert len(spoken.opened) == 1
