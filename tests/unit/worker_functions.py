"""What the tests of the workers have run in a worker."""

import contextlib
import os
import socket
import stat
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from plexus_ld.errors import FetchError
from plexus_ld.rdf.document import Document


@dataclass(frozen=True, slots=True)
class Foreign:
    """A value that no worker may send."""

    said: str


def doubled(number: int) -> int:
    return 2 * number


def doubled_or_worse(number: int) -> int:
    """Double a number; -1 loops, -2 eats memory, -3 falls over, -4 is a fault."""
    if number == -1:
        spin()
    if number == -2:
        return len(bytearray(8 * 1024**3))
    if number == -3:
        os.abort()
    if number == -4:
        raise ZeroDivisionError("unforeseen")
    if number == -5:
        raise FetchError("http://b.example/", "gone", 410)
    return 2 * number


def spin() -> None:
    while True:
        pass


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def document(name: str) -> Document:
    return Document(iri=f"http://a.example/{name}", body=b"\x00\xff", name=name)


def foreign() -> Foreign:
    return Foreign("hello")


def eaten(mebibytes: int) -> int:
    return len(bytearray(mebibytes * 1024**2))


def read_file(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def write_file(path: str) -> int:
    return Path(path).write_text("x", encoding="utf-8")


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), 1).close()


def environment() -> list[str]:
    return sorted(os.environ)


def open_files() -> list[str]:
    kinds = {stat.S_IFSOCK: "socket", stat.S_IFREG: "file", stat.S_IFCHR: "device"}
    found = []
    for number in range(1024):
        with contextlib.suppress(OSError):
            kind = kinds.get(stat.S_IFMT(os.fstat(number).st_mode), "other")
            found.append(f"{number} {kind}")
    return found


def state_of(path: str) -> dict[str, int]:
    """Prepare: what a file says, and how often it was asked."""
    return {"read": Path(path).stat().st_size, "asked": 0, "pid": os.getpid()}


def asked(state: dict[str, int]) -> tuple[int, int, int]:
    state["asked"] += 1
    return state["pid"], state["asked"], state["read"]


def open_after_preparing(state: dict[str, int], path: str) -> str:
    del state
    descriptor = os.open(path, os.O_RDONLY)
    os.close(descriptor)
    return "opened"


def threads() -> int:
    return threading.active_count()
