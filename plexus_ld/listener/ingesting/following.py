"""How a target stands after a poll: its cursor, its pace, what went wrong."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from rdflib import URIRef

from plexus_ld.listener import pacing
from plexus_ld.listener.ingesting.brought import Brought
from plexus_ld.listener.states import PollState, lines_of_state

#: What stands on a point whose server said 410.
GONE: Final = "the other side says that it is gone for good (410)"


class Followed(NamedTuple):
    """How targets stand after their polls.

    Attributes:
        removed, added: The lines out and in that say so.
        states: The same as values.
    """

    removed: tuple[str, ...]
    added: tuple[str, ...]
    states: Mapping[URIRef, PollState]


def followed(
    brought: Iterable[Brought],
    before: Mapping[URIRef, PollState],
    news: Collection[str],
    at: datetime,
) -> Followed:
    """Return how each target stands now, and the lines that say so.

    Args:
        brought: What the polls brought.
        before: How the targets stand in the store.
        news: The points by which something new came, as N-Triples text.
        at: The time.
    """
    states: dict[URIRef, PollState] = {}
    for one in brought:
        target = one.poll.target
        state = states.get(target.iri) or before[target.iri]
        has_news = any(f"<{point.iri}>" in news for point in target.points)
        states[target.iri] = state_after(one, state, has_news, at)
    removed: list[str] = []
    added: list[str] = []
    for node, state in states.items():
        old, new = before[node].lines, lines_of_state(state)
        removed += [line for line in old if line not in new]
        added += [line for line in new if line not in old]
        states[node] = replace(state, lines=new)
    return Followed(tuple(removed), tuple(added), states)


def state_after(
    one: Brought, state: PollState, has_news: bool, at: datetime
) -> PollState:
    """Return how a target stands after a poll."""
    poll = one.poll
    news_at = at if has_news else state.news_at
    cursor = poll.polled.cursor or state.cursor
    if one.is_live:
        return replace(state, cursor=cursor, news_at=news_at)
    error = poll.error or one.error
    past = pacing.Past(state.pace, state.failures)
    outcome = _outcome(one, has_news, bool(error))
    seed = str(poll.target.iri)
    then = pacing.paced(past, outcome, poll.target.bounds, poll.at, seed)
    return replace(
        state,
        cursor=cursor,
        checked_at=poll.at,
        next_poll=then.next,
        pace=then.pace,
        news_at=news_at,
        failures=then.failures,
        last_error=error or (GONE if poll.polled.is_gone else ""),
    )


def _outcome(one: Brought, has_news: bool, has_failed: bool) -> pacing.Outcome:
    poll = one.poll
    wishes = [read.pace_s for _, read in one.reads if read.pace_s >= 0]
    hours = {hour for _, read in one.reads for hour in read.skip_hours}
    days = {day for _, read in one.reads for day in read.skip_days}
    pace = timedelta(seconds=min(max(wishes), 7 * 86_400)) if wishes else None
    wait = poll.wait if poll.error else poll.polled.wait
    return pacing.Outcome(has_news, has_failed, wait, pace, hours, days)
