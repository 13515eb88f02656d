"""A time limit for one document, redirects and dripping servers included.

A socket's own timeout starts anew with each byte that comes, so that a server which
sends one byte a second never meets it. The watch ends the socket itself.
"""

import socket
import threading
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Self

_local = threading.local()


class Watch:
    """Ends the socket that it watches when the time is over; a context manager.

    One thread, one watch: the connections that this thread opens or takes up while
    the watch is on find it by `current`.

    Attributes:
        seconds: How long it lasts.
        expired: Whether the time is over.
        reused: Whether the last request went over a connection that had been kept.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self.reused = False
        self._ends = monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start."""
        _local.watch = self
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; the socket is left as it is."""
        self._timer.cancel()
        _local.watch = None
        with self._lock:
            self._socket = None

    def remaining_s(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: There are none.
        """
        left = self._ends - monotonic()
        if left <= 0 or self.expired:
            self.expired = True
            message = f"took longer than {self.seconds:g} s"
            raise TimeoutError(message)
        return left

    def hold(self, connected: socket.socket | None) -> None:
        """Watch this socket from now on."""
        with self._lock:
            self._socket = connected
            if self.expired:
                self._shut()

    def _end(self) -> None:
        with self._lock:
            self.expired = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is None:
            return
        with suppress(OSError):
            # Not `self._socket.shutdown`: an SSLSocket's own would take the TLS
            # state from under the thread that reads.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def current() -> Watch | None:
    """Return the watch that is on in this thread."""
    watch: Watch | None = getattr(_local, "watch", None)
    return watch
