"""The wiring of what listens."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from rdflib import URIRef

from plexus_ld.channels.registry import Channels
from plexus_ld.errors import HomeError, ParseError
from plexus_ld.listener.ingesting.brought import Ingested
from plexus_ld.listener.ingesting.ingest import Decide
from plexus_ld.listener.listening import Listening, Ports
from plexus_ld.listener.stream.stream import Stream
from plexus_ld.plex.accounts.naming import account_iri
from plexus_ld.plex.circles import circle, members_of
from plexus_ld.plex.connections.ending import pause
from plexus_ld.plex.connections.points import move_point, open_points
from plexus_ld.plex.people.cards import nodes_of
from plexus_ld.store import Store

if TYPE_CHECKING:
    from plexus_ld.clock import Clock
    from plexus_ld.listener.pushing.pushes import Pushes
    from plexus_ld.plex.accounts.accounts import Accounts
    from plexus_ld.plex.sources.originals import Originals
    from plexus_ld.settings import Settings
    from plexus_ld.sharer.delivering.deliverer import Deliverer
    from plexus_ld.storage.home import Home
    from plexus_ld.workers import Workers


class Parts(Protocol):
    """What of a home's rooms listening takes."""

    store: Store
    workers: "Workers"
    settings: "Settings"
    home: "Home | None"
    clock: "Clock"

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""

    @property
    def channels(self) -> Channels:
        """The channels that are installed."""

    @property
    def accounts(self) -> "Accounts":
        """The owner's accounts."""

    @property
    def originals(self) -> "Originals":
        """What keeps bytes as they came."""

    @property
    def deliverer(self) -> "Deliverer":
        """What is told of a bounce."""

    @property
    def pushes(self) -> "Pushes":
        """What hubs send."""

    def resolve(self, who: str) -> URIRef:
        """Find who is meant."""


_LOG = logging.getLogger(__name__)


def listening_of(rooms: Parts, decide: Decide) -> Listening:
    """Return a home's listening.

    Args:
        rooms: The home's rooms.
        decide: The owner's rules.
    """
    store = rooms.store
    ports = Ports(
        open_points=lambda now: open_points(store, now),
        channel_of=lambda name: rooms.channels.usable(name),
        card_of=rooms.channels.find_card,
        account_of=lambda channel, name: rooms.accounts.of(channel, name),
        account_iri=account_iri,
        on_moved=lambda point, address: _moved(store, point, address),
        on_gone=lambda point, reason: pause(store, point, reason),
        on_failure=lambda failure: rooms.deliverer.fail(failure),
        keep_signed=lambda bodies: rooms.originals.put(bodies),
        on_hub=lambda *named: rooms.pushes.named(*named),
        pushed=lambda: rooms.pushes.alive(),
    )
    return Listening(
        store,
        rooms.workers,
        ports,
        rooms.settings.listener,
        rooms.clock,
        rooms.home.listening if rooms.home else None,
        decide,
    )


def stream_of(rooms: Parts) -> Stream:
    """Return a home's stream."""

    def me() -> URIRef | None:
        with suppress(HomeError):
            return rooms.me
        return None

    return Stream(
        rooms.store,
        me,
        lambda person: nodes_of(rooms.store, person),
        rooms.clock,
        rooms.home.text_index if rooms.home else None,
    )


def people_called(rooms: Parts, words: Iterable[str]) -> tuple[URIRef, ...]:
    """Return who is meant by some words, ``circle:NAME`` among them.

    Raises:
        WhoError: Nobody, or more than one, answers to one of them.
        ConnectionPointError: There is no such circle.
    """
    found: dict[URIRef, None] = {}
    for word in words:
        if word.casefold().startswith("circle:"):
            name = circle(rooms.store, word).name
            found.update(dict.fromkeys(members_of(rooms.store, name) or ()))
        else:
            found[rooms.resolve(word)] = None
    return tuple(found)


def listen(
    rooms: Parts,
    listening: Listening,
    who: Iterable[str] | None,
    *,
    once: bool,
    on_progress: Callable[[int, int, str], None],
) -> Ingested:
    """Ask for news where it is due; see `Rooms.listen`."""
    now = rooms.clock()
    listening.decide_rest()
    people = people_called(rooms, who or ())
    agents = {node for one in people for node in (one, *nodes_of(rooms.store, one))}
    targets = listening.targets(now, agents if who else None)
    if not once:
        targets = listening.those_due(targets, now)
    asked = heard = 0

    def on_heard(kept: Ingested) -> None:
        nonlocal asked, heard
        asked, heard = asked + kept.polled, heard + len(kept.new)
        on_progress(asked, len(targets), f"{heard} new")

    on_progress(0, len(targets), "")
    return listening.poll_all(targets, now, on_heard=on_heard)


def _moved(store: Store, point: URIRef, address: str) -> None:
    """Have a point lead to where its server says that it lies now."""
    with suppress(ParseError):  # it names no address
        if move_point(store, point, URIRef(address)):
            _LOG.info("a point moved to %s", address)
