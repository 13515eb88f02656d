"""The wiring of what shares."""

from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

from plexus_ld.assembly.lacks import lacking
from plexus_ld.plex.people.finding import name_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.accepting import Needs
from plexus_ld.sharer.composing import Composer
from plexus_ld.sharer.routing import Audiences, Router
from plexus_ld.sharer.sharing import Sharing

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.clock import Clock
    from plexus_ld.net.client import Client
    from plexus_ld.plex.accounts.accounts import Accounts
    from plexus_ld.settings import Settings
    from plexus_ld.sharer.media import Media
    from plexus_ld.store import Store
    from plexus_ld.workers import Workers


class Rooms(Protocol):
    """The rooms of a home that sharing asks."""

    settings: "Settings"
    store: "Store"
    clock: "Clock"
    workers: "Workers"

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""

    @property
    def client(self) -> "Client":
        """The door to the network."""

    @property
    def channels(self) -> "Channels":
        """The channels that are installed."""

    @property
    def accounts(self) -> "Accounts":
        """The owner's accounts."""

    @property
    def media(self) -> "Media":
        """Where files are kept."""

    def resolve(self, who: str) -> URIRef:
        """Find who is meant."""


def sharing_of(rooms: Rooms) -> Sharing:
    """Return what a home shares by."""

    def lack_of(channel: str, account: str) -> str:
        return lacking(rooms.channels, rooms.accounts, channel, account)

    def owner() -> tuple[URIRef, str]:
        me = rooms.me
        name = name_of(rooms.store, text_of(me))
        return me, "" if name == str(me) else name

    settings = rooms.settings
    return Sharing(
        Needs(
            store=rooms.store,
            media=rooms.media,
            composer=Composer(
                rooms.workers, rooms.client, rooms.media, settings.media, rooms.clock
            ),
            audiences=Audiences(rooms.store, settings, rooms.workers, rooms.resolve),
            router=Router(rooms.store, rooms.channels.find_card, lack_of, rooms.clock),
            card_of=rooms.channels.find_card,
            owner=owner,
            clock=rooms.clock,
        )
    )
