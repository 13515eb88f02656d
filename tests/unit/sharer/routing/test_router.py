"""By which point something goes, and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from rdflib import XSD, Literal, URIRef

from plexus_ld.assembly import Plex
from plexus_ld.model.activity import Activity, Kind, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import LeftOut, Planned
from plexus_ld.sharer.outbox import marked, planned_lines, records_of
from plexus_ld.sharer.routing import Router
from plexus_ld.sharer.said import Minting, activity_lines
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.plx import PLX
from tests.unit.sharer.circle import CARDS, NOON, Clock, connect, opened, point

LACKS: dict[str, str] = {}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def plex(clock: Clock) -> Iterator[Plex]:
    LACKS.clear()
    with opened(clock) as plex:
        yield plex


@pytest.fixture
def router(plex: Plex, clock: Clock) -> Router:
    def lack_of(channel: str, account: str) -> str:
        return LACKS.get(f"{channel}:{account}", "")

    return Router(plex.store, CARDS.get, lack_of, clock)


def act(
    privacy: Privacy = Privacy.ADDRESSED,
    kind: Kind = Kind.NOTE,
    verb: Verb = Verb.CREATE,
    at: datetime = NOON,
) -> Activity:
    minting = Minting("https://ada.example/")
    me = URIRef("https://ada.example/#me")
    said = Object(minting.object(), kind, "Hello.")
    return Activity(minting.activity(), verb, me, said, at, "Ada", privacy)


def way(router: Router, activity: Activity, who: URIRef) -> Planned | LeftOut:
    planned, left = router.route(activity, (who,))
    found: list[Planned | LeftOut] = [*planned, *left]
    assert len(found) == 1
    return found[0]


def test_the_first_choice_is_taken(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("mail", "mailto:b@x.example"), ("pager", "x:b"))

    found = way(router, act(), bob)

    assert found == Planned(
        point("bob"), bob, point("bob"), "by mail, the first choice"
    )


def test_what_is_for_some_never_goes_where_all_can_read_it(
    plex: Plex, router: Router
) -> None:
    bob = connect(plex, "bob", ("wall", "x:wall"), ("mail", "mailto:b@x.example"))
    cy = connect(plex, "cy", ("wall", "x:wall"))

    private, public = act(), act(Privacy.PUBLIC)

    chosen = way(router, private, bob)
    assert isinstance(chosen, Planned)
    assert chosen.point == point("bob", 2)
    assert "wall is public there" in chosen.reason
    left = way(router, private, cy)
    assert isinstance(left, LeftOut)
    assert left.because == point("cy")
    assert isinstance(way(router, public, cy), Planned)


def test_the_owner_may_say_how_private_a_point_is(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("wall", "x:wall", {PLX.privacy: PLX.addressed}))
    cy = connect(plex, "cy", ("mail", "mailto:list@x", {PLX.privacy: PLX.public}))

    assert isinstance(way(router, act(), bob), Planned)
    assert isinstance(way(router, act(), cy), LeftOut)


@pytest.mark.parametrize(
    ("channel", "activity", "why"),
    [
        ("ears", act(), "ears only listens"),
        ("pager", act(kind=Kind.IMAGE), "pager carries no pictures"),
        ("wall", act(Privacy.PUBLIC, verb=Verb.UPDATE), "wall carries no edits"),
        ("carrier", act(), "no channel is called carrier"),
    ],
)
def test_a_channel_is_not_asked_for_what_it_cannot_do(
    plex: Plex, router: Router, channel: str, activity: Activity, why: str
) -> None:
    bob = connect(plex, "bob", (channel, "x:b"))

    found = way(router, activity, bob)

    assert isinstance(found, LeftOut)
    assert found.reason == why


def test_a_point_by_which_one_only_listens_is_none_to_speak_by(
    plex: Plex, router: Router
) -> None:
    bob = connect(plex, "bob", ("mail", "x:b"), way=PLX.IncomingPoint)

    found = way(router, act(), bob)

    assert isinstance(found, LeftOut)
    assert found.reason == "there is no point by which you speak to them"


def test_what_is_not_wanted_paused_or_past_is_passed_over(
    plex: Plex, router: Router
) -> None:
    yesterday = Literal(NOON - timedelta(days=1))
    bob = connect(
        plex, "bob",
        ("mail", "x:1", {PLX.accepts: AS2.Image}),
        ("mail", "x:2", {PLX.paused: Literal(True)}),
        ("mail", "x:3", {PLX.expires: yesterday}),
        ("mail", "x:4", {PLX.ratePerDay: Literal(0)}),
        ("pager", "x:5"),
    )  # fmt: skip

    found = way(router, act(), bob)

    assert isinstance(found, Planned)
    assert found.point == point("bob", 5)
    for why in ("notes are not wanted", "is paused", "ended there", "rate is 0"):
        assert why in found.reason
    image = way(router, act(kind=Kind.IMAGE), bob)
    assert isinstance(image, Planned)
    assert image.point == point("bob", 1)


def test_in_quiet_hours_it_waits_for_their_end(
    plex: Plex, router: Router, clock: Clock
) -> None:
    quiet = {
        PLX.quietFrom: Literal("22:00:00", datatype=XSD.time),
        PLX.quietUntil: Literal("07:00:00", datatype=XSD.time),
        PLX.timeZone: Literal("Australia/Hobart"),
    }
    bob = connect(plex, "bob", ("mail", "x:b", quiet))

    found = way(router, act(), bob)  # noon here is 23:00 there, in summer time

    assert isinstance(found, Planned)
    assert found.not_before == NOON.replace(hour=20)
    clock.at = NOON.replace(hour=21)
    later = way(router, act(), bob)
    assert isinstance(later, Planned)
    assert later.not_before is None


def test_what_is_for_later_waits_at_every_point(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("mail", "x:b"))
    at = NOON + timedelta(hours=2)

    planned, _ = router.route(act(), (bob,), at=at)

    assert [entry.not_before for entry in planned] == [at]


def test_a_point_takes_only_so_much_in_a_day(
    plex: Plex, router: Router, clock: Clock
) -> None:
    bob = connect(plex, "bob", ("mail", "x:b", {PLX.ratePerDay: Literal(2)}))
    for hour in (8, 9):
        keep(plex, act(at=NOON.replace(hour=hour)), bob)

    found = way(router, act(), bob)

    assert isinstance(found, Planned)
    assert found.not_before == NOON.replace(hour=8) + timedelta(days=1)
    clock.at = NOON + timedelta(days=1)
    again = way(router, act(), bob)
    assert isinstance(again, Planned)
    assert again.not_before is None


def test_what_failed_lately_comes_after_the_others(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("mail", "x:1"), ("pager", "x:2"))
    cy = connect(plex, "cy", ("mail", "x:1"))
    failed = act(at=NOON - timedelta(hours=3))
    keep(plex, failed, bob, cy, state=DeliveryState.GIVEN_UP)

    found = way(router, act(), bob)

    assert isinstance(found, Planned)
    assert found.point == point("bob", 2)
    assert "has not failed lately" in found.reason
    # It is the only one, and so it is tried all the same.
    assert isinstance(way(router, act(), cy), Planned)
    # And it is first again once something arrived there.
    keep(plex, act(at=NOON - timedelta(hours=1)), bob, state=DeliveryState.TAKEN)
    back = way(router, act(), bob)
    assert isinstance(back, Planned)
    assert back.point == point("bob", 1)


def test_what_lacks_an_account_or_a_library_is_passed_over(
    plex: Plex, router: Router
) -> None:
    LACKS["mail:work"] = "mail: the account work lacks a host"
    work = {PLX.speaksAs: URIRef("urn:x-plexus:account:mail:work")}
    bob = connect(plex, "bob", ("mail", "x:1", work), ("mail", "x:2"))

    found = way(router, act(), bob)

    assert isinstance(found, Planned)
    assert found.point == point("bob", 2)
    assert "lacks a host" in found.reason


def test_only_the_channels_asked_for_are_used(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("mail", "x:1"), ("pager", "x:2"))

    planned, _ = router.route(act(), (bob,), via=("pager",))

    assert [entry.point for entry in planned] == [point("bob", 2)]


def test_the_next_point_is_one_that_was_not_tried(plex: Plex, router: Router) -> None:
    bob = connect(plex, "bob", ("mail", "x:1"), ("wall", "x:w"), ("pager", "x:2"))

    found = router.next_point(act(), bob, {point("bob", 1)})

    assert found is not None
    assert found.point == point("bob", 3)
    assert "another way was tried before" in found.reason
    assert router.next_point(act(), bob, {point("bob", 1), point("bob", 3)}) is None


def test_a_question_of_the_owners_orders_the_points_otherwise(
    clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    with opened(clock, home) as plex:
        bob = connect(plex, "bob", ("mail", "x:1"), ("pager", "x:2"))
        text = plex.store.question("routing-points").text
        reverse = text.replace("ORDER BY ?preference", "ORDER BY DESC(?preference)")
        (home / "queries" / "routing-points.rq").write_text(reverse)
        router = Router(plex.store, CARDS.get, lambda _c, _a: "", clock)

        found = way(router, act(), bob)

    assert isinstance(found, Planned)
    assert found.point == point("bob", 2)


def keep(
    plex: Plex,
    activity: Activity,
    *who: URIRef,
    state: DeliveryState = DeliveryState.DUE,
) -> None:
    """Keep what was said to each by their first point, and how that stands."""
    names = {agent: agent.partition(".example")[0][8:] for agent in who}
    entries = [
        Planned(point(names[agent]), agent, point(names[agent]), "so") for agent in who
    ]
    lines = (*activity_lines(activity), *planned_lines(activity.iri, entries))
    plex.store.apply(Change(added=lines))
    for record in records_of(plex.store, activity.iri):
        stands = replace(record, state=state, attempts=1)
        plex.store.apply(marked(record, stands))
