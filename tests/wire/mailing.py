"""Mails between alice and bob, and what is heard of them."""

from dataclasses import replace

from rdflib import URIRef

from plexus_ld.channels.email import EmailChannel, read
from plexus_ld.channels.email.card import CARD
from plexus_ld.model.activity import Activity, Object, Verb
from plexus_ld.model.arrival import Arrival
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import At, delivery_of, point_of
from tests.wire.mail import MailServers


def point(address: str) -> ConnectionPoint:
    return point_of(CARD, At(f"mailto:{address}"))


def from_alice(
    servers: MailServers,
    to: str,
    item: Object | None = None,
    verb: Verb = Verb.CREATE,
    account: Account | None = None,
    **more: str,
) -> Delivery:
    address = to if "@" in to else servers.address(to)
    delivery = delivery_of(CARD, At(f"mailto:{address}"), item, verb)
    return replace(delivery, account=account or servers.account("alice"), **more)  # type: ignore[arg-type]


def named(delivery: Delivery, number: int) -> Delivery:
    """The same, of an activity of its own."""
    activity: Activity = delivery.activity
    iri = URIRef(f"urn:uuid:00000000-0000-4000-8000-{number:012}")
    return replace(delivery, activity=replace(activity, iri=iri))


def heard_by_bob(
    email: EmailChannel, servers: MailServers, cursor: str = ""
) -> tuple[list[Arrival], str]:
    alice = point(servers.address("alice"))
    polled = email.poll(servers.account("bob"), (alice,), cursor)
    readings = [read(raw) for raw in polled.raws]
    return [each for reading in readings for each in reading.arrivals], polled.cursor
