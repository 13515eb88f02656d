"""The outbox: each delivery as lines of one graph, from the plan to the last word.

A delivery's IRI is made of its activity's and its point's, so that what is planned
twice is one delivery. What never changes of it is written once; how it stands is
written anew by each mark, and only marks of what happened are written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, cast
from uuid import NAMESPACE_URL, uuid5

from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import LeftOut, Planned
from plexus_ld.rdf.lines import line, term_of, text_of
from plexus_ld.store import Row, Store
from plexus_ld.vocab.graphs import OUTBOX
from plexus_ld.vocab.plx import PLX

#: States in which something is still to be done.
OPEN: Final = (DeliveryState.DUE, DeliveryState.WAITING)
#: Longest sentence of the other side's that is kept, in characters.
MOST_WORDS: Final = 500

_GRAPH: Final = text_of(OUTBOX)
_STATES: Final = {state: text_of(PLX[state.value]) for state in DeliveryState}
# Looked up once: a term of a closed namespace takes longer than the rest of a line.
_TYPE, _REFUSAL = text_of(RDF.type), text_of(PLX.Refusal)
_STATE, _ACTIVITY, _POINT = map(text_of, (PLX.state, PLX.activity, PLX.point))
_AGENT, _BECAUSE, _REASON = map(text_of, (PLX.agent, PLX.because, PLX.reason))
_ATTEMPTS, _NEXT, _SINCE = map(text_of, (PLX.attempts, PLX.nextAttempt, PLX.since))
_ERROR, _REMOTE, _RECEIPT = map(text_of, (PLX.lastError, PLX.remoteId, PLX.receipt))
_REPLY_TO: Final = text_of(PLX.remoteReplyTo)
_Names = tuple[URIRef, URIRef, URIRef, URIRef]


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One delivery, as the outbox has it.

    Attributes:
        iri: Its own IRI.
        activity: What is sent.
        point: Where to.
        agent: Who is reached by it.
        state: How it stands.
        because: What decided that it goes there.
        reason: The same in a sentence.
        attempts: How many tries there were.
        next_attempt: When the next one is due; None: now, or never.
        since: When it began to wait; None when the first try is to come, or went well.
        last_error: What went wrong the last time, in a sentence.
        remote_id: What the other side calls it: after the delivery, or, for a change
            or a deletion, before it.
        reply_to: What the other side calls what it answers.
        receipt: The other side's word that it took it.
    """

    iri: URIRef
    activity: URIRef
    point: URIRef
    agent: URIRef
    state: DeliveryState = DeliveryState.DUE
    because: URIRef | None = None
    reason: str = ""
    attempts: int = 0
    next_attempt: datetime | None = None
    since: datetime | None = None
    last_error: str = ""
    remote_id: str = ""
    reply_to: str = ""
    receipt: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


def delivery_iri(activity: URIRef, point: URIRef) -> URIRef:
    """Return the IRI of the delivery of an activity to a point."""
    return URIRef(f"urn:uuid:{uuid5(NAMESPACE_URL, f'{activity} {point}')}")


def record_of(activity: URIRef, planned: Planned) -> DeliveryRecord:
    """Return the delivery that a plan's word makes."""
    return DeliveryRecord(
        iri=delivery_iri(activity, planned.point),
        activity=activity,
        point=planned.point,
        agent=planned.agent,
        because=planned.because,
        reason=planned.reason,
        next_attempt=planned.not_before,
        remote_id=planned.remote_id,
        reply_to=planned.reply_to,
    )


def planned_lines(
    activity: URIRef, planned: Iterable[Planned], left_out: Iterable[LeftOut] = ()
) -> tuple[str, ...]:
    """Return the lines of a plan: a delivery for each point, a word for who gets none.

    They belong in the one change that keeps the activity itself.
    """
    added: dict[str, None] = {}
    for entry in planned:
        added.update(dict.fromkeys(_record_lines(record_of(activity, entry))))
    for left in left_out:
        added.update(dict.fromkeys(_refusal_lines(activity, left)))
    return tuple(added)


def _record_lines(record: DeliveryRecord) -> Iterator[str]:
    node = _iri(record.iri)
    yield line(node, _ACTIVITY, _iri(record.activity), _GRAPH)
    yield line(node, _POINT, _iri(record.point), _GRAPH)
    yield line(node, _AGENT, _iri(record.agent), _GRAPH)
    if record.because is not None:
        yield line(node, _BECAUSE, _iri(record.because), _GRAPH)
    if record.reason:
        yield line(node, _REASON, _words(record.reason), _GRAPH)
    if record.reply_to:
        yield line(node, _REPLY_TO, _words(record.reply_to), _GRAPH)
    yield from standing_lines(record)


def _refusal_lines(activity: URIRef, left: LeftOut) -> Iterator[str]:
    named = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{activity} not {left.agent}')}"
    node = text_of(URIRef(named))
    yield line(node, _TYPE, _REFUSAL, _GRAPH)
    yield line(node, _ACTIVITY, _iri(activity), _GRAPH)
    yield line(node, _AGENT, _iri(left.agent), _GRAPH)
    yield line(node, _BECAUSE, _iri(left.because), _GRAPH)
    yield line(node, _REASON, _words(left.reason), _GRAPH)


