"""What opens the doors of a home, in a file for the owner's eyes only, as hashes.

Who reads it can use none of them. A secret has 256 random bits, so that a plain hash is
as good as a slow one.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from plexus_ld.errors import DoorError

#: Facts of one secret, as JSON keeps them; each has an ``id`` and a ``name``.
Facts = dict[str, Any]

_MOST: Final = 100


class SecretFile:
    """Facts by the hashes of secrets; for several threads, and processes, at once.

    Args:
        file: Where they lie; None for in memory.
        kind: What they are: ``token``.
    """

    def __init__(self, file: Path | None, kind: str) -> None:
        self._file = file
        self._kind = kind
        self._lock = threading.Lock()
        self._known: dict[str, Facts] = {}
        self._read_at: tuple[int, int] = (0, 0)

    def add(self, facts: Facts, mark: str = "") -> str:
        """Keep facts; return the secret they are found by, which is told this once.

        Args:
            facts: What is kept.
            mark: What the secret begins with.

        Raises:
            DoorError: There are too many, or the file cannot be written.
        """
        secret = f"{mark}{secrets.token_urlsafe(32)}"
        with self._open() as known:
            if len(known) >= _MOST:
                message = f"there are too many {self._kind}s; revoke one first"
                raise DoorError(message)
            known[_hash(secret)] = facts
            self._write()
        return secret

    def all(self) -> list[Facts]:
        """Return the facts of each, in the order in which they were made."""
        with self._open() as known:
            return sorted(known.values(), key=lambda one: (one["made"], one["id"]))

    def remove(self, id_: str) -> Facts:
        """Forget one, at once; return its facts.

        Args:
            id_: Its id, or its name.

        Raises:
            DoorError: None, or more than one, is called so.
        """
        with self._open() as known:
            found = [h for h, one in known.items() if one["id"] == id_]
            found = found or [h for h, one in known.items() if one["name"] == id_]
            if len(found) != 1:
                many = f"{'more than one' if found else 'no'} {self._kind} is"
                shows = f"`plexus {self._kind} list` shows them"
                message = f"{many} called {id_!r}; {shows}"
                raise DoorError(message)
            facts = known.pop(found[0])
            self._write()
        return facts

    def find(self, secret: str) -> Facts | None:
        """Return the facts of a secret; None when there are none."""
        with self._open() as known:
            return known.get(_hash(secret))

    @contextmanager
    def _open(self) -> Iterator[dict[str, Facts]]:
        with self._lock:
            self._read()
            yield self._known

    def _read(self) -> None:
        """Read the file, if another process wrote it since."""
        if self._file is None:
            return
        try:
            stands = self._file.stat()
        except FileNotFoundError:
            self._known = {}
            return
        now = (stands.st_mtime_ns, stands.st_ino)
        if now != self._read_at:
            try:
                self._known = json.loads(self._file.read_text("utf-8"))
            except (OSError, ValueError) as error:
                message = f"{self._file} cannot be read ({error})"
                raise DoorError(message) from error
            self._read_at = now

    def _write(self) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            beside.touch(mode=0o600)
            beside.write_text(json.dumps(self._known, indent=1), "utf-8")
            beside.replace(self._file)
        except OSError as error:
            message = f"{self._file} cannot be written ({error})"
            raise DoorError(message) from error


def new_id() -> str:
    """Return a short name for something new."""
    return secrets.token_hex(4)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
