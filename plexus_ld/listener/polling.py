"""Polling: one target asked once, and what came of it. Nothing is stored here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from queue import SimpleQueue
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
#: Polls that wait for a thread, for each thread.
_AHEAD: Final = 4


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
        try:
            channel = self._channel_of(target.channel)
            if not isinstance(channel, Listener):
                return Poll(target, state, at, error="its channel cannot be polled")
            account = self._account_of(target.channel, target.account)
            polled = channel.poll(account, target.points, state.cursor)
        except ListenError as error:
            return Poll(target, state, at, error=error.reason, wait=error.retry_after)
        except ChannelError as error:
            return Poll(target, state, at, error=error.reason)
        except PlexusError as error:
            return Poll(target, state, at, error=str(error))
        return Poll(target, state, at, polled)

    def poll_all(
        self,
        targets: Iterable[Target],
        states: Mapping[URIRef, PollState],
        at: datetime,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Poll]:
        """Yield each poll when it is done; no new one begins once it should stop."""
        coming = iter(targets)
        done: SimpleQueue[Future[Poll]] = SimpleQueue()
        waiting = 0
        with ThreadPoolExecutor(self._in_flight, "plexus-poll") as threads:
            try:
                while True:
                    room = 0 if should_stop() else self._in_flight * _AHEAD - waiting
                    for target in islice(coming, room):
                        state = states.get(target.iri) or PollState(target.iri)
                        begun = threads.submit(self.poll, target, state, at)
                        begun.add_done_callback(done.put)
                        waiting += 1
                    if not waiting:
                        return
                    poll = done.get().result()
                    waiting -= 1
                    yield poll
            finally:
                threads.shutdown(cancel_futures=True)
