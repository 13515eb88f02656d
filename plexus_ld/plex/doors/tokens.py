"""`Tokens`: what a program shows to act for the owner, each with its scopes.

Kept in a file for the owner's eyes only, as hashes: who reads it can use none. A token
has 256 random bits, so that a plain hash is as good as a slow one.
"""

import json
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from plexus_ld.clock import Clock
from plexus_ld.errors import DoorError

#: What a token may allow.
SCOPES: Final = ("read", "write", "post")
_MOST: Final = 100
_LONGEST_NAME: Final = 100
#: Begins a token, so that people and programs know one when they see it.
_MARK: Final = "plexus_"


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret.

    Attributes:
        id: Names it.
        name: What the owner calls it.
        scopes: What it allows.
        made: When it was made.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    made: datetime


class Tokens:
    """The tokens of a home; for several threads, and processes, at once.

    Args:
        file: Where they lie; None for in memory.
        clock: Tells the time.
    """

    def __init__(self, file: Path | None, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, Any]] = {}
        self._read_at: tuple[int, int] = (0, 0)

    def create(self, name: str, scopes: Iterable[str]) -> tuple[Token, str]:
        """Make a token; return it, and its secret, which is told this once.

        Raises:
            DoorError: There is no such scope, or there are too many tokens.
        """
        wanted = tuple(dict.fromkeys(scopes))
        unknown = [scope for scope in wanted if scope not in SCOPES]
        if unknown or not wanted:
            message = f"a token allows some of: {', '.join(SCOPES)}"
            raise DoorError(message)
        called = " ".join(name.split())[:_LONGEST_NAME]
        if not (called and called.isprintable()):
            raise DoorError("a token needs a name, of the program that has it")
        secret = f"{_MARK}{secrets.token_urlsafe(32)}"
        made = self._clock().astimezone(UTC)
        token = Token(secrets.token_hex(4), called, wanted, made)
        with self._lock:
            self._read()
            if len(self._known) >= _MOST:
                raise DoorError("there are too many tokens; revoke one first")
            self._known[_hash(secret)] = {
                "id": token.id, "name": called, "scopes": list(wanted),
                "made": made.isoformat(),
            }  # fmt: skip
            self._write()
        return token, secret

    def all(self) -> tuple[Token, ...]:
        """Return the tokens, the oldest first."""
        with self._lock:
            self._read()
            found = [_token(one) for one in self._known.values()]
        return tuple(sorted(found, key=lambda one: (one.made, one.id)))

    def revoke(self, id_: str) -> Token:
        """Take a token back, at once.

        Args:
            id_: Its id, or its name.

        Raises:
            DoorError: None, or more than one, is called so.
        """
        with self._lock:
            self._read()
            found = [h for h, one in self._known.items() if one["id"] == id_]
            found = found or [h for h, one in self._known.items() if one["name"] == id_]
            if len(found) != 1:
                many = "more than one token is" if found else "no token is"
                message = f"{many} called {id_!r}; `plexus token list` shows them"
                raise DoorError(message)
            token = _token(self._known.pop(found[0]))
            self._write()
        return token

    def find(self, secret: str) -> Token | None:
        """Return the token of a secret; None when there is none."""
        with self._lock:
            self._read()
            found = self._known.get(_hash(secret))
        return _token(found) if found else None

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


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _token(kept: dict[str, Any]) -> Token:
    made = datetime.fromisoformat(kept["made"])
    return Token(kept["id"], kept["name"], tuple(kept["scopes"]), made)
