"""Where the process that holds a home listens: a unix socket in the home's folder.

A path longer than the system allows lies in a private folder elsewhere, whose name
stands in the home. Where there are no unix sockets it is a port of this machine, with
a token that only the owner can read. Either way the other side's user is checked.
"""

import json
import os
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from plexus_ld.storage.sharing.wire import PROTOCOL, Connection, GoneError

#: Longest path of a unix socket, in bytes: Linux has 108 with the ending zero, the
#: BSDs 104 (unix(7)).
MAX_PATH_BYTES: Final = 103

_SOCKET = "socket"
_ELSEWHERE = "socket.address"


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to.

    Attributes:
        path: The unix socket, or "".
        port: The port on loopback, where there is no unix socket.
        token: What proves, on the port, that the owner asks.
    """

    path: str = ""
    port: int = 0
    token: str = ""

    def connect(self) -> Connection:
        """Connect.

        Raises:
            GoneError: Nobody listens there, or somebody else.
        """
        family = socket.AF_UNIX if self.path else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.connect(self.path or ("127.0.0.1", self.port))
            if self.path and not is_of(sock, os.geteuid()):
                raise GoneError("somebody else listens there")
        except OSError as error:
            sock.close()
            raise GoneError("nobody listens there") from error
        return Connection(sock)

    def greeting(self) -> dict[str, Any]:
        """Return what each call says of itself."""
        return {"protocol": PROTOCOL, "token": self.token}

    def welcomes(self, call: dict[str, Any]) -> bool:
        """Tell whether a call knows the token, if there is one."""
        from hmac import compare_digest  # 2 ms that most commands need not wait

        given = call.get("token")
        return isinstance(given, str) and compare_digest(
            given.encode("utf-8", "replace"), self.token.encode()
        )


def is_of(sock: socket.socket, user: int) -> bool:
    """Tell whether a unix socket's other side is a process of that user.

    Where the system does not say, the folder's and the socket's modes have to do.
    Source: SO_PEERCRED in unix(7): pid, uid, gid.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    size = struct.calcsize("3i")
    told = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    return int(struct.unpack("3i", told)[1]) == user


def find_address(folder: Path) -> Address | None:
    """Return where the holder of the home in this folder listens, if it says so."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        told = json.loads((folder / _ELSEWHERE).read_text(encoding="utf-8"))
        return Address(**{**told, "path": str(told.get("path", ""))})
    path = folder / _SOCKET
    return Address(path=str(path)) if path.is_socket() else None


def listen(
    folder: Path, *, unix: bool = hasattr(socket, "AF_UNIX")
) -> tuple[socket.socket, Address]:
    """Listen for the home in this folder; only who holds its lock may.

    What an earlier holder left behind is removed.

    Args:
        folder: The home.
        unix: Whether by a unix socket.
    """
    forget(folder)
    if not unix:
        return _listen_on_port(folder)
    inside = folder / _SOCKET
    if len(os.fsencode(inside)) <= MAX_PATH_BYTES:
        with suppress(OSError):  # a file system that knows no sockets
            return _listen_at(inside)
    elsewhere = _private_folder() / _SOCKET
    listening = _listen_at(elsewhere)
    _write(folder, {"path": str(elsewhere)})
    return listening


def _listen_at(path: Path) -> tuple[socket.socket, Address]:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)  # nobody can connect before it listens
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener, Address(path=str(path))


def _private_folder() -> Path:
    """Make a folder of a short name that only this user can enter."""
    import tempfile  # 5 ms, for few homes

    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    within = runtime if runtime and Path(runtime).is_dir() else None
    return Path(tempfile.mkdtemp(prefix="plexus-", dir=within))


def _listen_on_port(folder: Path) -> tuple[socket.socket, Address]:
    import secrets  # for few systems

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    address = Address(port=listener.getsockname()[1], token=secrets.token_hex(32))
    _write(folder, {"port": address.port, "token": address.token})
    return listener, address


def _write(folder: Path, address: dict[str, Any]) -> None:
    file = os.open(folder / _ELSEWHERE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        json.dump(address, out)


def forget(folder: Path) -> None:
    """Remove what says where the holder of the home listens."""
    address = find_address(folder)
    inside = folder / _SOCKET
    if address is not None and address.path and Path(address.path) != inside:
        with suppress(OSError):  # the folder only if nothing else is in it
            Path(address.path).unlink(missing_ok=True)
            Path(address.path).parent.rmdir()
    with suppress(OSError):
        inside.unlink(missing_ok=True)
    (folder / _ELSEWHERE).unlink(missing_ok=True)
