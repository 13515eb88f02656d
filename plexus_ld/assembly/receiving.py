"""What comes to the inbox, wired: who signed it, and who acts on it."""

import logging
from typing import TYPE_CHECKING, Final

from rdflib import URIRef

from plexus_ld.errors import DeliveryError, RefusedError
from plexus_ld.listener.activities import notification_of
from plexus_ld.listener.pacing import Bounds
from plexus_ld.listener.received.records import acted_lines, has
from plexus_ld.listener.targets import Target
from plexus_ld.model.activity import POST_VERBS
from plexus_ld.model.arrival import Raw
from plexus_ld.model.change import Change
from plexus_ld.model.notification import Handler, Notification, Posted
from plexus_ld.net.signing.values import Incoming
from plexus_ld.net.signing.verifying import verified
from plexus_ld.plex.connections.blocking import is_blocked
from plexus_ld.plex.connections.points import held_points
from plexus_ld.plex.following.points import CHANNEL
from plexus_ld.plex.negotiating.points import INBOXES

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_LOG: Final = logging.getLogger(__name__)
_VERBS: Final = frozenset(map(str, POST_VERBS))


def handlers(plex: "Plex") -> tuple[Handler, ...]:
    """Return who acts on what came; the first that says a sentence is the last."""
    return (
        plex.negotiating.handle,
        plex.following.handle,
        lambda told: _heard(plex, told),
    )


def receive(plex: "Plex", posted: Posted) -> str:
    """Take what is brought; what it says is kept when this returns.

    What nobody signed is kept as it came, for the owner to look at. Of what is signed
    and nobody acts on nothing is kept: it is answered alike, and told to no one.

    Returns:
        The name of a notification that is kept as it came; "" for anything else.

    Raises:
        RefusedError: It is forged, no notification, or for others; its sender brings
            too many; or it cannot be acted on now.
    """
    plex.inbox.count(posted.sender)
    if not posted.is_signed:
        return plex.inbox.keep(posted)
    _act(plex, posted)
    return ""


def _act(plex: "Plex", posted: Posted) -> None:
    """Have somebody act on a signed activity."""
    incoming = Incoming("POST", posted.url, posted.headers, posted.body)
    signer = verified(incoming, plex.public_keys.find, plex.clock()).owner
    act(plex, posted, signer)


def act(
    plex: "Plex", posted: Posted, signer: URIRef, *, is_first: bool = False
) -> None:
    """Have somebody act on an activity, once it is known who signed it.

    Args:
        plex: The opened home.
        posted: What came.
        signer: Who signed it.
        is_first: Whether it counts only when it comes for the first time: where
            whoever saw it can bring it again.

    Raises:
        RefusedError: Its signer may not say so; or it cannot be acted on now.
    """
    if is_blocked(plex.store, signer):
        _LOG.info("%s is blocked, and not told so", signer)
        return
    media_type = posted.headers.get("content-type", "")
    told = notification_of(
        posted.body, media_type, signer, plex.site, plex.me, plex.clock()
    )
    if is_first and has(plex.store, told.iri):
        return
    try:
        said = next(filter(None, (hear(told) for hear in handlers(plex))), None)
    except DeliveryError as error:
        message = "the account that asks cannot be had, or told, now"
        raise RefusedError(message, 503) from error
    if is_first and said:
        plex.store.apply(Change(added=acted_lines(told.iri, plex.clock())))
    _LOG.info("%s of %s: %s", told.verb, told.actor, said or "nobody's business")


def _heard(plex: "Plex", told: Notification) -> str | None:
    """Keep what is said by who is listened to."""
    if told.verb not in _VERBS:
        return None
    now = plex.clock()
    for held in held_points(plex.store, address=told.actor):
        point = held.point
        is_ours = point.channel in (CHANNEL, INBOXES)
        if is_ours and held.is_open(now) and point.direction.listens:
            raw = Raw(
                point.channel, told.body, str(told.actor), told.media_type, point.iri,
                heard_at=now,
            )  # fmt: skip
            card = plex.channels[point.channel].card
            bounds = Bounds(card.least_pace, card.usual_pace, card.usual_pace)
            target = Target(point.iri, card.name, point.account, (point,), bounds)
            plex.listening.ingest(target, [(raw, "")])
            return f"heard of {told.actor}"
    return None
