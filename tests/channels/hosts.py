"""Hosts that misbehave, on this machine: nobody there, silent, rude."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Host:
    """How a host behaves to whoever connects; None: nobody listens."""

    name: str
    behave: Callable[[socket.socket, threading.Event], None] | None
    is_slow: bool = False


def _silent(connected: socket.socket, ended: threading.Event) -> None:
    ended.wait(60)


def _rude(connected: socket.socket, ended: threading.Event) -> None:
    connected.sendall(b"\x00\xff\x16NONSENSE \xde\xad\r\n\r\n" * 50)


def _closing(connected: socket.socket, ended: threading.Event) -> None:
    """Say nothing at all, and hang up."""


def _busy(connected: socket.socket, ended: threading.Event) -> None:
    """Answer in HTTP that it is busy: no other protocol makes sense of it."""
    connected.sendall(
        b"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n"
        b"Connection: close\r\n\r\n"
    )
    with suppress(OSError):
        connected.settimeout(0.2)
        while connected.recv(65536):
            pass


HOSTS = (
    Host("dead", None),
    Host("silent", _silent, is_slow=True),
    Host("rude", _rude),
    Host("closing", _closing),
    Host("busy", _busy),
)


@contextmanager
def standing(host: Host) -> Iterator[tuple[str, int]]:
    """Give the address and port at which a host stands, for as long as the block."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        if host.behave is None:
            server.close()
            yield "127.0.0.1", port
            return
        threading.Thread(target=_serve, args=(server, host, ended), daemon=True).start()
        try:
            yield "127.0.0.1", port
        finally:
            ended.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, host: Host, ended: threading.Event) -> None:
    with suppress(OSError):
        while not ended.is_set():
            connected, _ = server.accept()
            threading.Thread(
                target=_attend, args=(connected, host, ended), daemon=True
            ).start()


def _attend(connected: socket.socket, host: Host, ended: threading.Event) -> None:
    assert host.behave
    with connected, suppress(OSError):
        host.behave(connected, ended)
