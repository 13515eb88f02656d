"""The report: what became of each delivery, with names and addresses, for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rdflib import URIRef

from plexus_ld.errors import SharingError
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.plex.connections.points import HeldPoint, held_points
from plexus_ld.sharer.outbox import DeliveryRecord, records_of
from plexus_ld.store import Store

#: More points or people than this are quicker read all together.
_MANY: Final = 500
#: Fewest characters of a name that stands for a longer one.
_SHORTEST: Final = 4


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One delivery, as a report shows it.

    Attributes:
        delivery: Its IRI.
        activity: What was sent.
        person: What who it is for is called; their IRI when nothing is known.
        agent: Their IRI.
        channel: Over what it goes; "" when the point is no more.
        address: Where to.
        state: How it stands.
        attempts: How many tries there were.
        next_attempt: When the next one is due.
        last_error: What went wrong the last time.
        receipt: The other side's word.
        remote_id: What the other side calls it.
        reason: Why it goes there.
    """

    delivery: str
    activity: str
    person: str
    agent: str
    channel: str
    address: str
    state: DeliveryState
    attempts: int
    next_attempt: datetime | None
    last_error: str
    receipt: str
    remote_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """One person who did not get an activity.

    Attributes:
        activity: What was shared.
        person: What they are called; their IRI when nothing is known.
        agent: Their IRI.
        reason: Why not.
    """

    activity: str
    person: str
    agent: str
    reason: str


def report(
    store: Store,
    activity: URIRef | None = None,
    states: Sequence[DeliveryState] = (),
) -> list[ReportLine]:
    """Return how deliveries stand: of an activity or all, in some states or any."""
    return lines(store, records_of(store, activity, states))


def lines(store: Store, records: Iterable[DeliveryRecord]) -> list[ReportLine]:
    """Return deliveries as a report shows them, in the order of people's names."""
    found = list(records)
    points = _points(store, {record.point for record in found})
    names = _names(store, {record.agent for record in found})
    made = [_line(record, points.get(record.point), names) for record in found]
    return sorted(made, key=lambda line: (line.person.casefold(), line.delivery))


def left_out(store: Store, activity: URIRef | None = None) -> list[LeftOutLine]:
    """Return who did not get an activity, or any, and why."""
    values = {} if activity is None else {"activity": activity}
    rows = list(store.select("refusals", **values))
    names = _names(store, {URIRef(str(row.agent)) for row in rows})
    return [
        LeftOutLine(
            activity=str(row.activity),
            person=names.get(str(row.agent), str(row.agent)),
            agent=str(row.agent),
            reason=str(row.reason),
        )
        for row in rows
    ]


def _line(
    record: DeliveryRecord, held: HeldPoint | None, names: Mapping[str, str]
) -> ReportLine:
    return ReportLine(
        delivery=str(record.iri),
        activity=str(record.activity),
        person=names.get(str(record.agent), str(record.agent)),
        agent=str(record.agent),
        channel=held.point.channel if held else "",
        address=str(held.point.address) if held else "",
        state=record.state,
        attempts=tries(record),
        next_attempt=record.next_attempt,
        last_error=record.last_error,
        receipt=record.receipt,
        remote_id=record.remote_id,
        reason=record.reason,
    )


def tries(record: DeliveryRecord) -> int:
    """Return how many tries there were; one that went well is not written down."""
    return max(record.attempts, int(record.state is DeliveryState.TAKEN))


def _points(store: Store, iris: set[URIRef]) -> Mapping[URIRef, HeldPoint]:
    if not iris:
        return {}
    few = tuple(iris) if len(iris) <= _MANY else ()
    return {held.point.iri: held for held in held_points(store, points=few)}


def _names(store: Store, agents: set[URIRef]) -> Mapping[str, str]:
    if not agents:
        return {}
    few = {"person": list(agents)} if len(agents) <= _MANY else {}
    rows = store.select("names", **few)
    return {str(row.person): str(row.name) for row in rows if row.name}


def found_by(store: Store, name: str) -> list[DeliveryRecord]:
    """Return the deliveries that a name stands for: of an activity, or one.

    Args:
        store: The home's store.
        name: The IRI of an activity or a delivery, or a beginning of it (of its UUID,
            where it has one) that no other begins with.

    Raises:
        SharingError: Nothing is called so, or more than one thing.
    """
    everything = records_of(store)
    by_iri: dict[str, list[DeliveryRecord]] = {}
    for record in everything:
        by_iri.setdefault(str(record.activity), []).append(record)
        by_iri.setdefault(str(record.iri), []).append(record)
    meant = [name] if name in by_iri else _begun(by_iri, name)
    if not meant:
        message = (
            f"nothing shared is called {name!r}; `plexus deliveries` lists what is"
        )
        raise SharingError(message)
    if len(meant) > 1:
        message = f"{name!r} could be any of: {', '.join(sorted(meant)[:8])}"
        raise SharingError(message)
    return by_iri[meant[0]]


def _begun(iris: Iterable[str], name: str) -> list[str]:
    if len(name) < _SHORTEST:
        return []
    return [iri for iri in iris if short(iri, 0).startswith(name)]


def short(iri: str, length: int = 8) -> str:
    """Return the beginning of a name that people can type; 0 is all of it."""
    own = iri.removeprefix("urn:uuid:")
    if own == iri:
        own = iri.rstrip("/").rpartition("/")[2]
    return own[:length] if length else own
