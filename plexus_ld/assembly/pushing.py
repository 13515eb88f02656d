"""What is pushed, put together: from the hub's POST to what was heard."""

from typing import TYPE_CHECKING, Final, Protocol

from rdflib import URIRef

from plexus_ld.assembly.siting import Owned, site_of
from plexus_ld.listener.pushing.pushes import Pushes, PushPorts
from plexus_ld.listener.pushing.records import PushRecords
from plexus_ld.model.arrival import Raw

if TYPE_CHECKING:
    from plexus_ld.clock import Clock
    from plexus_ld.listener.listening import Listening
    from plexus_ld.listener.targets import Target
    from plexus_ld.net.client import Client
    from plexus_ld.storage.home import Home

_CHANNEL: Final = "feed"


class Pushed(Owned, Protocol):
    """What of an opened home pushing takes.

    Attributes:
        home: Where its table lies; None when it is in memory.
        clock: Tells the time.
    """

    home: "Home | None"
    clock: "Clock"

    @property
    def client(self) -> "Client":
        """The door to the network."""

    @property
    def listening(self) -> "Listening":
        """What keeps what is heard."""


def pushes_of(plex: Pushed) -> Pushes:
    """Return what is pushed to a home."""

    def callback(id_: str) -> str:
        site = site_of(plex)
        return site.url(f"websub/callback/{id_}") if site.is_known else ""

    def ingest(point: URIRef, raw: Raw) -> None:
        target = _targets(plex).get(point)
        if target is not None:
            plex.listening.ingest(target, [(raw, "")])

    ports = PushPorts(callback, lambda: _targets(plex).keys(), ingest)
    file = plex.home.folder / "pushes.db" if plex.home else None
    return Pushes(PushRecords(file), plex.client, ports, plex.clock)


def _targets(plex: Pushed) -> "dict[URIRef, Target]":
    """Return the feeds that are listened to, by their points."""
    targets = plex.listening.targets(plex.clock())
    return {
        target.iri: target
        for target in targets
        if target.channel == _CHANNEL and not target.is_account
    }
