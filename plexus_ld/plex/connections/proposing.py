"""Points that somebody's profile leads to: proposed, until the owner takes them.

Each channel's card names the properties that it finds points by. What a stranger's
document says is only that: no point is made of it without the owner's word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rdflib import FOAF, URIRef
from rdflib.term import Node

from plexus_ld.errors import ConnectionPointError, FetchError
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.addresses import address_of, way_of
from plexus_ld.plex.connections.services import Service, service_of
from plexus_ld.plex.connections.values import Feed, Proposal, Way
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.ldp import LDP

#: Looks which feeds lie at a page, or whether it is one.
FindFeeds = Callable[[str], Sequence[Feed]]
#: Reads the profile at an address: whom it is about, or why nobody is known by it.
ReadProfile = Callable[[str], tuple[Sequence[URIRef], str]]

#: How the channels go that do not go both ways from somebody's profile.
_ONE_WAY: Final = {
    "feed": Direction.INCOMING,
    "ldn": Direction.OUTGOING,
    "webmention": Direction.OUTGOING,
}
#: What only an actor of ActivityPub has. Its inbox takes what that channel signs.
_ACTOR: Final = tuple(
    URIRef(f"{AS2._NS}{name}") for name in ("inbox", "outbox", "preferredUsername")
)
#: Which of several is preferred, unless the owner says otherwise: what reaches one
#: person before what is read by many.
_ORDER: Final = (
    "email",
    "xmpp",
    "matrix",
    "nostr",
    "mastodon",
    "activitypub",
    "ldn",
    "irc",
    "feed",
)
_PAGES: Final = frozenset({FOAF.homepage, FOAF.weblog})
_FEED: Final = "feed"
_MASTODON: Final = "mastodon"
_FEDIVERSE: Final = (
    "they are in the Fediverse: your Mastodon account, or their feed, leads there"
)
_ACTIVITYPUB: Final = "activitypub"
_NO_FEED: Final = "the page names no feed"
_UNSEEN: Final = "the page cannot be had now; its feed is looked for when it can"
#: Points that one profile can propose.
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of what the profile says."""

    term: URIRef
    value: Node
    account: str
    service: str

    @property
    def words(self) -> str:
        name = str(self.term).rpartition("/")[2].rpartition("#")[2]
        return f"{name} {self.value}"


def proposals(
    store: Store,
    cards: Mapping[str, CapabilityCard],
    person: URIRef,
    find_feeds: FindFeeds | None = None,
) -> tuple[Proposal, ...]:
    """Return the points that a profile leads to, each once, and what leads nowhere.

    Args:
        store: The home's store.
        cards: The cards of the channels that there are.
        person: Whose profile.
        find_feeds: Looks for the feeds of a page; left out, the page itself is
            proposed, and looked at when it is first asked.
    """
    by_property: dict[URIRef, list[CapabilityCard]] = {}
    for card in cards.values():
        for term in card.found_by:
            by_property.setdefault(term, []).append(card)
    by_property.setdefault(FOAF.account, [])
    found: dict[object, Proposal] = {}
    actor = next(_rows(store, person, _ACTOR), None)
    by_property.pop(AS2.outbox, None)
    if actor is not None:
        by_property.pop(LDP.inbox, None)
        found[_FEDIVERSE] = _as_actor(store, actor, cards)
    for row in _rows(store, person, tuple(by_property)):
        for made in _proposed(row, by_property[row.term], cards, find_feeds):
            key = (made.way.channel, made.way.address) if made.way else made.note
            found.setdefault(key, made)
    return tuple(found.values())[:_MOST]


def _as_actor(
    store: Store, row: _Found, cards: Mapping[str, CapabilityCard]
) -> Proposal:
    """Return the point that an account of ActivityPub is, by its own IRI."""
    card = cards.get(_ACTIVITYPUB)
    told = store.matching(None, text_of(row.term), text_of(row.value), None)
    # Of a person the view tells under one IRI; the account's stands in its document.
    own = next((s[1:-1] for s, _, _, graph in told if graph), "")
    way = _way(card, own) if card else None
    return Proposal(way, row.words) if way else Proposal(None, row.words, _FEDIVERSE)


def _rows(
    store: Store, person: URIRef, properties: tuple[URIRef, ...]
) -> Iterator[_Found]:
    for row in store.select("ways-of", person=person, property=properties):
        term, value = row["property"], row["value"]
        if isinstance(term, URIRef) and value is not None:
            account = "" if row["account"] is None else str(row["account"])
            service = "" if row["service"] is None else str(row["service"])
            yield _Found(term, value, account, service)


