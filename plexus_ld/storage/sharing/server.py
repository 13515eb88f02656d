"""The home's socket: other processes use the store of the one that holds the home.

One thread listens, one serves each client; reads take no lock of the writer, so that
a long import blocks no query. A client that sends garbage is put out, and nobody else
notices. The design is docs/adr/0012-the-homes-socket.md.
"""

import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from plexus_ld.errors import HomeError, PlexusError
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.sharing.address import Address, forget, is_of, listen
from plexus_ld.storage.sharing.calls import OPERATIONS, Call
from plexus_ld.storage.sharing.errors import to_facts
from plexus_ld.storage.sharing.wire import PROTOCOL, Connection, GoneError, Kind

#: Clients served at once; a further one waits until another ends.
_MOST_CLIENTS: Final = 128
#: Longest wait, in seconds, for the answers under way when the holder closes.
_CLOSING_S: Final = 5.0


class HomeSocket:
    """Serves an engine to other processes of the same user, until it is closed.

    Args:
        folder: The home, whose lock this process holds.
        engine: What the clients ask.
        unix: Whether by a unix socket; by a port of this machine otherwise.
    """

    def __init__(
        self, folder: Path, engine: Engine, *, unix: bool = hasattr(socket, "AF_UNIX")
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._listener, self._address = listen(folder, unix=unix)
        self._places = threading.BoundedSemaphore(_MOST_CLIENTS)
        self._clients: dict[Connection, threading.Thread] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, name="home socket", daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> Address:
        """Where it listens."""
        return self._address

    def close(self) -> None:
        """Take no more requests, answer those under way, and leave no trace."""
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        forget(self._folder)
        with self._lock:
            clients = dict(self._clients)
        for connection in clients:
            connection.stop_reading()
        for thread in (self._thread, *clients.values()):
            thread.join(_CLOSING_S / (1 + len(clients)))
        for connection in clients:
            connection.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            self._places.acquire()
            try:
                sock, _ = self._listener.accept()
            except OSError:  # closed
                return
            self._welcome(sock)

    def _welcome(self, sock: socket.socket) -> None:
        if self._address.path and not is_of(sock, os.geteuid()):
            sock.close()
            self._places.release()
            return
        connection = Connection(sock)
        thread = threading.Thread(
            target=self._serve, args=(connection,), name="home client", daemon=True
        )
        with self._lock:
            self._clients[connection] = thread
        thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            while not self._closing.is_set():
                self._answer(connection, connection.call())
        except GoneError:
            pass  # it has ended, or never spoke our language
        finally:
            connection.close()
            with self._lock:
                self._clients.pop(connection, None)
            self._places.release()

    def _answer(self, connection: Connection, call: dict[str, Any]) -> None:
        if not self._address.welcomes(call):
            raise GoneError("it does not know the token")
        data = list(connection.data())
        try:
            done = {"value": self._value(connection, call, data)}
        except PlexusError as error:
            done = {"error": to_facts(error)}
        connection.send(Kind.DONE, done)

    def _value(
        self, connection: Connection, call: dict[str, Any], data: list[bytes]
    ) -> Any:
        if call.get("protocol") != PROTOCOL:
            message = (
                f"{self._folder} is held by a process of another version of Plexus-LD: "
                "end it first"
            )
            raise HomeError(message)
        operation = OPERATIONS.get(str(call.get("op")))
        if operation is None:
            raise GoneError("there is no such operation")
        return operation(
            self._engine, Call(call, data, connection.write, self._closing)
        )
