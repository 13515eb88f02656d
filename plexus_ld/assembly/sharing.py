"""The wiring of what shares."""

from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.errors import ChannelError
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.plex.people.finding import name_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.accepting import Needs
from plexus_ld.sharer.composing import Composer
from plexus_ld.sharer.routing import Audiences, Router
from plexus_ld.sharer.sharing import Sharing

if TYPE_CHECKING:
    from plexus_ld.assembly.rooms import Rooms


def sharing_of(rooms: "Rooms") -> Sharing:
    """Return what a home shares by."""

    def card_of(name: str) -> CapabilityCard | None:
        try:
            return rooms.channels[name].card
        except ChannelError:
            return None

    def lack_of(channel: str, account: str) -> str:
        try:
            rooms.channels.usable(channel)
            rooms.accounts.of(channel, account)
        except ChannelError as error:
            return str(error)
        return ""

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
            router=Router(rooms.store, card_of, lack_of, rooms.clock),
            card_of=card_of,
            owner=owner,
            clock=rooms.clock,
        )
    )