def _proposed(
    row: _Found,
    finders: Sequence[CapabilityCard],
    cards: Mapping[str, CapabilityCard],
    find_feeds: FindFeeds | None,
) -> Iterator[Proposal]:
    if row.term == FOAF.account:
        yield from _by_account(row, cards)
        return
    for card in finders:
        if card.name == _FEED and row.term in _PAGES and find_feeds is not None:
            yield from _by_page(row, card, find_feeds)
        elif (way := _way(card, str(row.value))) is not None:
            yield Proposal(way, row.words)


def _by_page(
    row: _Found, card: CapabilityCard, find_feeds: FindFeeds
) -> Iterator[Proposal]:
    """Yield the first feed that a page names."""
    try:
        feeds = list(find_feeds(str(row.value)))
    except FetchError:
        yield from unseen(card, str(row.value), row.words)
        return
    ways = [(feed, _way(card, feed.url)) for feed in feeds]
    for feed, way in ways:
        if way is not None:
            yield Proposal(way, row.words, feed.title)
            return
    if row.term == FOAF.weblog:
        yield Proposal(None, row.words, _NO_FEED)


def ranked(
    found: Iterable[Proposal], lacks: Callable[[str], str]
) -> tuple[Proposal, ...]:
    """Return proposals, what can be used now first, with what the others lack.

    Args:
        found: The proposals.
        lacks: Tells what a channel lacks to be used; "" if nothing.
    """
    told = []
    for one in found:
        lack = lacks(one.way.channel) if one.way else ""
        note = f"{one.note}; {lack}" if one.note and lack else one.note or lack
        told.append((one.way is None, bool(lack), _rank(one), replace(one, note=note)))
    return tuple(entry[-1] for entry in sorted(told, key=lambda entry: entry[:-1]))


def _rank(one: Proposal) -> int:
    channel = one.way.channel if one.way else ""
    return _ORDER.index(channel) if channel in _ORDER else len(_ORDER)


def unseen(card: CapabilityCard, page: str, found: str) -> Iterator[Proposal]:
    """Yield a page itself: its feed is looked for when it is first asked for news."""
    way = _way(card, page)
    if way is not None:
        yield Proposal(way, found, _UNSEEN)


def by_feed(card: Callable[[str], CapabilityCard], feed: Feed) -> Proposal:
    """Return what a feed of somebody new leads to."""
    way = way_of(card, f"feed:{feed.url}", Direction.INCOMING)
    return Proposal(way, f"feed {feed.url}", feed.title)


def by_mailbox(
    card: Callable[[str], CapabilityCard], mailbox: str
) -> Iterator[Proposal]:
    """Yield what a mailbox of somebody new leads to; nothing for none."""
    if mailbox:
        way = way_of(card, f"email:{mailbox}", direction_of(card("email")))
        yield Proposal(way, f"mbox {mailbox}")


def _by_account(row: _Found, cards: Mapping[str, CapabilityCard]) -> Iterator[Proposal]:
    """Yield where an account leads: to its service's channel, a feed, or nowhere."""
    service = service_of(str(row.value), row.service, row.account)
    if service.note:
        yield Proposal(None, row.words, service.note)
        return
    for card, words in _leads(row, service, cards):
        way = _way(card, words)
        if way is not None:
            yield Proposal(way, row.words)
            return


def _leads(
    row: _Found, service: Service, cards: Mapping[str, CapabilityCard]
) -> Iterator[tuple[CapabilityCard, str]]:
    scheme = str(row.value).partition(":")[0].lower()
    for card in cards.values():
        if scheme in card.schemes and scheme not in ("http", "https"):
            yield card, str(row.value)
    if service.handle and _MASTODON in cards:
        yield cards[_MASTODON], service.handle
    if service.feed and _FEED in cards:
        yield cards[_FEED], service.feed


def _way(card: CapabilityCard, words: str) -> Way | None:
    """Return a way by an address that a stranger wrote; None if it is none."""
    try:
        address = address_of(card, words)
    except ConnectionPointError:
        return None
    return Way(card.name, address, direction_of(card))


def direction_of(card: CapabilityCard) -> Direction:
    """Return how a point goes that a profile leads to."""
    if card.name in _ONE_WAY:
        return _ONE_WAY[card.name]
    hears = card.roles & {Role.LISTENER, Role.RECEIVER}
    if Role.LIVE in card.roles or (hears and Role.SHARER in card.roles):
        return Direction.BOTH
    return Direction.OUTGOING if Role.SHARER in card.roles else Direction.INCOMING
