"""The owner's inbox in a pod, wired: made, watched, and read as the agent's own is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from rdflib import URIRef

from plexus_ld.assembly.receiving import act
from plexus_ld.assembly.shown import kept_at
from plexus_ld.channels.base import Listener
from plexus_ld.channels.ldn.card import NAME
from plexus_ld.errors import (
    ParseError,
    PermanentListenError,
    PlexusError,
    SignatureError,
)
from plexus_ld.listener.pod.inbox import PodInbox, PodPorts, Told
from plexus_ld.listener.pod.subscribing import Subscriber, services
from plexus_ld.listener.states import note_error
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.notification import Posted
from plexus_ld.net.login.door import Door
from plexus_ld.net.signing.proofs import proved
from plexus_ld.net.websocket import websocket
from plexus_ld.plex.profile.faces import whole_profile
from plexus_ld.publish.credentials import credentials_of
from plexus_ld.publish.login import Door as PublishDoor
from plexus_ld.publish.login import issuers_of
from plexus_ld.publish.pod import ready_inbox
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.guarding import check_json_depth
from plexus_ld.workers import Limits

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

#: What reading a pod's description of itself may cost.
_LIMITS: Final = Limits(wall_s=10.0, cpu_s=5.0, memory_bytes=512 * 1024**2)
_HINT: Final = "look at publish.user and publish.secret_file (docs/publishing.md)"


def pod_of(plex: "Plex") -> PodInbox:
    """Return the owner's inbox in a pod; one without a URL when none is set."""
    inbox = plex.settings.publish.inbox
    ports = PodPorts(
        ready=lambda: _ready(plex),
        poll=lambda cursor: _polled(plex, cursor),
        take=lambda raw: _take(plex, raw),
        subscribed=lambda: _subscribed(plex),
    )
    return PodInbox(plex.store, inbox, ports, plex.clock)


def tend(plex: "Plex") -> tuple[str, ...]:
    """Publish to where the settings say, and read the inbox in the pod, once.

    Returns:
        What could not be done, a sentence each.
    """
    problems: list[str] = []
    place = kept_at(plex.settings)
    try:
        if place:
            problems += plex.publish(place).problems
    except PlexusError as error:
        note_error(plex.store, URIRef(place), str(error), plex.clock())
        problems.append(str(error))
    try:
        pod_of(plex).read()
    except PlexusError as error:
        problems.append(str(error))
    return tuple(dict.fromkeys(problems))


def _issuers(plex: "Plex") -> tuple[str, ...]:
    return issuers_of(whole_profile(plex.store))


def _ready(plex: "Plex") -> None:
    credentials = credentials_of(plex.settings.publish)
    door = PublishDoor(plex.client, credentials, _issuers(plex))
    ready_inbox(door, plex.settings.publish.inbox)


def _polled(plex: "Plex", cursor: str) -> Polled:
    """Ask the inbox by the channel for such inboxes."""
    channel = plex.channels[NAME]
    if not isinstance(channel, Listener):
        raise PermanentListenError(NAME, "", "it does not listen")
    inbox = plex.settings.publish.inbox
    point = ConnectionPoint(
        iri=URIRef(uuid5(NAMESPACE_URL, inbox).urn),
        channel=NAME,
        address=URIRef(inbox),
        direction=Direction.INCOMING,
        agent=plex.me,
        connection=plex.me,
    )
    return channel.poll(_account(plex), (point,), cursor)


def _account(plex: "Plex") -> Account:
    """Return who the owner is on the pod, as the channel takes it."""
    credentials = credentials_of(plex.settings.publish)
    if credentials is None:
        return Account(NAME)
    settings = {"user": credentials.user, "issuer": next(iter(_issuers(plex)), "")}
    return Account(NAME, settings=settings, secrets={"password": credentials.secret})


def _take(plex: "Plex", raw: Raw) -> None:
    """Take what lies there: acted on if it proves whose it is, else kept.

    A pod keeps no signature of a request, so only one within the document counts.
    """
    inbox, headers = plex.settings.publish.inbox, {"content-type": raw.media_type}
    posted = Posted(raw.url, headers, raw.body, sender=inbox)
    plex.inbox.count(posted.sender)
    signer = _signer(plex, raw.body)
    if signer is None:
        plex.inbox.keep(posted)
    else:
        act(plex, posted, signer, is_first=True)


def _signer(plex: "Plex", body: bytes) -> URIRef | None:
    """Return who signed a document; None where nothing proves that."""
    try:
        text = body.decode("utf-8")
        check_json_depth(text)
        found = json.loads(text)
        if not isinstance(found, dict) or "proof" not in found:
            return None
        return proved(found, plex.public_keys.find).owner
    except (ParseError, SignatureError, ValueError, RecursionError):
        return None


@contextmanager
def _subscribed(plex: "Plex") -> Iterator[Told]:
    credentials = credentials_of(plex.settings.publish)
    door = Door(plex.client, credentials, _issuers(plex), _HINT)

    def read(document: Document) -> tuple[str, ...]:
        return plex.workers.call(services, document, limits=_LIMITS)

    url = Subscriber(door, read).subscribe(plex.settings.publish.inbox)
    with websocket(plex.client, url, plex.settings.net.timeout_s) as told:
        yield told
