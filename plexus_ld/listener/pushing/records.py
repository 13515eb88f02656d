"""Which feeds name a hub, and how it stands with the subscription to each.

A table of its own, for the owner's eyes only: the secrets in it, by which it is known
who sends, stand in no graph. What is lost with it is subscribed to anew.
"""

import sqlite3
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS push (
    point TEXT PRIMARY KEY, id TEXT UNIQUE, hub TEXT, topic TEXT, secret TEXT,
    named REAL, ends REAL DEFAULT 0, next REAL DEFAULT 0, failures INTEGER DEFAULT 0,
    asked TEXT DEFAULT ''
) WITHOUT ROWID;
"""
_ALL: Final = (
    "SELECT point, id, hub, topic, secret, named, ends, next, failures, asked FROM push"
)
_OF_POINT: Final = f"{_ALL} WHERE point = ?"
_OF_CALLBACK: Final = f"{_ALL} WHERE id = ?"
_PUT: Final = "INSERT OR REPLACE INTO push VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Push:
    """A feed that names a hub.

    Attributes:
        point: The point that listens to it.
        id: The last part of our callback's URL, which nobody guesses.
        hub: The hub.
        topic: The feed, as the hub calls it.
        secret: By which what the hub sends is signed.
        named: When the feed named the hub.
        ends: Until when it is pushed, in seconds of the epoch; 0: it is not.
        next: When the hub is asked next.
        failures: How often in a row it was asked in vain.
        asked: What it was asked and has not confirmed: ``subscribe``; "" for nothing.
    """

    point: str
    id: str
    hub: str
    topic: str
    secret: str = field(repr=False)
    named: float = 0.0
    ends: float = 0.0
    next: float = 0.0
    failures: int = 0
    asked: str = ""


class PushRecords:
    """The table; for several threads at once.

    Args:
        file: Where it lies; None for in memory.
    """

    def __init__(self, file: Path | None) -> None:
        if file is not None:
            file.touch(mode=0o600)
        self._db = sqlite3.connect(
            file or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._lock = threading.Lock()
        self._do("PRAGMA synchronous=FULL")
        self._do(_TABLES)

    def all(self) -> list[Push]:
        """Return every feed that names a hub."""
        return [Push(*row) for row in self._do(_ALL)]

    def of_point(self, point: str) -> Push | None:
        """Return the one of a point."""
        return self._one(_OF_POINT, point)

    def of_callback(self, id_: str) -> Push | None:
        """Return the one that is sent to a callback."""
        return self._one(_OF_CALLBACK, id_)

    def put(self, push: Push) -> None:
        """Keep one, or how it stands now."""
        self._do(
            _PUT,
            push.point, push.id, push.hub, push.topic, push.secret, push.named,
            push.ends, push.next, push.failures, push.asked,
        )  # fmt: skip

    def remove(self, push: Push) -> None:
        """Forget one."""
        self._do("DELETE FROM push WHERE point = ?", push.point)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _one(self, text: str, value: str) -> Push | None:
        rows = self._do(text, value)
        return Push(*rows[0]) if rows else None

    def _do(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(text, values).fetchall()
