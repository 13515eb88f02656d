"""Telling the owner: by a message to themselves, and the day on a page."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from rdflib import FOAF, URIRef

from plexus_ld.errors import ChannelError, ProfileError
from plexus_ld.listener.digest import Digest, entries_since
from plexus_ld.listener.quiet import quiet_since
from plexus_ld.model.activity import Activity, Object, Verb
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.model.delivery import Delivery
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.sharer.fitting import fitted
from plexus_ld.vocab.graphs import PROFILE

if TYPE_CHECKING:
    from plexus_ld.assembly.opened import Opened

_LOG = logging.getLogger(__name__)


def tell_owner(
    rooms: "Opened", channel: str, address: URIRef, title: str, text: str
) -> None:
    """Send the owner a message at an address of their own.

    Raises:
        ChannelError: The channel did not take it.
    """
    now = rooms.clock()
    said = Object(URIRef(uuid4().urn), text=text, title=title, published=now)
    activity = Activity(URIRef(uuid4().urn), Verb.CREATE, rooms.me, said, now)
    point = ConnectionPoint(
        iri=URIRef(uuid4().urn),
        channel=channel,
        address=address,
        direction=Direction.OUTGOING,
        agent=rooms.me,
        connection=rooms.me,
    )
    account = rooms.accounts.of(channel)
    texts = fitted(activity, rooms.channels[channel].card).texts
    delivery = Delivery(URIRef(uuid4().urn), activity, point, account, texts)
    rooms.wires.deliver(delivery)


def send_notice(rooms: "Opened", text: str) -> None:
    """Send a notice to where the settings say (``tell.to``), if they say so.

    A notice is kept before it is sent: one that cannot be sent stands in the digest.
    """
    channel, _, address = rooms.settings.tell.to.partition(":")
    if not address:
        return
    try:
        tell_owner(rooms, channel, URIRef(address), "Plexus", text)
    except ChannelError as error:
        _LOG.warning("a notice could not be sent: %s", error)


def mail_to_me(rooms: "Opened", title: str, text: str) -> str:
    """Mail the owner a page, and return the address that it went to.

    Raises:
        ProfileError: The profile names no mailbox.
        ChannelError: The mail could not be sent.
    """
    subject, graph = text_of(rooms.me), text_of(PROFILE)
    boxes = rooms.store.matching(subject, text_of(FOAF.mbox), graph=graph)
    addresses = sorted(str(term_of(box)) for _, _, box, _ in boxes)
    mailbox = next((one for one in addresses if one.startswith("mailto:")), None)
    if mailbox is None:
        message = "your profile names no mailbox: plexus me set mbox you@example.org"
        raise ProfileError(message)
    tell_owner(rooms, "email", URIRef(mailbox), title, text)
    return mailbox.removeprefix("mailto:")


def digest(rooms: "Opened", since: datetime) -> Digest:
    """Return the day on a page."""
    until = rooms.clock()
    days = rooms.settings.tell.quiet_after_days
    return Digest(
        since=since,
        until=until,
        entries=entries_since(rooms.store, since),
        notices=rooms.notices.since(since),
        quiet=quiet_since(rooms.store, until - timedelta(days=days)),
        failed=_failed(rooms, since),
    )


def _failed(rooms: "Opened", since: datetime) -> tuple[str, ...]:
    rows = rooms.store.select("deliveries-failed", since=since)
    return tuple(f"{row.name or row.agent}: {row.error or row.state}" for row in rows)
