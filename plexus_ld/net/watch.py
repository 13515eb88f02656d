"""A time limit for one document, redirects and dripping servers included.

A socket's own timeout starts anew with each byte that comes, so that a server which
sends one byte a second never meets it. The watch ends the socket itself.
"""

import socket
import threading
from contextlib import suppress
from math import inf
from time import monotonic
from types import TracebackType
from typing import Final, Self

_local = threading.local()


class Watch:
    """Ends the socket that it watches when the time is over; a context manager.

    One thread, one watch: the connections that this thread opens or takes up while
    the watch is on find it by `current`.

    Attributes:
        seconds: How long it lasts.
        ends: When it is over, by the machine's own clock.
        expired: Whether the time is over.
        reused: Whether the last request went over a connection that had been kept.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self.reused = False
        self.ends = monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        """Start."""
        _local.watch = self
        _KEEPER.keep(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop; the socket is left as it is."""
        _KEEPER.leave(self)
        _local.watch = None
        with self._lock:
            self._socket = None

    def remaining_s(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: There are none.
        """
        left = self.ends - monotonic()
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

    def end(self) -> None:
        """End the socket: the time is over."""
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


class _Keeper:
    """Ends watches in their time, in one thread for all.

    A thread for each would cost as much as a request to a host nearby.
    """

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._watches: set[Watch] = set()
        self._next = inf
        self._thread: threading.Thread | None = None

    def keep(self, watch: Watch) -> None:
        """Have a watch ended in its time."""
        with self._news:
            self._watches.add(watch)
            if self._thread is None or not self._thread.is_alive():  # or after a fork
                self._next = inf
                self._thread = threading.Thread(
                    target=self._run, name="watches", daemon=True
                )
                self._thread.start()
            if watch.ends < self._next:
                self._news.notify()

    def leave(self, watch: Watch) -> None:
        """Forget a watch."""
        with self._news:
            self._watches.discard(watch)

    def _run(self) -> None:
        while True:
            for watch in self._over():
                watch.end()

    def _over(self) -> list[Watch]:
        """Wait for the next that is over."""
        with self._news:
            self._next = min((watch.ends for watch in self._watches), default=inf)
            wait_s = min(self._next - monotonic(), threading.TIMEOUT_MAX)
            if wait_s > 0:
                self._news.wait(wait_s)
            now = monotonic()
            over = [watch for watch in self._watches if watch.ends <= now]
            self._watches.difference_update(over)
            return over


_KEEPER: Final = _Keeper()


def current() -> Watch | None:
    """Return the watch that is on in this thread."""
    watch: Watch | None = getattr(_local, "watch", None)
    return watch
