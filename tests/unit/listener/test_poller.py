"""Many targets, several asked at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import URIRef

from plexus_ld.channels.base import Channel
from plexus_ld.listener.pacing import Bounds
from plexus_ld.listener.polling import Poller
from plexus_ld.listener.targets import Target
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import Account, ConnectionPoint

_NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
_BOUNDS = Bounds(*(timedelta(hours=n) for n in (1, 2, 3)))


class Village:
    """A channel with an account; counts what is asked of it."""

    card = CapabilityCard("village", "Village", "The village.", frozenset())

    def __init__(self) -> None:
        self.looked_up: list[str] = []
        self.asked: list[str] = []
        self.fault: Exception | None = None

    def channel_of(self, _: str) -> Channel:
        return self

    def account_of(self, channel: str, name: str) -> Account:
        self.looked_up.append(name)
        return Account(channel, name)

    def read(self, raw: Raw) -> Reading:
        return Reading()

    def poll(
        self, account: Account, points: Sequence[ConnectionPoint], cursor: str
    ) -> Polled:
        self.asked.append(account.name)
        if self.fault is not None:
            raise self.fault
        return Polled(cursor=f"after {cursor}")


def _targets(count: int) -> list[Target]:
    return [
        Target(URIRef(f"urn:point:{number}"), "village", "mine", (), _BOUNDS)
        for number in range(count)
    ]


def test_an_account_is_looked_up_once_for_all_that_are_asked_with_it() -> None:
    village = Village()
    poller = Poller(village.channel_of, village.account_of, in_flight=1)

    polls = list(poller.poll_all(_targets(20), {}, _NOW))

    assert len(polls) == len(village.asked) == 20
    assert village.looked_up == ["mine"]


def test_each_target_is_asked_once_by_whichever_thread_is_free() -> None:
    village = Village()
    poller = Poller(village.channel_of, village.account_of, in_flight=7)
    targets = _targets(100)

    polls = list(poller.poll_all(targets, {}, _NOW))

    assert sorted(poll.target.iri for poll in polls) == sorted(t.iri for t in targets)


def test_no_new_poll_begins_once_it_should_stop_and_those_begun_are_told() -> None:
    village = Village()
    poller = Poller(village.channel_of, village.account_of, in_flight=1)

    polls = list(
        poller.poll_all(_targets(9), {}, _NOW, lambda: len(village.asked) >= 3)
    )

    assert len(polls) == len(village.asked) == 3


def test_a_fault_of_a_channel_is_not_swallowed() -> None:
    village = Village()
    village.fault = ZeroDivisionError("a fault")
    poller = Poller(village.channel_of, village.account_of, in_flight=2)

    with pytest.raises(ZeroDivisionError):
        list(poller.poll_all(_targets(9), {}, _NOW))
