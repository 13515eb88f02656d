"""By which point: the first one, in the owner's order, that can carry an activity.

One question gives all points; what is set on some of them, what failed lately and what
a day's rate allows are questions of their own. Most points have nothing set on them,
and are judged by their channel, once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.model.activity import Activity
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.plan import LeftOut, Planned
from plexus_ld.plex.connections.points import points_by_iri
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.routing.judging import (
    RATED,
    Errand,
    Verdict,
    channel_fault,
    point_verdict,
)
from plexus_ld.sharer.routing.terms import Terms, points_with_terms
from plexus_ld.store import Rows, Store
from plexus_ld.vocab.channels import channel_name
from plexus_ld.vocab.graphs import SAID
from plexus_ld.vocab.plx import PLX

#: How long a failure puts a point behind the others.
LATELY: Final = timedelta(days=7)
#: More people than this are quicker read all together.
_MANY: Final = 500

#: Tells the card of a channel; None when it is not installed.
CardOf = Callable[[str], CapabilityCard | None]
#: Tells what a channel and an account of it lack, in a sentence; "" when nothing.
LackOf = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    point: URIRef
    channel: str


@dataclass
class _Case:
    """What is known while one activity is routed."""

    errand: Errand
    now: datetime
    by_agent: Mapping[URIRef, list[_Candidate]]
    set_points: Mapping[URIRef, Terms]
    failed: Collection[URIRef]
    sent: Mapping[URIRef, list[datetime]]


class Router:
    """Chooses points.

    Args:
        store: The home's store.
        card_of: Tells the card of a channel.
        lack_of: Tells what a channel and an account of it lack.
        clock: Tells the time.
    """

    def __init__(
        self, store: Store, card_of: CardOf, lack_of: LackOf, clock: Clock
    ) -> None:
        self._store = store
        self._card_of = card_of
        self._lack_of = lack_of
        self._clock = clock

    def route(
        self,
        activity: Activity,
        agents: Iterable[URIRef],
        via: Collection[str] = (),
        at: datetime | None = None,
        tried: Collection[URIRef] = (),
    ) -> tuple[tuple[Planned, ...], tuple[LeftOut, ...]]:
        """Choose a point for each person, or say why there is none.

        Args:
            activity: What is to go.
            agents: To whom: the agents of accepted connections.
            via: Channels that alone may carry it; empty: any.
            at: Not before this time.
            tried: Points that are not to be chosen again.
        """
        wanted = tuple(dict.fromkeys(agents))
        case = self._case(activity, wanted, frozenset(via), at, frozenset(tried))
        judge = self._judge(case)
        planned: list[Planned] = []
        left: list[LeftOut] = []
        for agent in wanted:
            found = self._chosen(agent, case, judge)
            if isinstance(found, Planned):
                planned.append(found)
            else:
                left.append(found)
        return tuple(planned), tuple(left)

    def next_point(
        self, activity: Activity, agent: URIRef, tried: Collection[URIRef]
    ) -> Planned | None:
        """Return the point to go on with when others have given up; None if none is.

        Args:
            activity: What is to go.
            agent: To whom.
            tried: The points that were tried.
        """
        named = self._store.matching(
            text_of(activity.iri), text_of(PLX.channel), None, text_of(SAID)
        )
        via = [channel_name(channel[1:-1]) for _, _, channel, _ in named]
        planned, _ = self.route(activity, (agent,), via, tried=tried)
        if not planned:
            return None
        reason = f"{planned[0].reason}; another way was tried before"
        return replace(planned[0], reason=reason)

    def channels_of(self, points: Iterable[URIRef]) -> Mapping[URIRef, str]:
        """Return the channel of each point that there still is."""
        found = points_by_iri(self._store, points)
        return {iri: point.channel for iri, point in found.items()}

    def judged(
        self,
        activity: Activity,
        planned: Iterable[Planned],
        at: datetime | None = None,
    ) -> tuple[tuple[Planned, ...], tuple[LeftOut, ...]]:
        """Judge points that are chosen already: those where something went before.

        Args:
            activity: What is to go there.
            planned: Where.
            at: Not before this time.
        """
        entries = tuple(planned)
        agents = tuple(dict.fromkeys(entry.agent for entry in entries))
        case = self._case(activity, agents, frozenset(), at, frozenset())
        judge = self._judge(case)
        kept: list[Planned] = []
        left: list[LeftOut] = []
        for entry in entries:
            known = (c for c in case.by_agent.get(entry.agent, ()))
            there = next((c for c in known if c.point == entry.point), None)
            verdict = (
                judge(there)
                if there
                else Verdict("you do not speak by the point that it came by")
            )
            if verdict.why_not:
                left.append(LeftOut(entry.agent, entry.point, verdict.why_not))
            else:
                kept.append(replace(entry, not_before=verdict.start or at))
        return tuple(kept), tuple(left)

    def _case(
        self,
        activity: Activity,
        agents: tuple[URIRef, ...],
        via: frozenset[str],
        at: datetime | None,
        tried: frozenset[URIRef],
    ) -> _Case:
        now = self._clock()
        start = max(now, at) if at else now
        few = {"agent": agents} if 0 < len(agents) <= _MANY else {}
        names: dict[URIRef, str] = {}
        by_agent: dict[URIRef, list[_Candidate]] = defaultdict(list)
        for agent, point, channel in self._store.select("routing-points", **few):
            if point in tried:
                continue
            name = names.get(channel)  # type: ignore[arg-type] # an IRI, by its shape
            if name is None:
                name = names[channel] = channel_name(channel)  # type: ignore[index,arg-type]
            by_agent[agent].append(_Candidate(point, name))  # type: ignore[index,arg-type]
        set_points = points_with_terms(self._store.select("routing-terms"))
        return _Case(
            errand=Errand.of(activity, start, via),
            now=now,
            by_agent=by_agent,
            set_points=set_points,
            failed=self._failed(now),
            sent=self._sent(set_points, now),
        )

    def _failed(self, now: datetime) -> frozenset[URIRef]:
        rows = self._store.select("routing-failures", since=now - LATELY)
        return frozenset(_iris(rows))

    def _sent(
        self, set_points: Mapping[URIRef, Terms], now: datetime
    ) -> Mapping[URIRef, list[datetime]]:
        found: dict[URIRef, list[datetime]] = defaultdict(list)
        rated = [iri for iri, set_ in set_points.items() if set_.rate_per_day]
        if not rated:
            return found
        rows = self._store.select("routing-rates", point=rated, since=now - RATED)
        for point, at in rows:
            found[URIRef(str(point))].append(datetime.fromisoformat(str(at)))
        return found

    def _judge(self, case: _Case) -> Callable[[_Candidate], Verdict]:
        by_channel: dict[str, Verdict] = {}
        errand = case.errand

        def fault(channel: str, set_: Terms) -> str:
            card = self._card_of(channel)
            why_not = channel_fault(channel, card, errand, set_.privacy)
            return why_not or self._lack_of(channel, set_.account)

        def of_channel(name: str) -> Verdict:
            why_not = channel_fault(name, self._card_of(name), errand)
            return Verdict(why_not or self._lack_of(name, "default"))

        def judge(candidate: _Candidate) -> Verdict:
            set_ = case.set_points.get(candidate.point)
            if set_ is not None:
                sent = case.sent.get(candidate.point, [])
                return point_verdict(candidate.channel, set_, errand, fault, sent)
            verdict = by_channel.get(candidate.channel)
            if verdict is None:
                verdict = by_channel[candidate.channel] = of_channel(candidate.channel)
            return verdict

        return judge

    def _chosen(
        self, agent: URIRef, case: _Case, judge: Callable[[_Candidate], Verdict]
    ) -> Planned | LeftOut:
        candidates = case.by_agent.get(agent, [])
        was_first = candidates[0].point if candidates else None
        if case.failed:
            candidates = sorted(candidates, key=lambda c: c.point in case.failed)
        passed: list[tuple[_Candidate, str]] = []
        for candidate in candidates:
            verdict = judge(candidate)
            if verdict.why_not:
                passed.append((candidate, verdict.why_not))
                continue
            start = verdict.start
            if start is None and case.errand.start > case.now:
                start = case.errand.start
            others_failed = was_first in case.failed and was_first != candidate.point
            reason = _reason(candidate, passed, verdict, others_failed)
            return Planned(candidate.point, agent, candidate.point, reason, start)
        if not passed:
            reason = "there is no point by which you speak to them"
            return LeftOut(agent, PLX.ConnectionPoint, reason)
        whole = "; ".join(dict.fromkeys(why for _, why in passed))
        return LeftOut(agent, passed[0][0].point, whole)


def _iris(rows: Rows) -> list[URIRef]:
    return [cell for (cell,) in rows if isinstance(cell, URIRef)]


def _reason(
    chosen: _Candidate,
    passed: list[tuple[_Candidate, str]],
    verdict: Verdict,
    others_failed: bool,
) -> str:
    """Say why it goes by a point."""
    if passed:
        why = "; ".join(dict.fromkeys(why for _, why in passed))
        said = f"by {chosen.channel}, the next choice: {why}"
    elif others_failed:
        said = f"by {chosen.channel}, the first choice that has not failed lately"
    else:
        said = f"by {chosen.channel}, the first choice"
    if verdict.start is not None:
        said += "; later, for the sake of quiet hours or of the day's rate"
    return said
