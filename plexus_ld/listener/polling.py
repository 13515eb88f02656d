"""Polling: one target asked once, and what came of it. Nothing is stored here."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from queue import Empty, SimpleQueue
from typing import Final

from rdflib import URIRef

from plexus_ld.channels.base import Channel, Listener
from plexus_ld.errors import ChannelError, ListenError, PlexusError
from plexus_ld.listener.states import PollState
from plexus_ld.listener.targets import Target
from plexus_ld.model.arrival import Polled
from plexus_ld.model.connection import Account

#: Gives an account with its settings and secrets, by its channel's name and its own.
AccountOf = Callable[[str, str], Account]
#: Gives a channel whose library is there, by its name.
ChannelOf = Callable[[str], Channel]
#: Gives a channel that can be polled, and the account it is polled with.
_Way = Callable[[str, str], tuple[Listener, Account]]
#: Seconds for which polls that are done are gathered: to wake who takes them costs a
#: good part of what a poll costs that brings nothing new.
_GATHERED_S: Final = 0.02


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll, done.

    Attributes:
        target: What was asked.
        state: How it stood before.
        at: When it was asked.
        polled: What it gave; nothing when it failed.
        error: Why it failed; "" when it did not.
        wait: The wait that a failing server asked for.
    """

    target: Target
    state: PollState
    at: datetime
    polled: Polled = field(default_factory=Polled)
    error: str = ""
    wait: timedelta | None = None


class Poller:
    """Asks targets, several at once.

    Args:
        channel_of: Gives a channel.
        account_of: Gives an account.
        in_flight: How many are asked at once.
    """

    def __init__(
        self, channel_of: ChannelOf, account_of: AccountOf, in_flight: int
    ) -> None:
        self._channel_of = channel_of
        self._account_of = account_of
        self._in_flight = max(1, in_flight)

    def poll(self, target: Target, state: PollState, at: datetime) -> Poll:
        """Ask one; what goes wrong is said in the answer."""
        return _poll(target, state, at, self._way)

    def poll_all(
        self,
        targets: Sequence[Target],
        states: Mapping[URIRef, PollState],
        at: datetime,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Poll]:
        """Yield each poll when it is done; no new one begins once it should stop.

        A channel and an account are looked up once for all of them.
        """
        way = cache(self._way)

        def ask(target: Target) -> Poll:
            state = states.get(target.iri) or PollState(target.iri)
            return _poll(target, state, at, way)

        asked = _Asked(targets, ask, should_stop)
        count = min(self._in_flight, len(targets))
        with ThreadPoolExecutor(max(1, count), "plexus-poll") as threads:
            try:
                for _ in range(count):
                    threads.submit(asked.go_on)
                yield from asked.done(count)
            finally:
                asked.stop()

    def _way(self, channel: str, account: str) -> tuple[Listener, Account]:
        found = self._channel_of(channel)
        if not isinstance(found, Listener):
            raise ChannelError(channel, "its channel cannot be polled")
        return found, self._account_of(channel, account)


def _poll(target: Target, state: PollState, at: datetime, way: _Way) -> Poll:
    try:
        channel, account = way(target.channel, target.account)
        polled = channel.poll(account, target.points, state.cursor)
    except ListenError as error:
        return Poll(target, state, at, error=error.reason, wait=error.retry_after)
    except ChannelError as error:
        return Poll(target, state, at, error=error.reason)
    except PlexusError as error:
        return Poll(target, state, at, error=str(error))
    return Poll(target, state, at, polled)


class _Asked:
    """What several threads ask: each takes the next target when it is free.

    Args:
        targets: Which.
        ask: Asks one.
        should_stop: Asked before each.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        ask: Callable[[Target], Poll],
        should_stop: Callable[[], bool],
    ) -> None:
        self._coming = iter(targets)
        self._ask = ask
        self._should_stop = should_stop
        self._lock = threading.Lock()
        self._done: SimpleQueue[Poll | BaseException | None] = SimpleQueue()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def go_on(self) -> None:
        """Ask for as long as there is anything to be asked; in a thread."""
        try:
            while (target := self._next()) is not None:
                self._done.put(self._ask(target))
        except BaseException as error:  # noqa: BLE001 - raised again by who takes it
            self._done.put(error)
        self._done.put(None)

    def _next(self) -> Target | None:
        with self._lock:
            if self._stopped.is_set() or self._should_stop():
                return None
            target = next(self._coming, None)
        if target is None:
            self._stopped.set()
        return target

    def done(self, threads: int) -> Iterator[Poll]:
        """Yield what is done until all threads have ended."""
        while threads:
            for one in self._gathered():
                if isinstance(one, BaseException):
                    raise one
                if one is None:
                    threads -= 1
                else:
                    yield one

    def _gathered(self) -> list[Poll | BaseException | None]:
        some = [self._done.get()]
        if not self._stopped.is_set():
            self._stopped.wait(_GATHERED_S)
        with suppress(Empty):
            while True:
                some.append(self._done.get_nowait())
        return some
