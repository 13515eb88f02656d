"""`Tokens`: what a program shows to act for the owner, each with its scopes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from plexus_ld.clock import Clock
from plexus_ld.errors import DoorError
from plexus_ld.plex.doors.secretfile import Facts, SecretFile, new_id

#: What a token may allow.
SCOPES: Final = ("read", "write", "post")
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
        self._file = SecretFile(file, "token")
        self._clock = clock

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
        facts = {
            "id": new_id(), "name": called, "scopes": list(wanted),
            "made": self._clock().astimezone(UTC).isoformat(),
        }  # fmt: skip
        return _token(facts), self._file.add(facts, _MARK)

    def all(self) -> tuple[Token, ...]:
        """Return the tokens, the oldest first."""
        return tuple(map(_token, self._file.all()))

    def revoke(self, id_: str) -> Token:
        """Take a token back, at once.

        Args:
            id_: Its id, or its name.

        Raises:
            DoorError: None, or more than one, is called so.
        """
        return _token(self._file.remove(id_))

    def find(self, secret: str) -> Token | None:
        """Return the token of a secret; None when there is none."""
        found = self._file.find(secret)
        return _token(found) if found else None


def _token(facts: Facts) -> Token:
    made = datetime.fromisoformat(facts["made"])
    return Token(facts["id"], facts["name"], tuple(facts["scopes"]), made)
