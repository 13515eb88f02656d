"""Where something went before: the deliveries that a change of it follows."""

from dataclasses import replace
from datetime import datetime

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import Planned
from plexus_ld.sharer.outbox import DeliveryRecord, marked, records_of
from plexus_ld.store import Store

#: States of a delivery that arrived, or still may.
_FOLLOWED = (DeliveryState.TAKEN, DeliveryState.DUE, DeliveryState.WAITING)
_TAKEN_BACK = "you deleted it before it was sent"


def former(store: Store, activity: URIRef, but: Change | None = None) -> list[Planned]:
    """Return where an activity went, or is on its way to, as a plan of what follows.

    Args:
        store: The home's store.
        activity: What was said.
        but: A change that calls off some of its deliveries: nothing follows these.
    """
    off = {line.partition(" ")[0] for line in but.added} if but else set()
    return [
        Planned(
            point=record.point,
            agent=record.agent,
            because=activity,
            reason="where it went before",
            remote_id=record.remote_id,
            reply_to=record.reply_to,
        )
        for record in records_of(store, activity, _FOLLOWED)
        if f"<{record.iri}>" not in off
    ]


def to_come(store: Store, activity: URIRef, clock: Clock) -> frozenset[URIRef]:
    """Return the points to which an activity goes later, never tried yet.

    What it says then is what stands there then: no change of it need follow.
    """
    return frozenset(
        record.point
        for record in records_of(store, activity, (DeliveryState.DUE,))
        if not record.attempts and _is_later(record, clock())
    )


def _is_later(record: DeliveryRecord, now: datetime) -> bool:
    return record.next_attempt is not None and record.next_attempt > now


def cancelled(store: Store, activity: URIRef, clock: Clock) -> Change:
    """Return the change that calls off what is not on its way this very moment."""
    added: list[str] = []
    removed: list[str] = []
    for record in records_of(
        store, activity, (DeliveryState.DUE, DeliveryState.WAITING)
    ):
        if not _is_later(record, clock()):
            continue
        change = marked(record, _called_off(record))
        added += change.added
        removed += change.removed
    return Change(tuple(added), tuple(removed))


def _called_off(record: DeliveryRecord) -> DeliveryRecord:
    return replace(
        record,
        state=DeliveryState.GIVEN_UP,
        next_attempt=None,
        last_error=_TAKEN_BACK,
    )
