"""What is about to be shared, or was: an activity, its plan, and what to know of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef

from plexus_ld.model.activity import Activity
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.plan import Plan
from plexus_ld.plex.connections.points import points_by_iri
from plexus_ld.plex.people.finding import name_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.fitting import Fitted, fitted
from plexus_ld.store import Store


@dataclass(frozen=True, slots=True)
class Proposal:
    """An activity that is ready to go.

    Attributes:
        activity: What is said.
        plan: Who gets it by which point, who does not, and why.
        notes: What else the owner should know.
        via: Channels that alone may carry it, now and when one has failed; empty: any.
    """

    activity: Activity
    plan: Plan
    notes: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of an activity for one person.

    Attributes:
        agent: Who.
        name: What they are called.
        is_planned: Whether they get it.
        reason: Why by this point, or why not.
        point: The point's IRI; None when they do not get it.
        channel: The point's channel; "" when they do not get it.
        address: Where to.
        not_before: When it goes, the earliest; None: now.
        notes: How it is fitted to the channel.
        doubt: Why they are in the audience only by others' word; "" when they are
            not.
    """

    agent: URIRef
    name: str
    is_planned: bool
    reason: str
    point: URIRef | None = None
    channel: str = ""
    address: str = ""
    not_before: datetime | None = None
    notes: tuple[str, ...] = ()
    doubt: str = ""


def told(
    store: Store, proposal: Proposal, card_of: Callable[[str], CapabilityCard | None]
) -> Iterator[Told]:
    """Tell of each person of an audience what becomes of the activity for them."""
    plan, fits = proposal.plan, _Fits(proposal.activity, card_of)
    doubts = dict(plan.doubtful)
    points = points_by_iri(store, (entry.point for entry in plan.planned))
    for entry in plan.planned:
        point = points.get(entry.point)
        yield Told(
            agent=entry.agent,
            name=name_of(store, text_of(entry.agent)),
            is_planned=True,
            reason=entry.reason,
            point=entry.point,
            channel=point.channel if point else "",
            address=str(point.address) if point else "",
            not_before=entry.not_before,
            notes=fits.of(point.channel).notes if point else (),
            doubt=doubts.get(entry.agent, ""),
        )
    for left in plan.left_out:
        name = name_of(store, text_of(left.agent))
        yield Told(left.agent, name, False, left.reason)


class _Fits:
    """An activity fitted to each channel, once."""

    def __init__(
        self, activity: Activity, card_of: Callable[[str], CapabilityCard | None]
    ) -> None:
        self._activity = activity
        self._card_of = card_of
        self._found: dict[str, Fitted] = {}

    def of(self, channel: str) -> Fitted:
        """Return the activity as a channel carries it."""
        if channel not in self._found:
            card = self._card_of(channel)
            self._found[channel] = fitted(self._activity, card) if card else Fitted()
        return self._found[channel]
