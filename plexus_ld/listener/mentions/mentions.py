"""`Mentions`: told of a page, looked at, shown to the owner, and heard once they agree.

Wire: a GET of the page that is said to mention the owner's; nothing else is fetched.
Limits: only pages of the owner's that exist; so many a minute for one host and one
sender; so many that are kept; one GET for each, small and short, again when the page
did not answer: a few times, ever later.
Specification: https://www.w3.org/TR/webmention/ §3.2
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag

from rdflib import URIRef

from plexus_ld.channels.hentry import Mentioning
from plexus_ld.clock import Clock
from plexus_ld.errors import RefusedError
from plexus_ld.listener.cleaning import iri as clean_iri
from plexus_ld.listener.cleaning import name as clean_name
from plexus_ld.listener.mentions import records
from plexus_ld.listener.mentions.pages import Pages, front_of, host_of
from plexus_ld.listener.mentions.records import Mention
from plexus_ld.listener.pacing import Bounds
from plexus_ld.listener.targets import Target
from plexus_ld.model.arrival import Raw
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

_LOG = logging.getLogger(__name__)

#: Mentions a minute of one host, and by one sender.
MOST_A_MINUTE: Final = 10
#: Mentions that are kept, whatever became of them.
MOST: Final = 2_000
_MOST_ATTEMPTS: Final = 5
_FIRST_WAIT: Final = timedelta(minutes=2)
_LONGEST_WORDS: Final = 300
_NO_BOUNDS: Final = Bounds(timedelta(), timedelta(), timedelta())


@dataclass(frozen=True, slots=True)
class Ports:
    """What other rooms do for it.

    Attributes:
        about: Tells what a page of the owner's is about: an object, or None for the
            profile; a `LookupError` where there is no such page.
        hold: Shows one to the owner, for their word.
        withdraw: Shows it no more: the page is gone, or says nothing of it.
        ingest: Keeps what was heard; durable when it returns.
    """

    about: Callable[[str], URIRef | None]
    hold: Callable[[Mention], object]
    withdraw: Callable[[Mention], object]
    ingest: Callable[[Target, Raw], object]


class Mentions:
    """All that mentions the owner; for several threads at once.

    Args:
        store: The home's store.
        workers: Where strangers' pages are read.
        client: The door to the network.
        ports: What other rooms do.
        clock: Tells the time.
    """

    def __init__(
        self,
        store: Store,
        workers: Workers,
        client: "Client",
        ports: Ports,
        clock: Clock,
    ) -> None:
        self._store = store
        self._pages = Pages(workers, client, clock)
        self._ports = ports
        self._clock = clock
        self._lately: dict[str, list[datetime]] = {}
        self._lock = threading.Lock()
        self._working = threading.Lock()

    def take(self, source: str, target: str, sender: str) -> URIRef:
        """Take in that a page mentions one of the owner's; durable when it returns.

        Args:
            source: The page.
            target: The owner's.
            sender: The address that says so.

        Raises:
            RefusedError: There is no such page, or too much of it.
        """
        host = host_of(source)
        if not host:
            raise RefusedError("source is no page on the web")
        if urldefrag(source).url == urldefrag(target).url:
            raise RefusedError("source and target are the same page")
        try:
            about = self._ports.about(urldefrag(target).url)
        except LookupError:
            raise RefusedError("target is no page here that takes mentions") from None
        iri = records.node_of(source, target)
        with self._lock:
            self._count(host, sender)
            self._keep(iri, source, target, about)
        return iri

    def work(self) -> int:
        """Look at the pages that are to be looked at now; return how many."""
        with self._working:
            now = self._clock()
            due = [
                one
                for one in records.all_mentions(self._store, PLX.due)
                if one.next is None or one.next <= now
            ]
            for one in due:
                self._look(one)
            return len(due)

    def accept(self, iri: URIRef) -> str:
        """Let a mention into the timeline; return a sentence.

        Raises:
            RefusedError: There is none, or its page cannot be had now.
        """
        one = self._one(iri)
        raw = self._pages.fetch(one)
        if isinstance(raw, str):
            message = f"{one.source} cannot be had: {raw}"
            raise RefusedError(message, 503)
        if self._heard(one, raw) is None:
            self._drop(one)
            message = f"{one.source} does not mention you any more"
            raise RefusedError(message, 410)
        self._put(replace(one, state=PLX.accepted, is_kept=True, next=None))
        return f"what {one.source} says is in your timeline"

    def refuse(self, iri: URIRef) -> str:
        """Look at a mention no more, however often it is told of; return a sentence.

        Raises:
            RefusedError: There is none.
        """
        one = self._one(iri)
        self._put(replace(one, state=PLX.refused, name="", words="", next=None))
        return f"{one.source} is not looked at again"

    def _one(self, iri: URIRef) -> Mention:
        one = records.find(self._store, iri)
        if one is None:
            raise RefusedError("there is no such mention", 404)
        return one

    def _count(self, host: str, sender: str) -> None:
        """Count one for a host and for a sender."""
        now = self._clock()
        since = now - timedelta(minutes=1)
        if len(self._lately) > MOST:
            self._lately.clear()
        keys = (f"of {host}", f"by {sender}")
        for key in keys:
            lately = [at for at in self._lately.get(key, ()) if since < at <= now]
            self._lately[key] = lately
            if len(lately) >= MOST_A_MINUTE:
                raise RefusedError("too many mentions in a minute", 429)
        for key in keys:
            self._lately[key].append(now)

    def _keep(
        self, iri: URIRef, source: str, target: str, about: URIRef | None
    ) -> None:
        now = self._clock()
        known = records.find(self._store, iri)
        if known is not None:
            self._put(records.again(known, now))
        elif records.count(self._store) >= MOST:
            raise RefusedError("there are as many mentions as are kept", 503)
        else:
            self._put(Mention(iri, source, target, about, now))

    def _look(self, one: Mention) -> None:
        raw = self._pages.fetch(one)
        if isinstance(raw, str):
            self._later(one, raw)
            return
        if one.is_kept:
            self._follow(one, raw)
            return
        found = self._pages.read(raw)
        if found is None:
            self._drop(one)
            return
        author = clean_iri(found.author or front_of(one.source))
        shown = replace(
            one,
            state=PLX.waiting,
            attempts=0,
            next=None,
            author=URIRef(author[1:-1]) if author else None,
            name=clean_name(found.name),
            words=clean_name(found.arrival.text or found.arrival.title)[
                :_LONGEST_WORDS
            ],
        )
        self._put(shown)
        self._ports.hold(shown)

    def _follow(self, one: Mention, raw: Raw) -> None:
        """Follow an edit, or a deletion, of what the owner let in."""
        if self._heard(one, raw) is None:
            self._drop(one)
        else:
            self._put(replace(one, state=PLX.accepted, attempts=0, next=None))

    def _heard(self, one: Mention, raw: Raw) -> Mentioning | None:
        """Keep what a page says, or that it says nothing more."""
        found = self._pages.read(raw)
        if found is None and not one.is_kept:
            return None
        author = one.author or URIRef(front_of(one.source))
        point = ConnectionPoint(
            one.iri, "webmention", URIRef(one.source), Direction.INCOMING,
            author, one.iri,
        )  # fmt: skip
        target = Target(one.iri, "webmention", "default", (point,), _NO_BOUNDS)
        marks = {"again": "1"} if one.is_kept else {}
        gone = {"gone": "1"} if found is None else {}
        facts = {**raw.facts, **marks, **gone}
        self._ports.ingest(target, replace(raw, facts=facts, point=one.iri))
        return found

    def _later(self, one: Mention, reason: str) -> None:
        _LOG.info("a page that mentions cannot be had: %s", reason)
        if one.attempts + 1 < _MOST_ATTEMPTS:
            then = self._clock() + _FIRST_WAIT * 4**one.attempts
            self._put(replace(one, attempts=one.attempts + 1, next=then))
        elif one.is_kept:  # what was let in stays, though its page cannot be had
            self._put(replace(one, state=PLX.accepted, attempts=0, next=None))
        else:
            self._drop(one)

    def _put(self, one: Mention) -> None:
        added = records.lines_of(one)

        def compute(now: Store) -> Change:
            before = records.standing(now, one.iri)
            return Change(added, records.removed(before, added))

        self._store.change(compute)

    def _drop(self, one: Mention) -> None:
        lines = records.standing(self._store, one.iri)
        self._store.apply(Change(removed=lines))
        self._ports.withdraw(one)
