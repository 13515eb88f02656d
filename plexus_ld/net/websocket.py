"""A websocket that is listened to: its host guarded, its messages small.

Wire: RFC 6455, by the library of that name; the socket is connected by our own door.
Limits: 64 KiB a message, a few of them waiting, no compression, no redirects, no
proxies; a silent line is asked every 20 seconds whether it still stands.
Source: https://websockets.readthedocs.io/
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from plexus_ld.errors import FetchError
from plexus_ld.net.client import USER_AGENT, Client

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

#: Largest message, in bytes, and how many wait to be looked at.
MAX_BYTES: Final = 64 * 1024
_MAX_WAITING: Final = 16
_CLOSE_S: Final = 2.0
#: The library's own words are of no use to an owner: what ends a line is told by us.
_QUIET: Final = logging.getLogger(f"{__name__}.wire")
_QUIET.setLevel(logging.CRITICAL)


class Socket:
    """An open websocket.

    Args:
        wire: The library's.
        host: Where it leads.
    """

    def __init__(self, wire: "ClientConnection", host: str) -> None:
        self._wire = wire
        self._host = host

    def receive(self, timeout_s: float) -> bytes | None:
        """Return the next message; None when none came in the time.

        Raises:
            FetchError: The line has ended.
        """
        from websockets.exceptions import WebSocketException

        try:
            message = self._wire.recv(timeout=timeout_s)
        except TimeoutError:
            return None
        except (WebSocketException, OSError) as error:
            raise FetchError(self._host, "the connection ended") from error
        return message.encode() if isinstance(message, str) else message


@contextmanager
def websocket(client: Client, url: str, timeout_s: float) -> Iterator[Socket]:
    """Open a websocket for as long as the block lasts.

    Args:
        client: The door to the network.
        url: ``ws://`` or ``wss://``; its path is a secret, and said in no error.
        timeout_s: How long opening it may take.

    Raises:
        FetchError: It cannot be opened, or it lacks the library.
        ForbiddenAddressError: Its host is on this machine or a private network.
    """
    try:
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect
    except ImportError as error:
        reason = "it takes one more package: pip install 'plexus-ld[solid]'"
        raise FetchError("a websocket", reason) from error
    host = _host(url)
    dialled, tls = client.dial(f"http{host[2:]}", timeout_s)
    with dialled:
        try:
            wire = connect(
                url,
                sock=dialled,
                ssl=tls,
                compression=None,
                user_agent_header=USER_AGENT,
                proxy=None,
                open_timeout=timeout_s,
                close_timeout=_CLOSE_S,
                max_size=MAX_BYTES,
                max_queue=_MAX_WAITING,
                logger=_QUIET,
            ).__enter__()
        except (WebSocketException, OSError, EOFError) as error:
            raise FetchError(host, "no websocket answers there") from error
        try:
            yield Socket(wire, host)
        finally:
            with suppress(WebSocketException, OSError):
                wire.close()


def _host(url: str) -> str:
    """Return scheme and host of a websocket's URL: ``wss://pod.example/``.

    Raises:
        FetchError: It is none.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("ws", "wss") or not parts.netloc:
        raise FetchError("a websocket", "that is no URL of one")
    return f"{parts.scheme}://{parts.netloc}/"
