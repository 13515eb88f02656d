"""`Connections`: with whom the owner is connected, and by which points."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import (
    ConnectionPointError,
    FetchError,
    WhoError,
)
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.addresses import way_of
from plexus_ld.plex.connections.editing import Asked, edited
from plexus_ld.plex.connections.ending import without_connection, without_point
from plexus_ld.plex.connections.labels import found_point, id_of
from plexus_ld.plex.connections.listing import (
    connection_lines,
    point_line,
    point_lines,
)
from plexus_ld.plex.connections.making import Wish, fulfil
from plexus_ld.plex.connections.points import held_points, lines_about
from plexus_ld.plex.connections.proposing import (
    FindFeeds,
    ReadProfile,
    by_feed,
    by_mailbox,
    proposals,
    ranked,
    unseen,
)
from plexus_ld.plex.connections.strangers import is_page, mailbox_in, stranger
from plexus_ld.plex.connections.values import (
    Connected,
    ConnectionLine,
    Found,
    PointLine,
    Proposal,
    Way,
)
from plexus_ld.plex.connections.writing import point_quads
from plexus_ld.plex.people import finding
from plexus_ld.plex.people.who import resolve_all
from plexus_ld.rdf.lines import lines_of, text_of
from plexus_ld.store import Store


@dataclass(frozen=True, slots=True)
class Tools:
    """What connections need of other rooms.

    Attributes:
        card: Gives a channel's card, by the channel's name.
        cards: Gives the cards of all channels.
        resolve: WHO, in the owner's words, to an IRI.
        find_feeds: Looks for the feeds of a page.
        read_profile: Reads the profile of somebody who is not known yet.
        has_account: Tells whether the owner has an account on a channel.
        lacks: Tells what a channel lacks to be used, in a sentence; "" if nothing.
    """

    card: Callable[[str], CapabilityCard]
    cards: Callable[[], Mapping[str, CapabilityCard]]
    resolve: Callable[[str], URIRef]
    find_feeds: FindFeeds
    read_profile: ReadProfile
    has_account: Callable[[str, str], bool]
    lacks: Callable[[str], str]


class Connections:
    """The owner's connections.

    Args:
        store: The home's store.
        tools: What connections need of other rooms.
        clock: Tells the time.
    """

    def __init__(self, store: Store, tools: Tools, clock: Clock) -> None:
        self._store = store
        self._tools = tools
        self._clock = clock

    def ways(self, out: Iterable[str] = (), in_: Iterable[str] = ()) -> tuple[Way, ...]:
        """Read ``CHANNEL:ADDRESS`` words, those to speak by and those to listen by.

        Raises:
            NoSuchChannelError: There is no such channel.
            ConnectionPointError: The words are none.
        """
        card = self._tools.card
        spoken = [way_of(card, words, Direction.OUTGOING) for words in out]
        heard = [way_of(card, words, Direction.INCOMING) for words in in_]
        for way in (*spoken, *heard):
            if not self._tools.has_account(way.channel, way.account):
                reason = f"there is no account {way.account!r} on {way.channel}"
                raise ConnectionPointError(reason)
        return (*spoken, *heard)

    def look(self, who: str, *, fetch: bool = True, stranger_ok: bool = True) -> Found:
        """Find whom the owner means, and what could be connected.

        Args:
            who: WHO; a mailbox, a page or a feed of somebody not known yet; their name.
            fetch: Whether the pages of somebody known are fetched to find their feeds.
                The address of somebody who is not is fetched in any case, once.
            stranger_ok: Whether a mere name may be somebody new.

        Raises:
            WhoError: More than one answers to it, or nobody does.
        """
        words = who.strip()
        try:
            agent = self._tools.resolve(words)
        except WhoError as error:
            if error.candidates or words.casefold().startswith("circle:"):
                raise
            return self._stranger(words, error, fetch=fetch, name_ok=stranger_ok)
        return self._known(agent, fetch=fetch)

    def _known(self, agent: URIRef, *, fetch: bool) -> Found:
        feeds = self._tools.find_feeds if fetch else None
        found = proposals(self._store, self._tools.cards(), agent, feeds)
        return Found(agent, (), self._new(agent, found))

    def connect(
        self, found: Found, ways: Sequence[Way] = (), note: str = ""
    ) -> Connected:
        """Connect with whom `look` found, over these ways.

        Raises:
            ConnectionPointError: It is the owner.
        """
        owner = finding.owner_of(self._store)
        if owner == text_of(found.agent):
            message = "that is you: nobody is connected with themselves"
            raise ConnectionPointError(message)
        wish = Wish(found.agent, ways, note, found.about)
        return fulfil(self._store, wish, self._clock)

    def disconnect(self, who: str, *, keep_points: bool = False) -> ConnectionLine:
        """End a connection: it is withdrawn, and its points are gone.

        Args:
            who: With whom.
            keep_points: Whether its points stay, paused.

        Raises:
            WhoError: Nobody, or more than one.
            ConnectionPointError: There is no connection with them.
        """
        agent = self._tools.resolve(who)
        ended = self.connection(agent)
        if ended is None:
            name = finding.name_of(self._store, text_of(agent))
            message = f"you hold no connection with {name}"
            raise ConnectionPointError(message)
        self._store.change(
            lambda now: without_connection(
                now, ended.iri, ended.name, self._clock(), keep_points
            )
        )
        return self.connection(agent) or ended

    def connection(self, agent: URIRef) -> ConnectionLine | None:
        """Return the connection with somebody; None when there is none."""
        return next(iter(connection_lines(self._store, (agent,))), None)

    def list(self) -> tuple[ConnectionLine, ...]:
        """Return all connections, in the order of the names."""
        return connection_lines(self._store)

    def points(self, who: str | None = None) -> tuple[PointLine, ...]:
        """Return points, those of some people or all, by person and preference.

        Raises:
            WhoError: Nobody, or more than one.
        """
        agents = resolve_all(self._store, who) if who else ()
        return point_lines(self._store, self._clock(), agents)

    def point(self, id_: str) -> PointLine:
        """Return a point, by its name or IRI.

        Raises:
            ConnectionPointError: There is none, or more than one.
        """
        held = found_point(self._store, id_)
        name = finding.name_of(self._store, text_of(held.point.agent))
        return point_line(held, name, self._clock())

    def set_point(self, id_: str, pairs: Mapping[str, str]) -> PointLine:
        """Set values of a point; see `editing.KEYS`.

        Raises:
            ConnectionPointError: There is no such point, or a value is none.
        """
        return self._edit(id_, "set", lambda asked: edited(asked, pairs))

    def pause_point(self, id_: str) -> PointLine:
        """Have a point kept, and not used."""
        return self._edit(
            id_, "pause", lambda asked: replace(asked.point, is_paused=True)
        )

    def resume_point(self, id_: str) -> PointLine:
        """Have a point used again."""
        return self._edit(
            id_, "resume", lambda asked: replace(asked.point, is_paused=False)
        )

    def remove_point(self, id_: str) -> PointLine:
        """Take a point away.

        Raises:
            ConnectionPointError: There is none, or more than one.
        """
        gone = self.point(id_)
        self._store.change(lambda now: without_point(now, gone.point.iri, gone.id))
        return gone

    def _edit(
        self, id_: str, verb: str, new: Callable[[Asked], ConnectionPoint]
    ) -> PointLine:
        iri = found_point(self._store, id_).point.iri

        def compute(now: Store) -> Change:
            held = found_point(now, str(iri))
            channel = held.point.channel
            card = self._tools.card(channel)
            has_account = self._tools.has_account
            asked = Asked(
                held.point, card, lambda name: has_account(channel, name), self._clock()
            )
            after = lines_of(point_quads(new(asked), held.label))
            before = lines_about(now, iri)
            leads = after[0]
            return Change(
                added=tuple(one for one in after if one not in before and one != leads),
                removed=tuple(one for one in before if one not in after),
                note=f"point {verb}: {id_of(held)}",
            )

        self._store.change(compute)
        return self.point(str(iri))

    def _stranger(
        self, words: str, nobody: WhoError, *, fetch: bool, name_ok: bool
    ) -> Found:
        """Return somebody new, as the owner's words name them."""
        if is_page(words):
            return self._page(words, fetch=fetch)
        if words.lower().startswith(("http://", "https://")):
            agents, why = self._tools.read_profile(words)
            if URIRef(words) in agents:
                return self._known(self._tools.resolve(words), fetch=fetch)
            agent, about = stranger(self._store, words)
            return Found(agent, about, (), why)
        if not name_ok and not mailbox_in(words) and ":" not in words:
            raise nobody
        agent, about = stranger(self._store, words)
        return Found(
            agent, about, tuple(by_mailbox(self._tools.card, mailbox_in(words)))
        )

    def _page(self, url: str, *, fetch: bool) -> Found:
        """Return whose profile, page or feed a URL is: somebody new."""
        card = self._tools.card("feed")
        try:
            feeds = list(self._tools.find_feeds(url))
        except FetchError as error:
            unknown, note = list(unseen(card, url, f"page {url}")), str(error)
            return Found(*stranger(self._store, url), tuple(unknown), note)
        is_feed = any(not feed.is_page for feed in feeds)
        agents, note = ((), "") if is_feed else self._tools.read_profile(url)
        if len(agents) == 1:
            return self._known(self._tools.resolve(str(agents[0])), fetch=fetch)
        called = next((feed.title for feed in feeds if feed.title), "")
        proposed = tuple(by_feed(self._tools.card, feed) for feed in feeds[:1])
        agent, about = stranger(self._store, url, called, is_feed=is_feed)
        return Found(agent, about, proposed, "" if feeds else note)

    def _new(self, agent: URIRef, found: Iterable[Proposal]) -> tuple[Proposal, ...]:
        """Leave out what is a point of theirs already."""
        held = held_points(self._store, agents=(agent,))
        there = {(one.point.channel, one.point.address) for one in held}
        new = (
            one
            for one in found
            if one.way is None or (one.way.channel, one.way.address) not in there
        )
        return ranked(new, self._tools.lacks)
