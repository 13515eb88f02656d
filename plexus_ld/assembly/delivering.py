"""The wiring of what delivers."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.assembly.lacks import lacking
from plexus_ld.errors import GoneDeliveryError
from plexus_ld.model.activity import Activity, Verb
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.model.plan import Planned
from plexus_ld.plex.connections.ending import pause
from plexus_ld.sharer.delivering.deliverer import Deliverer
from plexus_ld.sharer.delivering.desk import FallBack, Terms
from plexus_ld.sharer.delivering.points import At
from plexus_ld.sharer.delivering.trying import Wire
from plexus_ld.sharer.delivering.ways import Needs, Said
from plexus_ld.sharer.outbox import DeliveryRecord, records_of
from plexus_ld.sharer.routing import Router
from plexus_ld.sharer.said import activity_of
from plexus_ld.sharer.said.reading import object_of

if TYPE_CHECKING:
    from plexus_ld.assembly.opened import Opened

#: What is said for the first time may go by another point; a change of it may not.
_ANEW = frozenset({Verb.CREATE, Verb.ANNOUNCE})


def deliverer_of(
    rooms: "Opened", wire: Wire | None = None, at: At = lambda _point: None
) -> Deliverer:
    """Return a home's deliverer.

    Args:
        rooms: The home's rooms.
        wire: Sends a delivery; every channel by its own way if None.
        at: Told the name of each point that a delivery passes.
    """
    settings = rooms.settings.sharer
    terms = Terms(
        in_flight=max(1, settings.in_flight),
        give_up_after=timedelta(days=settings.give_up_after_days),
        at=at,
    )

    def said(activity: URIRef) -> Activity:
        return activity_of(rooms.store, activity, rooms.media)

    def send(delivery: Delivery) -> Receipt:
        try:
            return rooms.wires.deliver(delivery)
        except GoneDeliveryError as error:
            pause(rooms.store, delivery.point.iri, error.reason)
            raise

    return Deliverer(
        Needs(
            rooms.store,
            rooms.channels,
            rooms.accounts,
            said,
            lambda item: object_of(rooms.store, item, rooms.media),
        ),
        wire or send,
        _fall_back(rooms, said),
        rooms.clock,
        terms,
        rooms.home.delivering if rooms.home else None,
    )


def router_of(rooms: "Opened") -> Router:
    """Return what chooses a home's points."""
    return Router(
        rooms.store,
        rooms.channels.find_card,
        partial(lacking, rooms.channels, rooms.accounts),
        rooms.clock,
    )


def _fall_back(rooms: "Opened", said: Said) -> FallBack:
    router = router_of(rooms)

    def next_point(record: DeliveryRecord) -> Planned | None:
        activity = said(record.activity)
        if activity.verb not in _ANEW:
            return None
        others = records_of(rooms.store, record.activity)
        tried = {other.point for other in others if other.agent == record.agent}
        return router.next_point(activity, record.agent, tried | {record.point})

    return next_point
