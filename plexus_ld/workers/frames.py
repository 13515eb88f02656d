"""Messages between this process and its workers: a length, a kind, a pickle.

What a worker sends is not trusted: it has read a stranger's bytes. Its pickles may
hold plain values, dates, our own frozen values, enumerations and errors, and name
nothing else, so that no answer makes this process call anything.
"""

import io
import pickle
import socket
import struct
import sys
from dataclasses import is_dataclass
from enum import Enum
from importlib import import_module
from time import monotonic

from plexus_ld.errors import PlexusError

#: Length of what follows the head, in bytes; then one letter that says what it is.
_HEAD = struct.Struct("!Qc")
#: Largest message, in bytes: more is a fault.
MAX_MESSAGE_BYTES = 1024**3
#: Read at a time, in bytes.
_PIECE_BYTES = 1 << 20

VALUE = b"v"
ERROR = b"e"
MEMORY = b"m"
FAULT = b"f"
REQUEST = b"r"

_DATES = frozenset({"date", "datetime", "time", "timedelta", "timezone"})


class _Reader(pickle.Unpickler):
    """Reads only what `_may_name` allows."""

    def find_class(self, module: str, name: str) -> object:
        """Return a class that a worker may send.

        Raises:
            UnpicklingError: It is none of those.
        """
        if module == "datetime" and name in _DATES:
            return super().find_class(module, name)
        if module.partition(".")[0] == "plexus_ld":
            found = getattr(
                sys.modules.get(module) or import_module(module), name, None
            )
            if isinstance(found, type) and _is_ours(found):
                return found
        message = f"a worker may not send a {module}.{name}"
        raise pickle.UnpicklingError(message)


def _is_ours(found: type) -> bool:
    if issubclass(found, PlexusError | Enum):  # an Enum gives what it has, or fails
        return True
    # Frozen, so that its values were checked once and for all when it was made.
    return is_dataclass(found) and bool(vars(found)["__dataclass_params__"].frozen)


def pack(kind: bytes, value: object) -> bytes:
    """Return a message as bytes."""
    body = pickle.dumps(value, protocol=5)
    return _HEAD.pack(len(body), kind) + body


def unpack(body: bytes | bytearray) -> object:
    """Return the value of a worker's message.

    Raises:
        UnpicklingError: It names what a worker may not send.
    """
    return _Reader(io.BytesIO(body)).load()


def receive(peer: socket.socket, deadline: float | None) -> tuple[bytes, bytearray]:
    """Return the next message's kind and body.

    Args:
        peer: Where from.
        deadline: When to stop waiting, by `time.monotonic`; None waits.

    Raises:
        TimeoutError: It did not come in time.
        EOFError: The other side is gone.
        ValueError: It is longer than any message is.
    """
    length, kind = _HEAD.unpack(_receive(peer, _HEAD.size, deadline))
    if length > MAX_MESSAGE_BYTES:
        message = f"a message of {length} bytes is too long"
        raise ValueError(message)
    return kind, _receive(peer, length, deadline)


def _receive(peer: socket.socket, size: int, deadline: float | None) -> bytearray:
    body = bytearray()
    while len(body) < size:
        if deadline is not None:
            peer.settimeout(max(deadline - monotonic(), 0.001))
        piece = peer.recv(min(size - len(body), _PIECE_BYTES))
        if not piece:
            raise EOFError
        body += piece
    return body
