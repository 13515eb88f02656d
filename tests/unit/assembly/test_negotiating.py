"""Two agents that come to terms, over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from plexus_ld.assembly.blocking import block
from plexus_ld.assembly.offering import Wish, offer
from plexus_ld.assembly.requests import accept, accept_some, refuse
from plexus_ld.errors import RequestError, SharingError
from plexus_ld.model.request import WAITING, Request
from plexus_ld.net.signing.proofs import canonical
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.routing import Wanted
from tests.web_agent import WebAgent, serving_plex


@dataclass
class Two:
    """Ada, and Bob; each agent works only when it is told to."""

    ada: WebAgent
    bob: WebAgent

    def ask(self, *terms: str, out: Any = (), in_: Any = ()) -> Request:
        """Have Ada ask Bob; return what waits for him."""
        said = offer(self.ada.plex, str(self.bob.plex.me), Wish(out, in_, terms))
        assert "cannot" not in said, said
        return self.waiting(self.bob)

    @staticmethod
    def waiting(whom: WebAgent) -> Request:
        (found,) = (one for one in whom.plex.requests.all(WAITING) if not one.is_ours)
        return found

    def connect(self, *terms: str) -> None:
        accept(self.bob.plex, str(self.ask(*terms).iri))

    def settle(self) -> None:
        """Have both agents do what they do every few seconds."""
        for _ in range(3):
            self.ada.plex.negotiating.look()
            self.bob.plex.negotiating.look()

    def points(self, whom: WebAgent) -> dict[str, Any]:
        """Return the points of one of them, by the way they go."""
        self.settle()
        return {str(one.point.direction): one for one in whom.plex.connections.points()}

    def states(self) -> tuple[str, str]:
        """Return how the connection stands, on both sides."""
        self.settle()
        ada, bob = (one.plex.connections.list() for one in (self.ada, self.bob))
        return ada[0].state, bob[0].state if bob else "none"

    def agreed(self) -> tuple[bytes, bytes]:
        """Return what both hold, in the one form that is signed."""
        self.settle()
        ada = self.ada.plex.negotiating.with_(self.bob.plex.me)
        bob = self.bob.plex.negotiating.with_(self.ada.plex.me)
        assert ada and bob
        return canonical(ada.agreed), canonical(bob.agreed)

    def say(self, by: WebAgent, to: WebAgent, text: str) -> list[str]:
        """Have one say something; return what the other heard, in all."""
        with suppress(SharingError):  # nobody would get it
            by.plex.sharing.share(Draft(text=text), Wanted())
        by.plex.deliverer.deliver_due()
        return self.heard(to)

    @staticmethod
    def heard(whom: WebAgent) -> list[str]:
        return [one.text for one in whom.plex.stream.timeline() if not one.is_mine]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with (
        serving_plex(tmp_path / "ada", "Ada Example") as ada,
        serving_plex(tmp_path / "bob", "Bob Example") as bob,
    ):
        yield Two(ada, bob)


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


def test_an_offer_is_taken_back(two: Two) -> None:
    request = two.ask()
    (asked,) = two.ada.plex.requests.all(WAITING)

    refuse(two.ada.plex, str(asked.iri))

    with pytest.raises(RequestError, match="withdrawn"):
        accept(two.bob.plex, str(request.iri))


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


def test_who_cannot_be_reached_is_told_later(two: Two, tmp_path: Path) -> None:
    ada = two.ada.plex
    with serving_plex(tmp_path / "eve", "Eve Example") as eve:
        iri = eve.plex.me
    point = ada.negotiating.point(iri, "ldn", "", out=True)

    ada.negotiating.offer(iri, [point])

    assert list(ada.negotiating.look()) == [iri]
    assert ada.negotiating.waits


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


def test_an_answer_with_other_terms_that_is_refused_ends_the_asking(two: Two) -> None:
    accept_some(two.bob.plex, str(two.ask("rate=2").iri), [], ["rate=5"])
    two.settle()

    refuse(two.ada.plex, str(two.waiting(two.ada).iri))
    two.settle()

    for one in (two.ada.plex, two.bob.plex):
        assert not one.requests.all(WAITING)
    assert two.states()[0] == "refused"


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
