"""Mentions, put together: from what others tell to what the owner hears."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

from plexus_ld.listener.mentions.mentions import Mentions, Ports
from plexus_ld.model.permalink import page_name

if TYPE_CHECKING:
    from plexus_ld.clock import Clock
    from plexus_ld.listener.listening import Listening
    from plexus_ld.listener.mentions.records import Mention
    from plexus_ld.model.site import Site
    from plexus_ld.net.client import Client
    from plexus_ld.plex.requests.requests import Requests
    from plexus_ld.store import Store
    from plexus_ld.workers import Workers


class Mentioned(Protocol):
    """What of an opened home mentions take.

    Attributes:
        store: The quads.
        workers: Where strangers' pages are read.
        clock: Tells the time.
    """

    store: "Store"
    workers: "Workers"
    clock: "Clock"

    @property
    def client(self) -> "Client":
        """The door to the network."""

    @property
    def site(self) -> "Site":
        """The agent's own address."""

    @property
    def listening(self) -> "Listening":
        """What keeps what is heard."""

    @property
    def requests(self) -> "Requests":
        """What waits for the owner's word."""


def mentions_of(plex: Mentioned) -> Mentions:
    """Return the mentions of a home."""
    from plexus_ld.model.request import Request

    def hold(one: "Mention") -> None:
        plex.requests.hold(
            Request(
                iri=one.iri,
                kind="mention",
                by=one.author or URIRef(one.source),
                name=one.name,
                is_ours=False,
                at=one.at,
                words=f"{one.source} mentions {one.target}: {one.words}".rstrip(": "),
                about=one.about,
            )
        )

    ports = Ports(
        about=lambda url: about(plex, url),
        hold=hold,
        withdraw=lambda one: plex.requests.settle(one.iri, "withdrawn"),
        ingest=lambda target, raw: plex.listening.ingest(target, [(raw, "")]),
    )
    return Mentions(plex.store, plex.workers, plex.client, ports, plex.clock)


def about(plex: Mentioned, url: str) -> URIRef | None:
    """Return what a page of the owner's is about; None for the profile.

    Raises:
        LookupError: There is no such page, or not for everybody.
    """
    site = plex.site
    if not site.is_known or not url.startswith(site.base):
        raise LookupError(url)
    if url in (site.base, site.url("index.html")):
        return None
    now = plex.clock()
    for row in plex.store.select("said-publicly"):
        iri = URIRef(str(row.object))
        pages = (str(iri), str(row.activity), site.url(page_name(iri)))
        if url in pages and datetime.fromisoformat(str(row.published)) <= now:
            return iri
    raise LookupError(url)