def standing_lines(record: DeliveryRecord) -> Iterator[str]:
    """Yield the lines that say how a delivery stands: what a mark writes anew."""
    node = _iri(record.iri)
    yield line(node, _STATE, _STATES[record.state], _GRAPH)
    if record.attempts:
        counted = Literal(str(record.attempts), datatype=XSD.integer)
        yield line(node, _ATTEMPTS, text_of(counted), _GRAPH)
    if record.next_attempt is not None:
        yield line(node, _NEXT, _time(record.next_attempt), _GRAPH)
    if record.since is not None:
        yield line(node, _SINCE, _time(record.since), _GRAPH)
    for term, words in (
        (_ERROR, record.last_error),
        (_REMOTE, record.remote_id),
        (_RECEIPT, record.receipt),
    ):
        if words:
            yield line(node, term, _words(words), _GRAPH)


def marked(before: DeliveryRecord, after: DeliveryRecord) -> Change:
    """Return the change that makes a delivery stand as it does after something.

    "Due" goes in any case: the owner may have asked for another try meanwhile.
    """
    old = dict.fromkeys(standing_lines(before))
    old[line(_iri(before.iri), _STATE, _STATES[DeliveryState.DUE], _GRAPH)] = None
    new = dict.fromkeys(standing_lines(after))
    return Change(
        added=tuple(new), removed=tuple(gone for gone in old if gone not in new)
    )


def due_in(change: Change) -> list[URIRef]:
    """Return the deliveries that a change makes due."""
    tail = f" {_STATE} {_STATES[DeliveryState.DUE]} {_GRAPH} ."
    ended = (added for added in change.added if added.endswith(tail))
    return [URIRef(str(term_of(added[: -len(tail)]))) for added in ended]


def open_records(store: Store) -> list[DeliveryRecord]:
    """Read all that is still to be done, without the words on why it goes there."""
    made: dict[str, DeliveryRecord] = {}
    for row in store.select("outbox-open"):
        delivery, activity, point, agent, state, term, value = row
        record = made.get(str(delivery))
        if record is None:
            names = cast("_Names", (delivery, activity, point, agent))
            record = DeliveryRecord(*names, _state_of(state))
        if term is not None:
            record = _with(record, str(term), value)
        made[str(record.iri)] = record
    return list(made.values())


#: How each term that a delivery may have is read.
_FIELDS: Final[dict[str, tuple[str, Callable[[object], object]]]] = {
    str(PLX.attempts): ("attempts", lambda value: int(str(value))),
    str(PLX.nextAttempt): ("next_attempt", lambda value: time_of(value)),
    str(PLX.since): ("since", lambda value: time_of(value)),
    str(PLX.lastError): ("last_error", str),
    str(PLX.remoteId): ("remote_id", str),
    str(PLX.remoteReplyTo): ("reply_to", str),
    str(PLX.receipt): ("receipt", str),
}


def _with(record: DeliveryRecord, term: str, value: object) -> DeliveryRecord:
    field, read = _FIELDS.get(term, ("", str))
    return replace(record, **{field: read(value)}) if field else record  # type: ignore[arg-type]


def records(store: Store, iris: Sequence[URIRef]) -> list[DeliveryRecord]:
    """Read some deliveries by their IRIs."""
    if not iris:
        return []
    return [_record(row) for row in store.select("deliveries", delivery=list(iris))]


def records_of(
    store: Store,
    activity: URIRef | None = None,
    states: Sequence[DeliveryState] = (),
) -> list[DeliveryRecord]:
    """Read an activity's deliveries, or all; those that stand so, or all."""
    values: dict[str, object] = {}
    if activity is not None:
        values["activity"] = activity
    if states:
        values["state"] = [PLX[state.value] for state in states]
    return [_record(row) for row in store.select("deliveries", **values)]  # type: ignore[arg-type] # a term or several


def _record(row: Row) -> DeliveryRecord:
    delivery, activity, point, agent, state, because, reason, *rest = row
    attempts, next_, since, error, remote, answers, receipt = rest
    return DeliveryRecord(
        iri=delivery,  # type: ignore[arg-type] # an IRI, by the question's header
        activity=activity,  # type: ignore[arg-type]
        point=point,  # type: ignore[arg-type]
        agent=agent,  # type: ignore[arg-type]
        state=_state_of(state),
        because=because,  # type: ignore[arg-type]
        reason=str(reason or ""),
        attempts=int(str(attempts or 0)),
        next_attempt=time_of(next_),
        since=time_of(since),
        last_error=str(error or ""),
        remote_id=str(remote or ""),
        reply_to=str(answers or ""),
        receipt=str(receipt or ""),
    )


_BY_IRI: Final = {str(PLX[state.value]): state for state in DeliveryState}


def _state_of(iri: object) -> DeliveryState:
    return _BY_IRI[str(iri)]


def time_of(term: object) -> datetime | None:
    """Return the time that a literal says; None when it says none."""
    if term is None:
        return None
    try:
        told = datetime.fromisoformat(str(term))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _iri(iri: URIRef) -> str:
    return f"<{iri}>"


@lru_cache(maxsize=4096)
def _words(words: str) -> str:
    """Return words as a literal; the reasons of a plan are few and said often."""
    kept = words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
    return text_of(Literal(kept))


def to_the_second(at: datetime) -> datetime:
    """Return a time as the outbox keeps it: to the second, never too early."""
    whole = at.astimezone(UTC).replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)


@lru_cache(maxsize=1024)
def _time(at: datetime) -> str:
    told = f"{to_the_second(at):%Y-%m-%dT%H:%M:%SZ}"
    return text_of(Literal(told, datatype=XSD.dateTime))
