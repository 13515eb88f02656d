"""Who follows the owner, and whom the owner follows."""

from datetime import timedelta

import pytest

from plexus_ld.model.activity import Privacy
from plexus_ld.model.actor import Actor
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.ending import without_point
from plexus_ld.vocab.plx import PLX
from tests.unit.plex.following.conftest import BOB, GONE, NEW_BOB, SITE, World, said


def test_anyone_may_follow_where_the_owner_says_so(world: World) -> None:
    following = world.following(anyone=True)
    follow = said("Follow", SITE.actor)

    words = following.handle(follow)
    again = following.handle(follow)

    assert words == again == "@bob@social.example follows you now"
    (point,) = world.points()
    assert (point.channel, str(point.address)) == ("activitypub", BOB)
    assert point.direction is Direction.OUTGOING
    assert point.privacy is Privacy.PUBLIC
    (whom, answer), twice = world.others.told
    assert (whom, answer["type"], answer["actor"]) == (BOB, "Accept", SITE.actor)
    assert answer["object"]["id"] == f"{BOB}/1"
    assert answer["to"] == [BOB]
    assert twice == (whom, answer)


def test_who_asks_to_follow_waits_for_the_owners_word(world: World) -> None:
    following = world.following()

    words = following.handle(said("Follow", "https://ada.example/#me"))

    assert words == "@bob@social.example asks to follow you"
    assert world.others.asked == [BOB]
    assert (world.points(), world.others.told) == ((), [])


def test_a_follow_of_somebody_else_is_none_of_ours(world: World) -> None:
    following = world.following(anyone=True)

    assert following.handle(said("Follow", "https://eve.example/actor")) is None
    assert following.handle(said("Create", {"type": "Note"})) is None
    assert world.points() == ()


def test_who_stops_following_is_sent_nothing_more(world: World) -> None:
    following = world.following(anyone=True)
    following.handle(said("Follow", SITE.actor))

    undone = {"type": "Follow", "actor": BOB, "object": SITE.actor}
    words = following.handle(said("Undo", undone))

    assert words == f"{BOB} does not follow you any more"
    assert world.others.left == [BOB]
    assert world.points() == ()
    assert list(world.store.matching(None, None, f"<{PLX.withdrawn}>", None))


def test_who_follows_and_is_followed_is_still_followed_after(world: World) -> None:
    following = world.following(anyone=True)
    world.connect()
    following.handle(said("Follow", SITE.actor))
    (both,) = world.points()

    following.handle(said("Undo", {"type": "Follow", "object": SITE.actor}))

    assert both.direction is Direction.BOTH
    (point,) = world.points()
    assert point.direction is Direction.INCOMING


def test_whoever_is_to_be_followed_is_asked_and_says_yes(world: World) -> None:
    following = world.following()
    world.connect("acct:bob@social.example")

    following.look()
    following.look()
    (_, wish) = world.others.told[0]
    following.handle(said("Accept", wish))
    following.look()

    assert len(world.others.told) == 1
    assert (wish["type"], wish["actor"], wish["object"]) == ("Follow", SITE.actor, BOB)
    (point,) = world.points()
    assert (str(point.address), point.is_pushed) == (BOB, True)


def test_nobody_says_yes_for_another(world: World) -> None:
    following = world.following()
    world.connect()
    following.look()
    (_, wish) = world.others.told[0]

    assert following.handle(said("Accept", wish["id"], NEW_BOB)) is None
    assert following.handle(said("Accept", "https://ada.example/other")) is None
    assert not world.points()[0].is_pushed


def test_who_says_no_is_not_asked_again(world: World) -> None:
    following = world.following()
    world.connect()
    following.look()
    (_, wish) = world.others.told[0]

    following.handle(said("Reject", wish["id"]))
    world.now += timedelta(days=2)
    following.look()

    assert world.points()[0].is_paused
    assert len(world.others.told) == 1


def test_who_could_not_be_asked_is_asked_soon_again(world: World) -> None:
    following = world.following()
    world.connect()
    world.others.is_down = True
    following.look()
    world.others.is_down = False

    following.look()
    early = list(world.others.told)
    world.now += timedelta(minutes=16)
    following.look()

    assert early == []
    assert [told["type"] for _, told in world.others.told] == ["Follow"]


def test_who_is_not_followed_any_more_is_told(world: World) -> None:
    following = world.following()
    world.connect()
    following.look()
    (point,) = world.points()
    world.store.change(lambda now: without_point(now, point.iri, "bob"))

    following.look()
    following.look()

    follow, undo = (told for _, told in world.others.told)
    assert (undo["type"], undo["object"]["id"]) == ("Undo", follow["id"])


@pytest.mark.parametrize(("verb", "about"), [("Block", SITE.actor), ("Delete", BOB)])
def test_who_blocks_or_is_gone_is_neither_followed_nor_follows(
    world: World, verb: str, about: str
) -> None:
    following = world.following(anyone=True)
    world.connect()
    following.handle(said("Follow", SITE.actor))

    assert following.handle(said(verb, about))
    assert world.points() == ()


def test_an_account_moves_where_the_new_one_says_so_too(world: World) -> None:
    following = world.following()
    world.connect()
    following.look()

    following.handle(said("Move", BOB, target=NEW_BOB))
    following.look()

    assert str(world.points()[0].address) == NEW_BOB
    assert world.others.told[-1][0] == NEW_BOB


def test_an_account_that_says_nothing_of_the_old_one_is_no_new_one(
    world: World,
) -> None:
    following = world.following()
    world.connect()
    world.others.actors[NEW_BOB] = Actor(NEW_BOB, f"{NEW_BOB}/inbox")

    words = following.handle(said("Move", BOB, target=NEW_BOB))

    assert "says nothing of it" in str(words)
    assert str(world.points()[0].address) == BOB


def test_whom_the_owner_refuses_is_told_and_follows_no_more(world: World) -> None:
    following = world.following(anyone=True)
    follow = said("Follow", SITE.actor)
    following.handle(follow)

    words = following.refuse(world.others.actors[BOB], dict(follow.activity))

    assert words == "@bob@social.example does not follow you"
    assert world.points() == ()
    assert world.others.told[-1][1]["type"] == "Reject"


def test_who_is_gone_is_asked_once_a_day(world: World) -> None:
    following = world.following()
    world.connect(GONE)

    following.look()
    following.look()

    assert world.others.told == []
    assert not world.points()[0].is_pushed
