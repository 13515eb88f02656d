"""The owner's WebSub hub, put together: from what was said to what is sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from plexus_ld.plex.profile.faces import seen_by
from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.plex.touched import touched
from plexus_ld.publish.portrait import portrait_of
from plexus_ld.publish.posts.atom import atom
from plexus_ld.publish.posts.channel import ATOM, ATOM_TYPE, JSON, JSON_TYPE
from plexus_ld.publish.posts.jsonfeed import json_feed
from plexus_ld.publish.posts.writing import posts_of
from plexus_ld.rdf.lines import text_of
from plexus_ld.sharer.hub.hub import Hub, Ports, Topic
from plexus_ld.sharer.hub.records import Records
from plexus_ld.sharer.publicly import said_publicly
from plexus_ld.vocab.graphs import PROFILE, SAID

if TYPE_CHECKING:
    from plexus_ld.clock import Clock
    from plexus_ld.model.site import Site
    from plexus_ld.net.client import Client
    from plexus_ld.settings import Settings
    from plexus_ld.sharer.media import Media
    from plexus_ld.storage.home import Home
    from plexus_ld.store import Store

_SHOWN: Final = (f" {text_of(PROFILE)} .", f" {text_of(SAID)} .")


class Feeding(Protocol):
    """What of an opened home the hub takes.

    Attributes:
        settings: Whether another hub is named.
        store: The quads.
        home: Where its table lies; None when it is in memory.
        clock: Tells the time.
    """

    settings: "Settings"
    store: "Store"
    home: "Home | None"
    clock: "Clock"

    @property
    def media(self) -> "Media":
        """The bytes of what goes with posts."""

    @property
    def client(self) -> "Client":
        """The door to the network."""

    @property
    def site(self) -> "Site":
        """The agent's own address."""


def hub_of(plex: Feeding) -> Hub:
    """Return the hub of a home."""
    feeds = _Feeds(plex)
    ports = Ports(plex.site.url("websub"), plex.site.base, feeds.now, feeds.changed)
    file = plex.home.folder / "hub.db" if plex.home else None
    return Hub(Records(file), plex.client, ports, plex.clock)


def hub_url(plex: Feeding) -> str:
    """Return the hub that the owner's feeds name: one that is set, else their own.

    Without an address nobody could find it: "".
    """
    own = plex.site.url("websub") if plex.site.is_known else ""
    return plex.settings.publish.hub or own


class _Feeds:
    """The owner's feeds, as everybody may read them."""

    def __init__(self, plex: Feeding) -> None:
        self._plex = plex
        self._until: datetime | None = None

    def now(self) -> Mapping[str, Topic]:
        """Return the feeds by their URLs; none while there is nobody, or no address."""
        plex = self._plex
        if find_owner(plex.store) is None or not plex.site.is_known:
            return {}
        shown = seen_by(plex.store, "public")
        said = said_publicly(plex.store, plex.media, plex.clock())
        self._until = said.until
        channel = posts_of(
            said,
            owner=str(shown.owner),
            name=portrait_of(shown).title,
            base=plex.site.base,
            hub=hub_url(plex),
        ).channel
        return {
            plex.site.url(ATOM): Topic(ATOM_TYPE, atom(channel)),
            plex.site.url(JSON): Topic(JSON_TYPE, json_feed(channel)),
        }

    def changed(self, before: int) -> tuple[bool, int]:
        """Tell whether they can be others than at a sequence number, and it now."""
        store = self._plex.store
        now = store.sequence
        if now == before:
            return self._until is not None and self._until <= self._plex.clock(), now
        return touched(store, before, now, lambda line: line.endswith(_SHOWN)), now
