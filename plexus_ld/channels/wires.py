"""Wires: deliveries by whatever way their channel has, and the open sessions.

One session an account: opened when it is first needed, opened again when it broke,
never more often than its waits allow; what is sent goes by the session that listens.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, cast

from plexus_ld.channels.base import Channel, Live, OnArrival, Sharer
from plexus_ld.channels.line import Line, Ticks, monotonic
from plexus_ld.channels.registry import is_lacking
from plexus_ld.errors import (
    ChannelError,
    ListenError,
    MissingLibraryError,
    NoSuchChannelError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.capability import Role
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt

#: Seconds between two looks at whether every session that listens still stands.
_BEAT_S: Final = 1.0
#: What only the owner can mend is not tried again before this.
_OWNERS_TURN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class WireState:
    """How one account's session stands.

    Attributes:
        channel: The channel's name.
        account: What the owner calls the account.
        is_open: Whether it stands just now.
        points: How many points it listens to.
        problem: Why it does not stand, in a sentence; "" when nothing is known.
    """

    channel: str
    account: str
    is_open: bool
    points: int
    problem: str = ""


class Wires:
    """Sends and hears by every channel; for several threads at once.

    Args:
        channels: By name.
        ticks: Seconds that never go back.
        beat_s: Seconds between two looks at the sessions that listen.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        ticks: Ticks = monotonic,
        beat_s: float = _BEAT_S,
    ) -> None:
        self._channels = channels
        self._ticks = ticks
        self._beat_s = beat_s
        self._lock = threading.Lock()
        self._sharers: dict[str, Sharer | None] = {}
        self._lines: dict[tuple[str, str], Line] = {}
        self._ended = threading.Event()
        self._keeper: threading.Thread | None = None

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity to one point, and wait for the answer.

        Raises:
            TemporaryDeliveryError: The same call may succeed later; also when the
                owner has to install a library or mend an account first, so that
                nothing is lost meanwhile.
            PermanentDeliveryError: It never will.
        """
        name, address = delivery.point.channel, str(delivery.point.address)
        try:
            channel = self._channel(name)
            sharer = self._sharer(channel)
            if sharer is not None:
                return sharer.deliver(delivery)
            session = self._line(channel, delivery.account).session(delivery.account)
        except TemporaryListenError as error:
            raise TemporaryDeliveryError(
                name, address, error.reason, error.retry_after, is_hosts=True
            ) from error
        except (PermanentListenError, NoSuchChannelError, MissingLibraryError) as error:
            raise TemporaryDeliveryError(
                name, address, error.reason, _OWNERS_TURN, is_hosts=True
            ) from error
        return session.deliver(delivery)

    def listen(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival,
    ) -> None:
        """Listen by an account from now on, whatever becomes of its session.

        A session that only sent is opened anew, and so is one that listened to other
        points; it goes on from where that one stopped. When it cannot be opened now it
        is tried again until `close`.

        Args:
            account: Whose session.
            points: The open points that are listened to; none: it only sends.
            cursor: What was kept with the last arrival that was stored.
            on_arrival: Told what is heard, one at a time, in a thread of its own; may
                wait, and may `deliver`. When it raises a `PlexusError` the session is
                opened again and hears the same once more.

        Raises:
            ListenError: It cannot be had now; it is tried again.
            MissingLibraryError: Its library is not installed.
            NoSuchChannelError: There is no such channel.
        """
        line = self._line(self._channel(account.channel), account)
        line.listen(account, points, cursor, on_arrival)
        if not points:
            return
        with self._lock:
            if self._keeper is None:
                self._keeper = threading.Thread(
                    target=self._keep, name="wires", daemon=True
                )
                self._keeper.start()
        line.open_if_due()

    def listening(self) -> tuple[WireState, ...]:
        """Return how the sessions stand that are meant to listen."""
        with self._lock:
            lines = tuple(self._lines.items())
        return tuple(
            WireState(*key, line.is_open, len(line.points), line.problem)
            for key, line in lines
            if line.listens
        )

    def close(self) -> None:
        """End every session, within some seconds."""
        self._ended.set()
        with self._lock:
            lines, self._lines = tuple(self._lines.values()), {}
            keeper = self._keeper
        for line in lines:
            line.close()
        if keeper is not None:
            keeper.join(timeout=5)

    def _channel(self, name: str) -> Channel:
        if name not in self._channels:
            raise NoSuchChannelError(name)
        channel = self._channels[name]
        if is_lacking(channel.card):
            raise MissingLibraryError(name, channel.card.extra)
        return channel

    def _sharer(self, channel: Channel) -> Sharer | None:
        """Return a channel that sends by itself as such; None for any other.

        Looked at once: asking for a protocol looks at each of its methods.
        """
        name = channel.card.name
        if name not in self._sharers:
            sends = isinstance(channel, Sharer) and Role.SHARER in channel.card.roles
            self._sharers[name] = cast("Sharer", channel) if sends else None
        return self._sharers[name]

    def _line(self, channel: Channel, account: Account) -> Line:
        name = channel.card.name
        if not isinstance(channel, Live):
            raise PermanentListenError(name, "", "it holds no connection open")
        key = (name, account.name)
        with self._lock:
            if self._ended.is_set():
                raise TemporaryListenError(name, "", "this program is ending")
            if key not in self._lines:
                self._lines[key] = Line(channel, account, self._ticks)
            return self._lines[key]

    def _keep(self) -> None:
        while not self._ended.wait(self._beat_s):
            with self._lock:
                lines = tuple(self._lines.values())
            for line in lines:
                if line.listens and not self._ended.is_set():
                    _open(line)


def _open(line: Line) -> None:
    try:
        line.open_if_due()
    except ListenError:
        return  # the line remembers why, and when to try again
    except ChannelError as error:
        line.note(error)
