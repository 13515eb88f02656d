"""The outbox: a plan as lines, read back as it was, marked as it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import LeftOut, Planned
from plexus_ld.sharer.outbox import (
    DeliveryRecord,
    due_in,
    marked,
    open_records,
    planned_lines,
    record_of,
    records,
    records_of,
    to_the_second,
)
from tests.unit.sharer.post import NOON, open_plex

ACT = URIRef("urn:x:act")
BOB, EVE, MALLORY = (URIRef(f"https://{n}.example/#me") for n in ("bob", "eve", "mal"))
WHY = URIRef("urn:x:why")


def planned(agent: URIRef, **more: object) -> Planned:
    point = URIRef(f"{agent}-point")
    return Planned(point, agent, WHY, "mail is first", **more)  # type: ignore[arg-type]


def kept(plex: Plex, *plans: Planned) -> None:
    plex.store.apply(Change(added=planned_lines(ACT, plans)))


def test_a_plan_is_read_back_as_it_was() -> None:
    plans = (
        planned(BOB, not_before=NOON, remote_id='a "quoted" one'),
        planned(EVE, reply_to="<1@mail.example>"),
    )
    with open_plex([]) as plex:
        kept(plex, *plans)

        found = {record.agent: record for record in records_of(plex.store, ACT)}

        assert found == {plan.agent: record_of(ACT, plan) for plan in plans}


def test_a_delivery_costs_six_lines_and_a_refusal_five() -> None:
    left = LeftOut(MALLORY, WHY, "blocked")

    assert len(planned_lines(ACT, [planned(BOB)])) == 6
    assert len(planned_lines(ACT, [], [left])) == 5


def test_what_is_open_is_read_without_why_it_goes_there() -> None:
    with open_plex([]) as plex:
        kept(plex, planned(BOB), planned(EVE))
        waiting = standing(DeliveryState.WAITING)
        plex.store.apply(marked(record_of(ACT, planned(BOB)), waiting))
        taken = replace(record_of(ACT, planned(EVE)), state=DeliveryState.TAKEN)
        plex.store.apply(marked(record_of(ACT, planned(EVE)), taken))

        assert open_records(plex.store) == [replace(waiting, because=None, reason="")]


def standing(state: DeliveryState) -> DeliveryRecord:
    return replace(
        record_of(ACT, planned(BOB)),
        state=state,
        attempts=3,
        next_attempt=NOON + timedelta(hours=1),
        since=NOON,
        last_error="busy\nand more",
        remote_id="urn:x:there",
        receipt="201",
    )


@pytest.mark.parametrize("state", list(DeliveryState))
def test_a_mark_says_how_it_stands_and_nothing_of_before(state: DeliveryState) -> None:
    before, after = record_of(ACT, planned(BOB)), standing(state)
    with open_plex([]) as plex:
        kept(plex, planned(BOB))

        plex.store.apply(marked(before, after))
        assert records(plex.store, [before.iri]) == [after]

        plex.store.apply(marked(after, before))
        assert records(plex.store, [before.iri]) == [before]


def test_a_retry_of_the_owners_meanwhile_leaves_one_state() -> None:
    waiting = standing(DeliveryState.WAITING)
    with open_plex([]) as plex:
        kept(plex, planned(BOB))
        plex.store.apply(marked(record_of(ACT, planned(BOB)), waiting))
        due = replace(waiting, state=DeliveryState.DUE, next_attempt=None, since=None)
        plex.store.apply(marked(waiting, due))

        taken = replace(waiting, state=DeliveryState.TAKEN)
        plex.store.apply(marked(waiting, taken))

        assert [r.state for r in records_of(plex.store)] == [DeliveryState.TAKEN]


def test_a_change_tells_what_it_makes_due() -> None:
    change = Change(added=planned_lines(ACT, [planned(BOB), planned(EVE)]))

    iris = {record_of(ACT, planned(agent)).iri for agent in (BOB, EVE)}

    assert set(due_in(change)) == iris


def test_a_time_is_kept_to_the_second_and_never_too_early() -> None:
    early = datetime(2026, 1, 1, 12, 0, 0, 1, tzinfo=UTC)

    assert to_the_second(early) == datetime(2026, 1, 1, 12, 0, 1, tzinfo=UTC)
    assert to_the_second(NOON) == NOON


def test_a_reason_as_long_as_a_book_is_cut() -> None:
    plan = replace(planned(BOB), reason="why " * 10_000)
    with open_plex([]) as plex:
        kept(plex, plan)

        assert len(records_of(plex.store)[0].reason) == 500
