"""What a channel is: its roles, and what it is handed.

An entry point ``plexus_ld.channels`` names a function ``open_channel(tools)`` that
returns a channel: an object with a capability card, which plays the roles that the
card names. Channels are called from several threads at once.
"""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from plexus_ld.clock import Clock
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.model.site import Site
from plexus_ld.net.client import Answer, Client

#: Takes what a live session heard, and the cursor to keep once that is stored.
OnArrival = Callable[[Raw, str], None]


class Signed(Protocol):
    """Asks and posts in the owner's name, proved by a signature."""

    def get(self, url: str, accept: str) -> Answer:
        """Get one document; a FetchError when there is no answer."""

    def post(self, url: str, body: bytes, media_type: str) -> Answer:
        """Post one; a FetchError when there is no answer."""


def _no_key() -> Signed:
    raise LookupError("there is no key")


def _as_it_is(document: Mapping[str, object]) -> Mapping[str, object]:
    return document


@dataclass(frozen=True, slots=True)
class Tools:
    """What a channel works with.

    Attributes:
        http: The one door to the network.
        now: The time.
        loop: Gives the one asyncio loop, which runs in a thread of its own.
        signed: Gives what signs, as the owner's account for ActivityPub.
        site: Where the agent is found.
        as_owner: Gives what signs as the owner themselves.
        seal: Signs a document as the owner, so that it proves by itself whose it is;
            one that nobody could verify comes back as it is.
    """

    http: Client
    now: Clock
    loop: Callable[[], AbstractEventLoop]
    signed: Callable[[], Signed] = _no_key
    site: Callable[[], Site] = Site
    as_owner: Callable[[], Signed] = _no_key
    seal: Callable[[Mapping[str, object]], Mapping[str, object]] = _as_it_is


class Channel(Protocol):
    """A kind of wire.

    Attributes:
        card: What it can do.
    """

    card: CapabilityCard


@runtime_checkable
class Sharer(Channel, Protocol):
    """A channel that can send."""

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity to one connection point, and wait for the answer.

        The same delivery may come twice, after a lost answer; a receiver tells the
        two apart by the activity's IRI where the wire can carry it.

        Returns:
            The receiver's word that it has taken the activity.

        Raises:
            TemporaryDeliveryError: The same call may succeed later.
            PermanentDeliveryError: It never will.
        """


@runtime_checkable
class Listener(Channel, Protocol):
    """A channel that can be asked for news.

    Attributes:
        read: Makes arrivals of bytes. A function at the top of a module, pure: it is
            called in a worker process, where it finds no network and no files.
            It never raises but `ParseError`, for bytes that make no sense at all.
            What its module names in ``IMPORTS`` is imported once for all workers,
            instead of in each of them: libraries that it imports when it is called.
    """

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Ask once for what is new.

        Args:
            account: The owner's account.
            points: The one point that is asked, or all open points of the account
                (`CapabilityCard.scope`): only what these say is taken.
            cursor: What the poll before gave; "" the first time.

        Raises:
            TemporaryListenError: The same call may succeed later.
            PermanentListenError: It will not, until the owner does something.
        """


@runtime_checkable
class Checkable(Channel, Protocol):
    """A channel that can try an account, for ``plexus channel test``.

    One that is live or polled by account is tried by that, and needs no check.
    """

    def check(self, account: Account) -> str:
        """Try an account for real: connect, log in, send nothing, keep nothing.

        Returns:
            What was found, in a sentence; never a secret.

        Raises:
            ChannelError: It does not work; the sentence says why.
        """


class Session(Protocol):
    """One open connection of one account; for several threads at once."""

    @property
    def is_open(self) -> bool:
        """Whether it still stands; a session that broke is opened anew."""

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send by it, waiting for the answer; raises as `Sharer.deliver` does."""

    def close(self) -> None:
        """End it, within a few seconds."""


@runtime_checkable
class Live(Channel, Protocol):
    """A channel that holds a connection open, by which it sends and hears."""

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals, as a listener has it."""

    def connect(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival | None,
    ) -> Session:
        """Log in, and wait until that is done.

        Args:
            account: The owner's account; the server is the one that it names, never
                one out of an address.
            points: The open points that are listened to; only what these say is taken.
            cursor: Where the session before stopped; "" the first time.
            on_arrival: Told what is heard, in any thread, oldest first; None when
                the session is for sending only.

        Raises:
            TemporaryListenError: The server cannot be had now.
            PermanentListenError: It refuses the login, or the account lacks a setting.
        """
