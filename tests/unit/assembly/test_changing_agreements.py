"""An agreement is paused, changed and left: two agents, over real HTTP."""

import pytest

from plexus_ld.assembly.requests import accept, refuse
from plexus_ld.errors import RequestError
from plexus_ld.model.request import WAITING
from tests.two_agents import Two


def test_who_pauses_is_followed_and_resumes(two: Two) -> None:
    two.connect()
    bob = two.bob.plex
    hears = two.points(two.bob)["in"].id

    bob.connections.pause_point(hears)
    assert two.points(two.ada)["out"].status == "paused"
    ours, theirs = two.agreed()
    assert ours == theirs
    assert two.say(two.ada, two.bob, "Hush.") == []

    two.ada.plex.connections.resume_point(two.points(two.ada)["out"].id)
    assert two.points(two.ada)["out"].status == "paused"

    bob.connections.resume_point(hears)
    assert two.points(two.ada)["out"].status == "open"


def test_who_changes_their_mind_before_the_answer_is_understood(two: Two) -> None:
    two.connect()
    bob, hears = two.bob.plex, two.points(two.bob)["in"].id

    bob.connections.pause_point(hears)
    bob.negotiating.look()
    bob.connections.resume_point(hears)
    bob.negotiating.look()

    assert two.points(two.bob)["in"].status == "open"
    assert two.points(two.ada)["out"].status == "open"
    ours, theirs = two.agreed()
    assert ours == theirs


def test_less_is_agreed_at_once_and_more_is_asked(two: Two) -> None:
    two.connect("rate=4")
    ada = two.ada.plex
    speaks = two.points(two.ada)["out"].id

    ada.connections.set_point(speaks, {"rate": "1"})
    assert two.points(two.bob)["in"].point.rate_per_day == 1

    ada.connections.set_point(speaks, {"rate": "100"})
    ada.negotiating.look()
    assert two.points(two.ada)["out"].point.rate_per_day == 1
    accept(two.bob.plex, str(two.waiting(two.bob).iri))
    assert two.points(two.ada)["out"].point.rate_per_day == 100
    ours, theirs = two.agreed()
    assert ours == theirs


def test_both_change_at_once_and_agree_in_the_end(two: Two) -> None:
    two.connect("rate=9")
    ids = [two.points(one)["out"].id for one in (two.ada, two.bob)]

    two.ada.plex.connections.set_point(ids[0], {"rate": "3"})
    two.bob.plex.connections.set_point(ids[1], {"rate": "4"})

    ours, theirs = two.agreed()
    assert ours == theirs
    assert two.points(two.bob)["in"].point.rate_per_day == 3
    assert two.points(two.ada)["in"].point.rate_per_day == 4


def test_who_withdraws_is_followed(two: Two) -> None:
    two.connect()

    two.ada.plex.connections.disconnect(str(two.bob.plex.me))

    assert two.states() == ("withdrawn", "withdrawn")
    assert two.points(two.bob) == {}
    assert two.say(two.bob, two.ada, "Still there?") == []


def test_who_takes_a_wish_back_is_never_held_to_it(two: Two) -> None:
    two.connect("rate=4")
    ada = two.ada.plex
    ada.connections.set_point(two.points(two.ada)["out"].id, {"rate": "100"})
    two.settle()
    wish = two.waiting(two.bob)
    (asked,) = (one for one in ada.requests.all(WAITING) if one.is_ours)

    refuse(ada, str(asked.iri))
    two.settle()

    with pytest.raises(RequestError, match="withdrawn"):
        accept(two.bob.plex, str(wish.iri))
    ours, theirs = two.agreed()
    assert ours == theirs
    assert two.points(two.bob)["in"].point.rate_per_day == 4


def test_a_wish_that_was_accepted_as_it_was_taken_back_ends_alike(two: Two) -> None:
    two.connect("rate=4")
    ada = two.ada.plex
    ada.connections.set_point(two.points(two.ada)["out"].id, {"rate": "100"})
    two.settle()
    (asked,) = (one for one in ada.requests.all(WAITING) if one.is_ours)
    wish = two.waiting(two.bob)

    two.bob.plex.negotiating.accept(wish)  # and Ada is not told of it yet
    ada.negotiating.refuse(asked)

    ours, theirs = two.agreed()
    assert ours == theirs
    assert two.points(two.bob)["in"].point.rate_per_day == 4
    assert two.points(two.ada)["out"].point.rate_per_day == 4
