"""A Plex in memory whose owner is Robin, who knows Bob by a document of his."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from rdflib import FOAF, URIRef

from plexus_ld.errors import FetchError, NoSuchChannelError
from plexus_ld.model.activity import Kind
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.change import Change
from plexus_ld.plex.accounts.accounts import Accounts
from plexus_ld.plex.connections.connections import Connections, Tools
from plexus_ld.plex.connections.values import Feed
from plexus_ld.plex.people.network import network
from plexus_ld.plex.people.who import resolve
from plexus_ld.plex.profile.owner import create
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.ldp import LDP
from plexus_ld.workers import Workers

BOB = URIRef("https://bob.example/card#me")
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
BOTH_WAYS = frozenset({Role.SHARER, Role.LISTENER})
#: Cards like those of the channels that ship.
CARDS: Mapping[str, CapabilityCard] = MappingProxyType(
    {
        card.name: card
        for card in (
            CapabilityCard(
                "email", "Email", "Mail.", BOTH_WAYS, ("mailto",), "bob@example.org",
                found_by=(FOAF.mbox,), kinds=frozenset({Kind.NOTE, Kind.IMAGE}),
            ),
            CapabilityCard(
                "feed", "Feeds", "Feeds.", frozenset({Role.LISTENER}),
                ("https", "http"), "https://example.org/feed.xml",
                found_by=(FOAF.weblog, FOAF.homepage), least_pace=timedelta(minutes=5),
            ),
            CapabilityCard(
                "ldn", "Inboxes", "Inboxes.", frozenset({Role.SHARER}),
                ("https", "http"), "https://bob.example/inbox/", found_by=(LDP.inbox,),
            ),
            CapabilityCard(
                "xmpp", "XMPP", "Chat.", frozenset({Role.LIVE}), ("xmpp",),
                "bob@example.org", found_by=(FOAF.jabberID,),
            ),
            CapabilityCard(
                "mastodon", "Mastodon", "Toots.", BOTH_WAYS, ("acct",),
                "@bob@social.example", found_by=(FOAF.account,),
            ),
            CapabilityCard(
                "matrix", "Matrix", "Rooms.", frozenset({Role.LIVE}), ("matrix",),
                "@bob:example.org",
            ),
            CapabilityCard(
                "irc", "IRC", "Lines.", frozenset({Role.LIVE}), ("irc", "ircs"),
                "ircs://irc.example/plexus",
            ),
            CapabilityCard(
                "file", "Folders", "Folders.", BOTH_WAYS, ("file",), "/srv/exchange"
            ),
        )
    }
)  # fmt: skip


class Pages:
    """Which feeds lie at which pages; a page that is not here cannot be had."""

    def __init__(self) -> None:
        self.feeds: dict[str, tuple[Feed, ...]] = {}

    def __call__(self, url: str) -> tuple[Feed, ...]:
        if url not in self.feeds:
            raise FetchError(url, "it cannot be had")
        return self.feeds[url]

    def profile(self, url: str) -> tuple[tuple[URIRef, ...], str]:
        """Nobody's profile lies anywhere."""
        return (), f"{url} says of nobody who they are"


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def card(name: str) -> CapabilityCard:
    if name not in CARDS:
        raise NoSuchChannelError(name)
    return CARDS[name]


def tell(
    store: Store, *statements: str, document: str = "https://bob.example/card"
) -> None:
    """Have a document say something of Bob; ``foaf:`` may be left short."""
    lines = tuple(
        f"<{BOB}> {said} <{document}> .".replace("foaf:", f"{FOAF._NS}")
        for said in statements
    )
    store.apply(Change(added=lines))


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def store(workers: Workers) -> Iterator[Store]:
    with open_store(
        None, settings=Settings(), derive=network, check=check, workers=workers
    ) as store:
        create(store, "Robin Example", base="https://robin.example/")
        tell(
            store,
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <foaf:Person>",
            '<foaf:name> "Bob Berg"',
        )
        yield store


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store, card)


@pytest.fixture
def rooms(store: Store, pages: Pages, time: Time, accounts: Accounts) -> Connections:
    tools = Tools(
        card=card,
        cards=lambda: CARDS,
        resolve=lambda who: resolve(store, who),
        find_feeds=pages,
        read_profile=pages.profile,
        has_account=accounts.has,
        lacks=lambda channel: "no account yet" if channel == "xmpp" else "",
    )
    return Connections(store, tools, time)
