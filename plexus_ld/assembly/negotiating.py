"""Negotiating, wired: letters go by the channel of inboxes, signed as the owner."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from rdflib import URIRef

from plexus_ld.assembly.keys import Owned, own_key
from plexus_ld.channels.ldn import LdnChannel
from plexus_ld.errors import (
    ConnectionPointError,
    NoSuchChannelError,
    PermanentDeliveryError,
)
from plexus_ld.model.capability import Role
from plexus_ld.net.signing.proofs import proved, sealed
from plexus_ld.plex.connections.addresses import address_of
from plexus_ld.plex.connections.proposing import proposals
from plexus_ld.plex.negotiating.letters import Needs
from plexus_ld.plex.negotiating.negotiating import Negotiating
from plexus_ld.plex.negotiating.points import INBOXES
from plexus_ld.plex.people.finding import name_of
from plexus_ld.publish.posts.channel import ATOM
from plexus_ld.rdf.lines import text_of

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.clock import Clock
    from plexus_ld.model.site import Site
    from plexus_ld.net.signing.finding import FoundKeys
    from plexus_ld.plex.accounts.accounts import Accounts
    from plexus_ld.plex.requests.requests import Requests
    from plexus_ld.store import Store

_FEED: Final = "feed"


class Parts(Owned, Protocol):
    """What of a home's rooms negotiating takes."""

    store: "Store"
    clock: "Clock"

    @property
    def site(self) -> "Site":
        """The agent's own address."""

    @property
    def public_keys(self) -> "FoundKeys":
        """The keys of others."""

    @property
    def channels(self) -> "Channels":
        """The channels that are installed."""

    @property
    def accounts(self) -> "Accounts":
        """The owner's accounts."""

    @property
    def requests(self) -> "Requests":
        """What others ask."""


def negotiating_of(rooms: Parts) -> Negotiating:
    """Return the owner's side of all agreements."""
    needs = Needs(
        me=lambda: rooms.me,
        name=lambda: name_of(rooms.store, text_of(rooms.me)),
        site=lambda: rooms.site,
        seal=lambda document: sealed(document, own_key(rooms), rooms.clock()),
        prove=lambda document: _prove(rooms, document),
        post=lambda whom, body: _inboxes(rooms.channels).tell(str(whom), body),
        check=lambda channel, words: _check(rooms, channel, words),
        own=lambda channel: _own(rooms, channel),
        is_fetched=lambda channel: _is_fetched(rooms, channel),
    )
    return Negotiating(rooms.store, needs, rooms.requests, rooms.clock)


def _inboxes(channels: "Channels") -> LdnChannel:
    channel = channels[INBOXES]
    if not isinstance(channel, LdnChannel):
        raise PermanentDeliveryError(INBOXES, "", "another package has this name")
    return channel


def _prove(rooms: Parts, document: Mapping[str, object]) -> URIRef:
    return proved(document, rooms.public_keys.find).owner


def _check(rooms: Parts, channel: str, words: str) -> URIRef:
    """Return an address as an IRI; see `CheckAddress`."""
    card = rooms.channels[channel].card
    if not rooms.accounts.has(channel, "default"):
        reason = f"there is no account on {channel}"
        raise ConnectionPointError(reason)
    return address_of(card, words)


def _is_fetched(rooms: Parts, channel: str) -> bool:
    try:
        return Role.SHARER not in rooms.channels[channel].card.roles
    except NoSuchChannelError:
        return False


def _own(rooms: Parts, channel: str) -> str:
    """Return as what, and where, the owner is on a channel: what their profile says."""
    if channel == INBOXES:
        return str(rooms.me)
    if channel == _FEED:
        return rooms.site.url(ATOM) if rooms.site.is_known else ""
    for one in proposals(rooms.store, rooms.channels.cards, rooms.me):
        if one.way is not None and one.way.channel == channel:
            return str(one.way.address)
    return ""
