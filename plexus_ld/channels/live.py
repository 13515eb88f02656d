"""What live channels have in common: waiting for the loop, and reading what was heard.

Their libraries live on one asyncio loop in a thread of its own; everybody else calls
from other threads and waits, never for longer than said here.
"""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final, TypeVar

from plexus_ld.channels.base import Session
from plexus_ld.errors import (
    ChannelError,
    DeliveryError,
    ParseError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account
from plexus_ld.model.delivery import Delivery, Receipt

T = TypeVar("T")

#: Seconds for connecting and logging in.
CONNECT_S: Final = 30.0
#: Seconds for one delivery, pictures and all.
DELIVER_S: Final = 180.0
#: Seconds for leaving politely.
CLOSE_S: Final = 4.0
#: What one message may say of itself, all in all. XMPP and Matrix servers refuse more
#: (RFC 6120 §13.12 and the Matrix specification, "Size limits", both below this).
MAX_HEARD_BYTES: Final = 256 * 1024


def wait_for(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T], timeout_s: float
) -> T:
    """Run on the loop, and wait in this thread.

    Raises:
        TimeoutError: It took too long, or the loop has ended; the work is cancelled.
    """
    try:
        future = asyncio.run_coroutine_threadsafe(work, loop)
    except RuntimeError as error:
        work.close()
        raise TimeoutError("the loop has ended") from error
    try:
        return future.result(timeout_s)
    except TimeoutError:
        future.cancel()
        raise
    except asyncio.CancelledError as error:
        raise TimeoutError("this program is ending") from error


@contextmanager
def opening(session: Session, channel: str, who: str) -> Iterator[None]:
    """Close a session that cannot be opened, and say so as `Live.connect` does.

    Args:
        session: What is opened in the block.
        channel: The channel's name.
        who: What is said when it takes too long: ``HOST does not answer``.

    Raises:
        TemporaryListenError: It took too long, or ended in an error of a delivery's.
        ChannelError: As it came.
    """
    try:
        yield
    except TimeoutError as error:
        session.close()
        raise TemporaryListenError(channel, "", who) from error
    except DeliveryError as error:
        session.close()
        raise TemporaryListenError(channel, "", error.reason) from error
    except ChannelError:
        session.close()
        raise


class LoopSession(ABC):
    """A session whose library lives on the loop.

    Args:
        channel: The channel's name.
        loop: Where the library lives.
    """

    def __init__(self, channel: str, loop: asyncio.AbstractEventLoop) -> None:
        self.channel = channel
        self._loop = loop
        # One delivery after the other: the other side gets them in our order.
        self._turn = asyncio.Lock()

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether it still stands."""

    @abstractmethod
    async def send(self, delivery: Delivery) -> Receipt:
        """Send by it, on the loop; raises as `Sharer.deliver` does."""

    @abstractmethod
    async def leave(self) -> None:
        """End it, on the loop."""

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send by it, waiting for the answer; see `Session.deliver`."""
        address = str(delivery.point.address)
        if not self.is_open:
            reason = "the connection broke"
            raise TemporaryDeliveryError(self.channel, address, reason, is_hosts=True)
        try:
            return wait_for(self._loop, self._in_turn(delivery), DELIVER_S)
        except TimeoutError as error:
            reason = f"no answer within {DELIVER_S:.0f} seconds"
            raise TemporaryDeliveryError(
                self.channel, address, reason, is_hosts=True
            ) from error

    def close(self) -> None:
        """End it, within a few seconds."""
        with suppress(TimeoutError):
            wait_for(self._loop, self.leave(), CLOSE_S)

    async def _in_turn(self, delivery: Delivery) -> Receipt:
        async with self._turn:
            return await self.send(delivery)


def setting(account: Account, name: str, default: str | None = None) -> str:
    """Return what the owner set, or what they keep secret.

    Raises:
        PermanentListenError: It is missing, and there is no default.
    """
    value = account.secrets.get(name) or account.settings.get(name, "")
    if value or default is not None:
        return value or str(default)
    channel = account.channel
    called = channel if account.name == "default" else f"{channel}:{account.name}"
    reason = f"it lacks {name}; set it with `plexus channel set {called} {name}=…`"
    raise PermanentListenError(channel, "", reason)


def is_loopback(host: str) -> bool:
    """Tell whether a host that the owner named is this machine."""
    if host.casefold() in {"localhost", "localhost."}:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def split_host(text: str, port: int) -> tuple[str, int]:
    """Read ``host:port``, ``[::1]:port`` or ``host``.

    Raises:
        ValueError: The port is none.
    """
    host, colon, given = text.strip().rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        return text.strip().strip("[]"), port
    number = int(given)
    if not 0 < number < 65536:
        raise ValueError(given)
    return host.strip("[]"), number


def heard(body: Mapping[str, object]) -> bytes:
    """Write what a library decoded as the bytes that ``read`` takes; small ones only.

    Raises:
        ParseError: It says too much.
    """
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    if len(data) > MAX_HEARD_BYTES:
        message = f"a message of {len(data)} bytes"
        raise ParseError(message)
    return data


def spoken(raw: Raw) -> Mapping[str, Any]:
    """Read what `heard` wrote; whatever the bytes are, it is an object of JSON.

    Raises:
        ParseError: It is none, or too large.
    """
    if len(raw.body) > MAX_HEARD_BYTES:
        message = f"a message of {len(raw.body)} bytes"
        raise ParseError(message)
    try:
        value = json.loads(raw.body)
    except (ValueError, RecursionError) as error:
        raise ParseError("what was heard is no JSON") from error
    if not isinstance(value, dict):
        raise ParseError("what was heard is no object of JSON")
    return value


def word(value: object) -> str:
    """Return a string that can be kept, and "" for anything else.

    JSON may hold halves of characters and zero bytes, which RDF may not.
    """
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def words(value: object) -> tuple[str, ...]:
    """Return the strings of a list, without the empty ones."""
    return tuple(filter(None, map(word, value if isinstance(value, list) else [])))


def time_of(seconds: object) -> datetime | None:
    """Return a time out of seconds since 1970; None when it is out of all bounds."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def moment(text: str) -> datetime | None:
    """Return a time out of its ISO form, aware; None when it is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
