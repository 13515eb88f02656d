"""Serving: uvicorn in a thread of its own, begun and ended by the agent."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from plexus_ld.errors import PublishError

#: Connections that are held at once; more are refused by the kernel's queue.
_MOST_CONNECTIONS: Final = 1_024
_BACKLOG: Final = 512
#: Seconds that a connection may be open without a whole head of a request.
_HEAD_S: Final = 10.0
#: Bytes of the head of a request: request line and headers.
_MOST_HEAD: Final = 32 * 1024
#: Seconds that answers under way have when it ends.
_PATIENCE_S: Final = 3


class _Patient(HttpToolsProtocol):
    """A connection that has some seconds to ask for something, and no more."""

    _deadline: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._deadline is not None:
            self._head += len(data)
            if self._head > _MOST_HEAD + 1024 * 1024:
                self.transport.close()
                return
        super().data_received(data)

    def on_url(self, url: bytes) -> None:
        if len(self.url) + len(url) > _MOST_HEAD:
            self.transport.close()
            return
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._bytes_of_headers = getattr(self, "_bytes_of_headers", 0)
        self._bytes_of_headers += len(name) + len(value)
        if self._bytes_of_headers > _MOST_HEAD:
            self.transport.close()
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._forget_head()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_head()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._forget_head()
        self._deadline = self.loop.call_later(_HEAD_S, self.transport.close)

    def _forget_head(self) -> None:
        self._head = self._bytes_of_headers = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Serving:
    """One web server.

    Args:
        app: What answers.
        host: The address to listen on.
        port: The port; 0: any that is free.
        proxies: Addresses of proxies in front of it, whose word on the client is taken.

    Raises:
        PublishError: It cannot listen there.
    """

    def __init__(
        self, app: ASGIApp, host: str, port: int, proxies: Sequence[str] = ()
    ) -> None:
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        self.host = host
        config = uvicorn.Config(
            app,
            http=_Patient,
            ws="none",
            lifespan="off",
            loop="auto",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=_PATIENCE_S,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answer what is under way, and end."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_S + 1)
        self._socket.close()

    def _run(self) -> None:
        # Server.run would take the signals, which are the agent's.
        with asyncio.Runner(loop_factory=self._server.config.get_loop_factory()) as r:
            r.run(self._server._serve([self._socket]))


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return _bound(socket.socket(family, kind, protocol), address)
    except OSError as error:
        message = (
            f"cannot listen on {host}, port {port} ({error.strerror or error}); "
            "`plexus run --port PORT` takes another"
        )
        raise PublishError(message) from error


def _bound(listening: socket.socket, address: Any) -> socket.socket:
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening
