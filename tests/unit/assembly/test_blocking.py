"""Nothing is wanted of somebody any more: two agents, over real HTTP."""

import pytest

from plexus_ld.assembly.blocking import block
from plexus_ld.assembly.offering import Wish, offer
from plexus_ld.errors import RequestError
from plexus_ld.model.request import WAITING
from tests.two_agents import Two


def test_who_is_blocked_hears_nothing_and_is_not_heard(two: Two) -> None:
    two.connect()
    heard = two.say(two.ada, two.bob, "Before.")

    block(two.bob.plex, str(two.ada.plex.me))
    two.bob.plex.negotiating.look()

    assert two.states() == ("accepted", "blocked")
    assert two.say(two.ada, two.bob, "After.") == heard
    assert not two.bob.plex.negotiating.waits
    offer(two.ada.plex, str(two.bob.plex.me), Wish(("ldn",)))
    assert not two.bob.plex.requests.all(WAITING)


def test_who_blocks_may_say_so_once(two: Two) -> None:
    two.connect()

    block(two.bob.plex, str(two.ada.plex.me), tell=True)

    assert two.states() == ("withdrawn", "blocked")


def test_what_waits_for_somebody_who_is_blocked_never_goes(two: Two) -> None:
    request = two.ask()
    two.bob.plex.negotiating.accept(request)  # the letter waits

    block(two.bob.plex, str(two.ada.plex.me))
    two.settle()

    assert not two.bob.plex.negotiating.waits
    assert two.ada.plex.connections.list()[0].state == "proposed"


def test_who_is_blocked_is_asked_for_nothing(two: Two) -> None:
    block(two.ada.plex, str(two.bob.plex.me))

    with pytest.raises(RequestError, match="blocked"):
        offer(two.ada.plex, str(two.bob.plex.me), Wish())
