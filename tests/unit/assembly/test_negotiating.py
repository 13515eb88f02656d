"""One asks, the other answers: two agents, over real HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from plexus_ld.assembly.requests import accept, accept_some, refuse
from plexus_ld.errors import RequestError
from plexus_ld.model.request import WAITING
from tests.two_agents import Two
from tests.web_agent import serving_plex


def test_who_is_asked_agrees_and_both_talk(two: Two) -> None:
    request = two.ask()
    assert (request.name, request.kind) == ("Ada Example", "connection")
    assert "they speak by ldn" in request.words

    accept(two.bob.plex, str(request.iri))

    assert two.states() == ("accepted", "accepted")
    ours, theirs = two.agreed()
    assert ours == theirs
    assert two.say(two.ada, two.bob, "Tea at four.") == ["Tea at four."]
    assert two.say(two.bob, two.ada, "With milk.") == ["With milk."]


def test_nothing_is_heard_or_said_before_there_is_an_answer(two: Two) -> None:
    two.ask()

    assert two.say(two.ada, two.bob, "Too soon.") == []
    assert two.states()[0] == "proposed"


def test_who_refuses_stays_apart(two: Two) -> None:
    refuse(two.bob.plex, str(two.ask().iri))

    assert two.states() == ("refused", "none")
    (asked,) = two.ada.plex.requests.all()
    assert (asked.is_ours, asked.state) == (True, "refused")
    assert two.say(two.ada, two.bob, "Please.") == []


def test_some_is_accepted_under_other_terms(two: Two) -> None:
    request = two.ask("rate=9")
    speaks = 1 if "1. they" in request.words else 2

    accept_some(two.bob.plex, str(request.iri), [3 - speaks], [f"{speaks}:rate=2"])

    ours, theirs = two.agreed()
    assert ours == theirs
    assert list(two.points(two.ada)) == ["out"]
    assert list(two.points(two.bob)) == ["in"]
    assert two.points(two.ada)["out"].point.rate_per_day == 2
    assert two.say(two.ada, two.bob, "One way.") == ["One way."]
    assert two.say(two.bob, two.ada, "No way.") == []


def test_more_than_was_offered_has_to_be_agreed_to(two: Two) -> None:
    request = two.ask("rate=2")

    accept_some(two.bob.plex, str(request.iri), [], ["rate=5"])
    assert two.states()[0] == "proposed"
    accept(two.ada.plex, str(two.waiting(two.ada).iri))

    assert two.states() == ("accepted", "accepted")
    assert {one.point.rate_per_day for one in two.points(two.bob).values()} == {5}


def test_terms_are_kept_by_whoever_speaks(two: Two) -> None:
    two.connect("accepts=picture")

    assert two.say(two.ada, two.bob, "A text.") == []


def test_an_offer_is_taken_back(two: Two) -> None:
    request = two.ask()
    (asked,) = two.ada.plex.requests.all(WAITING)

    refuse(two.ada.plex, str(asked.iri))

    with pytest.raises(RequestError, match="withdrawn"):
        accept(two.bob.plex, str(request.iri))


def test_who_cannot_be_reached_is_told_later(two: Two, tmp_path: Path) -> None:
    ada = two.ada.plex
    with serving_plex(tmp_path / "eve", "Eve Example") as eve:
        iri = eve.plex.me
    point = ada.negotiating.point(iri, "ldn", "", out=True)

    ada.negotiating.offer(iri, [point])

    assert list(ada.negotiating.look()) == [iri]
    assert ada.negotiating.waits
    assert not ada.negotiating.look(two.bob.plex.me)  # nobody else waits for that


def test_forged_offers_are_refused(two: Two) -> None:
    ada, bob = two.ada.plex, two.bob.plex
    made = ada.negotiating.point(bob.me, "ldn", "", out=True)
    asked = ada.negotiating.offer(bob.me, [made]).asked
    assert asked is not None

    other = {**asked, "object": {**_object(asked), "plx:connectionPoint": []}}
    replies = [
        ada.signed_as_me.post(bob.site.inbox, json.dumps(one).encode(), PROGRAM).status
        for one in (other, {**asked, "proof": None}, {**asked, "proof": {}})
    ]

    assert replies == [401, 401, 401]
    assert not bob.requests.all()


PROGRAM = "application/activity+json"


def _object(activity: Any) -> dict[str, Any]:
    found = activity["object"]
    assert isinstance(found, dict)
    return found


def test_an_answer_with_other_terms_that_is_refused_ends_the_asking(two: Two) -> None:
    accept_some(two.bob.plex, str(two.ask("rate=2").iri), [], ["rate=5"])
    two.settle()

    refuse(two.ada.plex, str(two.waiting(two.ada).iri))
    two.settle()

    for one in (two.ada.plex, two.bob.plex):
        assert not one.requests.all(WAITING)
    assert two.states()[0] == "refused"
