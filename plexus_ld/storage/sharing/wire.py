"""The wire format of the home's socket: frames of a kind, a length and bytes.

Wire: one byte of kind, four bytes of length (big-endian), then so many bytes. A
request is a CALL (JSON: what is asked), DATA as often as needed, and DONE; an answer
is DATA as often as needed and DONE (JSON: the value, or the error). Both sides are
programs of one user on one machine; still everything is text, numbers and bytes,
within limits, and nothing that arrives is ever run (no pickles).
Limits: 16 MiB of JSON, 1 MiB a piece of data, 2 GiB a message.
"""

import json
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import IntEnum
from typing import Any, Final

#: Changes when one side would no longer understand the other.
PROTOCOL: Final = 1

MAX_JSON_BYTES: Final = 16 * 1024 * 1024
MAX_PIECE_BYTES: Final = 1024 * 1024
MAX_MESSAGE_BYTES: Final = 2 * 1024 * 1024 * 1024
#: Data is gathered to about so many bytes before it is sent.
_GATHERED_BYTES: Final = 64 * 1024

_HEAD = struct.Struct("!BI")


class Kind(IntEnum):
    """What a frame holds."""

    CALL = 1
    DATA = 2
    DONE = 3


class GoneError(ConnectionError):
    """The other side has ended, or does not speak as agreed; never leaves storage."""


class Connection:
    """One side of a socket, for one request at a time."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._reader = sock.makefile("rb", buffering=_GATHERED_BYTES)
        self._waiting = bytearray()

    def close(self) -> None:
        """Close it; what is under way on the other side gets a `GoneError`."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):
            self._reader.close()
        self._sock.close()

    def stop_reading(self) -> None:
        """Take no further request; the answer under way can still be sent."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RD)

    def send(self, kind: Kind, value: dict[str, Any]) -> None:
        """Send JSON, behind the data that waits.

        Raises:
            GoneError: The other side has ended.
        """
        body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(body) > MAX_JSON_BYTES:
            message = f"{len(body)} bytes of JSON are more than a request may have"
            raise ValueError(message)
        self._waiting += _HEAD.pack(kind, len(body))
        self._waiting += body
        self.flush()

    def write(self, data: bytes) -> int:
        """Send data, a piece at a time (a file's method, for writers that want one)."""
        for start in range(0, len(data), MAX_PIECE_BYTES):
            piece = data[start : start + MAX_PIECE_BYTES]
            self._waiting += _HEAD.pack(Kind.DATA, len(piece))
            self._waiting += piece
            if len(self._waiting) >= _GATHERED_BYTES:
                self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, bytearray()
        try:
            self._sock.sendall(waiting)
        except OSError as error:
            raise GoneError("the other side has ended") from error

    def call(self) -> dict[str, Any]:
        """Wait for a CALL.

        Raises:
            GoneError: The other side has ended, or sent what is none.
        """
        kind, body = self._frame()
        if kind != Kind.CALL:
            raise GoneError("that is no call")
        return _object(body)

    def data(self) -> Iterator[bytes]:
        """Yield the data up to DONE, whose JSON is then in `done`."""
        left = MAX_MESSAGE_BYTES
        while True:
            kind, body = self._frame()
            if kind == Kind.DONE:
                self.done = _object(body)
                return
            left -= len(body)
            if kind != Kind.DATA or left < 0:
                raise GoneError("that is no data, or too much of it")
            yield body

    #: What the last DONE said.
    done: dict[str, Any]

    def _frame(self) -> tuple[int, bytes]:
        kind, length = _HEAD.unpack(self._exactly(_HEAD.size))
        limit = MAX_PIECE_BYTES if kind == Kind.DATA else MAX_JSON_BYTES
        if length > limit:
            raise GoneError("that is too long")
        return kind, self._exactly(length)

    def _exactly(self, length: int) -> bytes:
        try:
            body: bytes = self._reader.read(length)
        except (OSError, ValueError) as error:
            raise GoneError("the other side has ended") from error
        if len(body) < length:
            raise GoneError("the other side has ended")
        return body


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise GoneError("that is no JSON") from error
    if not isinstance(value, dict):
        raise GoneError("that is no JSON object")
    return value


def lines_of(pieces: Iterable[bytes]) -> list[str]:
    """Put pieces of data together and take them apart as lines, each ended by LF."""
    return b"".join(pieces).decode("utf-8", "surrogatepass").split("\n")[:-1]


def from_lines(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines, each ended by LF, in pieces."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size >= _GATHERED_BYTES:
            yield _piece(gathered)
            gathered, size = [], 0
    if gathered:
        yield _piece(gathered)


def _piece(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
