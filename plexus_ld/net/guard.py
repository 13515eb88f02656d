"""Connections that look at the address they connect to, at the moment they do.

A check of the URL's spelling, or of an answer of the resolver that is not the one
connected to, can be talked around: by 32 spellings of loopback, by a name whose
address changes between check and use. Here the host is resolved once, each address
is held against our own list (`plexus_ld.net.addresses`), and the socket goes to the
very address that passed. The Host header and TLS keep the name.
"""

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.poolmanager import PoolManager

from plexus_ld.errors import ForbiddenAddressError
from plexus_ld.net.addresses import is_public
from plexus_ld.net.watch import current

#: Addresses of a host, as `socket.getaddrinfo` gives them.
Resolve = Callable[[str, int], list[Any]]

#: Seconds for one of a host's addresses, so that a dead one leaves time for the next.
_ONE_ADDRESS_S = 10.0
#: Addresses of one host that are tried.
_MOST_ADDRESSES = 8
#: Longest part of a request that waits for the next one, in bytes.
_ONE_PIECE = 64 * 1024
#: Hosts whose connections are kept; what is shared goes to many hosts in turn.
_MOST_HOSTS = 256


def resolve(host: str, port: int) -> list[Any]:
    """Ask the system's resolver for a host's addresses."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Guard:
    """Opens sockets, to public addresses and to hosts that the owner has named.

    Args:
        allow_hosts: ``host`` (all its ports) or ``host:port``, as they are spelled
            in URLs; these are not checked.
        resolve: Gives a host's addresses.
    """

    def __init__(self, allow_hosts: Iterable[str], resolve: Resolve = resolve) -> None:
        self._allowed = frozenset(map(_plain, allow_hosts))
        self._resolve = resolve

    def allows(self, host: str, port: int) -> bool:
        """Tell whether the owner has named this host."""
        name = _plain(host)
        return name in self._allowed or f"{name}:{port}" in self._allowed

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """Connect to one of the host's addresses that may be reached.

        Raises:
            ForbiddenAddressError: None of them may be.
            OSError: None of them answered.
        """
        found = self._addresses(host, port, timeout_s)
        if not self.allows(host, port):
            found = [entry for entry in found if is_public(str(entry[4][0]))]
            if not found:
                named = f"{_plain(host)}:{port}"
                reason = (
                    "it lies on this machine or a private network "
                    f"(the setting net.allow_hosts may name it: {named})"
                )
                raise ForbiddenAddressError(named, reason)
        failed = OSError("the host has no address")
        for entry in found[:_MOST_ADDRESSES]:
            try:
                return _dial(entry, timeout_s)
            except OSError as error:
                failed = error
        raise failed

    def _addresses(self, host: str, port: int, timeout_s: float) -> list[Any]:
        """Resolve in a thread of its own: the system's resolver knows no limit."""
        answers: list[list[Any]] = []
        failures: list[OSError] = []

        def ask() -> None:
            try:
                answers.append(self._resolve(host, port))
            except UnicodeError as error:
                failures.append(OSError(f"not the name of a host: {error}"))
            except OSError as error:
                failures.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(timeout_s)
        if failures:
            raise failures[0]
        if not answers:
            raise TimeoutError("its name was not resolved in time")
        return answers[0]


def _dial(entry: Any, timeout_s: float) -> socket.socket:
    family, kind, protocol, _, address = entry
    made = socket.socket(family, kind, protocol)
    try:
        made.settimeout(min(timeout_s, _ONE_ADDRESS_S))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.connect(address)
        made.settimeout(timeout_s)
    except OSError:
        made.close()
        raise
    return made


def _plain(host: str) -> str:
    return host.strip().lower().rstrip(".").replace("[", "").replace("]", "")


def guarded_pools(guard: Guard, maxsize: int) -> PoolManager:
    """Make pools of connections, all of which are made by a guard.

    Args:
        guard: What opens the sockets.
        maxsize: Connections kept for each host.
    """
    made = PoolManager(_MOST_HOSTS, maxsize=maxsize)
    made.pool_classes_by_scheme = _pool_classes(guard)
    return made


def _pool_classes(guard: Guard) -> dict[str, type[HTTPConnectionPool]]:
    """Make urllib3's classes anew around one guard: it takes classes, not values."""

    class Plain(_Watched, HTTPConnection):
        _guard = guard

    class Secure(_Watched, HTTPSConnection):
        _guard = guard

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Watched(HTTPConnection):
    """A connection that a guard opens and this thread's watch may end."""

    _guard: Guard
    #: What of a request waits for the rest; None when nothing does.
    _held: list[bytes] | None = None

    def _new_conn(self) -> socket.socket:
        watch = current()
        timeout_s = watch.remaining_s() if watch else _ONE_ADDRESS_S
        port = self.port or self.default_port
        try:
            made = self._guard.connect(self._dns_host, port, timeout_s)
        except OSError as error:
            raise NewConnectionError(self, _words(error)) from error
        if watch:
            watch.hold(made)
        return made

    def connect(self) -> None:
        """Connect, and hand the socket to this thread's watch."""
        super().connect()
        self._hold()

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request; a connection out of the pool is watched from here on."""
        watch = current()
        if watch:
            watch.reused = self.sock is not None
        self._hold()
        self._held = []
        try:
            super().request(*args, **kwargs)
        finally:
            held, self._held = self._held, None
        if held:
            super().send(b"".join(held))

    def send(self, data: Any) -> None:
        """Send a piece of a request; a head waits for a body that is not long.

        What is small goes in one packet: two would cost another turn on the way.
        """
        if self._held is None:
            super().send(data)
            return
        if isinstance(data, bytes) and len(data) <= _ONE_PIECE:
            self._held.append(data)
            return
        held, self._held = self._held, None
        super().send(b"".join(held))
        super().send(data)

    def _hold(self) -> None:
        watch = current()
        if watch:
            watch.hold(self.sock)


def _words(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, TimeoutError):
        return "the host does not answer"
    return error.strerror or str(error)
