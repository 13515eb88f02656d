"""The rooms of an opened home: each is furnished when it is first asked for."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.plex.profile.owner import owner_of
from plexus_ld.settings import Settings
from plexus_ld.storage.home import Home
from plexus_ld.store import Store
from plexus_ld.workers import Workers

if TYPE_CHECKING:
    from plexus_ld.assembly.loop import Loop
    from plexus_ld.channels.base import Tools
    from plexus_ld.channels.registry import Channels
    from plexus_ld.channels.wires import Wires
    from plexus_ld.listener.ingesting.brought import Ingested
    from plexus_ld.listener.listening import Listening
    from plexus_ld.listener.notices import Notices
    from plexus_ld.listener.pushing.pushes import Pushes
    from plexus_ld.listener.quiet import Quiet
    from plexus_ld.listener.rules import Rules
    from plexus_ld.listener.stream.stream import Stream
    from plexus_ld.listener.watches import Watches
    from plexus_ld.net.client import Client
    from plexus_ld.plex.accounts.accounts import Accounts
    from plexus_ld.plex.connections.connections import Connections
    from plexus_ld.plex.questions import Questions
    from plexus_ld.plex.sources.originals import Originals
    from plexus_ld.plex.sources.sources import Sources
    from plexus_ld.sharer.delivering.deliverer import Deliverer
    from plexus_ld.sharer.media import Media
    from plexus_ld.sharer.sharing import Sharing


class Rooms:
    """What `Plex` is made of.

    Attributes:
        settings: What the home's settings and the environment say.
        store: The quads.
        home: Where it lies; None when it is in memory.
        clock: Tells the time.
        workers: Disposable processes.
    """

    settings: Settings
    store: Store
    home: Home | None
    clock: Clock
    workers: Workers

    @property
    def me(self) -> URIRef:
        """The owner's IRI.

        Raises:
            HomeError: The Plex has no owner yet.
        """
        return owner_of(self.store).webid

    @cached_property
    def client(self) -> "Client":
        """The door to the network."""
        from plexus_ld.net.client import Client

        return Client(self.settings.net)

    @cached_property
    def loop(self) -> "Loop":
        """The one asyncio loop, of what holds connections open."""
        from plexus_ld.assembly.loop import Loop

        return Loop()

    @cached_property
    def channels(self) -> "Channels":
        """The channels that are installed."""
        from plexus_ld.channels.registry import Channels

        return Channels(self.tools)

    @property
    def tools(self) -> "Tools":
        """What channels work with."""
        from plexus_ld.channels.base import Tools

        return Tools(self.client, self.clock, lambda: self.loop.running)

    @cached_property
    def wires(self) -> "Wires":
        """What sends by every channel, and holds the live ones open."""
        from plexus_ld.channels.wires import Wires

        return Wires(self.channels)

    @cached_property
    def accounts(self) -> "Accounts":
        """Your accounts on channels."""
        from plexus_ld.plex.accounts.accounts import Accounts
        from plexus_ld.plex.accounts.secrets import secrets_of

        secrets = secrets_of(
            self.home.keys if self.home else None, self.settings.secrets
        )
        return Accounts(self.store, lambda name: self.channels[name].card, secrets)

    @cached_property
    def media(self) -> "Media":
        """Pictures and files that were shared, by content."""
        from plexus_ld.sharer.media import Media

        return Media(self.home.media if self.home else None)

    @cached_property
    def sharing(self) -> "Sharing":
        """What you say, and what you do to what was said."""
        from plexus_ld.assembly.sharing import sharing_of

        return sharing_of(self)

    @cached_property
    def deliverer(self) -> "Deliverer":
        """What delivers what was shared."""
        from plexus_ld.assembly.delivering import deliverer_of

        return deliverer_of(self)

    @cached_property
    def listening(self) -> "Listening":
        """What asks for news, and keeps what is heard."""
        from plexus_ld.assembly.deciding import decide
        from plexus_ld.assembly.listening import listening_of

        return listening_of(self, lambda items: decide(self, items))

    @cached_property
    def pushes(self) -> "Pushes":
        """Feeds that are sent by a hub."""
        from plexus_ld.assembly.pushing import pushes_of

        return pushes_of(self)

    @cached_property
    def stream(self) -> "Stream":
        """What was heard and said, as you look at it."""
        from plexus_ld.assembly.listening import stream_of

        return stream_of(self)

    @cached_property
    def connections(self) -> "Connections":
        """With whom you are connected, and by which points."""
        from plexus_ld.assembly.feeds import feeds_at
        from plexus_ld.assembly.lacks import lacking
        from plexus_ld.assembly.profiles import read_profile
        from plexus_ld.plex.connections.connections import Connections, Tools

        tools = Tools(
            card=lambda name: self.channels[name].card,
            cards=lambda: self.channels.cards,
            resolve=self.resolve,
            find_feeds=lambda url: feeds_at(self.client, self.workers, url),
            read_profile=lambda url: read_profile(self.sources, url),
            has_account=lambda channel, name: self.accounts.has(channel, name),
            lacks=lambda channel: lacking(self.channels, self.accounts, channel),
        )
        return Connections(self.store, tools, self.clock)

    @cached_property
    def originals(self) -> "Originals":
        """The bytes of documents, and of what was signed, as they came."""
        from plexus_ld.plex.sources.originals import Originals

        return Originals(self.home.originals if self.home else None)

    @cached_property
    def sources(self) -> "Sources":
        """What was imported, and from where."""
        from plexus_ld.plex.sources.sources import Sources

        return Sources(
            self.store,
            self.workers,
            self.client,
            self.originals,
            self.settings,
            self.clock,
        )

    @cached_property
    def questions(self) -> "Questions":
        """Named questions, and SPARQL that is typed."""
        from plexus_ld.plex.questions import Questions

        return Questions(self.store, self.resolve, self.clock)

    @cached_property
    def notices(self) -> "Notices":
        """What the owner is told."""
        from plexus_ld.assembly.telling import send_notice
        from plexus_ld.listener.notices import Notices

        return Notices(self.store, self.clock, lambda text: send_notice(self, text))

    @cached_property
    def rules(self) -> "Rules":
        """What is done with what is heard."""
        from plexus_ld.listener.rules import Rules

        limit_s = self.settings.tell.rule_timeout_s
        return Rules(self.store, limit_s, self.notices.tell)

    @cached_property
    def watches(self) -> "Watches":
        """Standing questions."""
        from plexus_ld.listener.watches import Watches

        ask = self.questions.answer
        tell = self.notices.tell
        return Watches(self.store, lambda q: ask(q, "table"), tell, self.clock)

    def listen(
        self,
        who: Sequence[str] | None = None,
        *,
        once: bool,
        on_progress: Callable[[int, int, str], None] = lambda _done, _all, _what: None,
    ) -> "Ingested":
        """Ask for news where it is due, and keep what is heard.

        Args:
            who: Only what these people say; everybody if left out.
            once: Ask everybody now, due or not.
            on_progress: Told how many were asked, of how many, and what came of it.

        Raises:
            WhoError: Nobody, or more than one, answers to a name.
        """
        from plexus_ld.assembly.listening import listen

        heard = listen(self, self.listening, who, once=once, on_progress=on_progress)
        self.watches.check()
        return heard

    def people_called(self, words: Sequence[str]) -> tuple[URIRef, ...]:
        """Find who is meant by some words, ``circle:NAME`` among them.

        Raises:
            WhoError: Nobody, or more than one, answers to one of them.
        """
        from plexus_ld.assembly.listening import people_called

        return people_called(self, words)

    def quiet(self, since: datetime) -> "tuple[Quiet, ...]":
        """Return who fell silent: who was not heard of since a time."""
        from plexus_ld.listener.quiet import quiet_since

        return quiet_since(self.store, since)

    def resolve(self, who: str) -> URIRef:
        """Find who is meant: ``me``, a WebID, a handle, a mailbox, a unique name.

        Raises:
            WhoError: Nobody, or more than one.
        """
        if who == "me":
            return self.me
        from plexus_ld.plex.people.who import resolve

        return resolve(self.store, who)
