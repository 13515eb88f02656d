"""Who subscribed to the owner's feeds, and who asked to.

A table of its own, for the owner's eyes only: each subscriber's secret is in it, and
secrets stand in no graph. Whoever it loses subscribes anew when the lease ends.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS subscription (
    callback TEXT, topic TEXT, host TEXT, secret TEXT, ends REAL, sent TEXT,
    failures INTEGER DEFAULT 0, next REAL DEFAULT 0, PRIMARY KEY (callback, topic)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    id INTEGER PRIMARY KEY, is_open INTEGER DEFAULT 1, at REAL, asker TEXT, host TEXT,
    mode TEXT, callback TEXT, topic TEXT, lease REAL, secret TEXT, sent TEXT
);
"""
#: Seconds for which it is remembered that somebody asked.
_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked the hub for.

    Attributes:
        mode: ``subscribe`` or ``unsubscribe``.
        callback: Where the feed is to be sent.
        topic: Which feed: its URL.
        host: The callback's, by which it is counted.
        lease_s: For how long, in seconds.
        secret: By which what is sent is signed; "" for not at all.
        asker: The address that asked, by which it is counted.
        sent: The digest of the feed when they asked.
        id: Its number; 0 while it has none.
    """

    mode: str
    callback: str
    topic: str
    host: str
    lease_s: float
    secret: str = field(default="", repr=False)
    asker: str = ""
    sent: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """Somebody who is sent a feed whenever it has news.

    Attributes:
        callback: Where it is sent.
        topic: Which feed.
        secret: By which it is signed; "" for not at all.
        failures: How many times in a row it did not arrive.
    """

    callback: str
    topic: str
    secret: str = field(repr=False)
    failures: int = 0


class Records:
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
        self._lock = threading.RLock()
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Do several things, or none of them."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def put_asked(self, asked: Asked, now: float) -> int:
        """Keep what somebody asked for; return its number."""
        values = (
            now, asked.asker, asked.host, asked.mode, asked.callback, asked.topic,
            asked.lease_s, asked.secret, asked.sent,
        )  # fmt: skip
        done = self._do(
            "INSERT INTO asked (at, asker, host, mode, callback, topic, lease, secret,"
            " sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        return int(done.lastrowid or 0)

    def counts(self, host: str, asker: str, now: float) -> tuple[int, int, int]:
        """Return how many were asked for this minute: of a host, by an asker, open."""
        self._do("DELETE FROM asked WHERE NOT is_open AND at < ?", (now - _MINUTE,))
        row = self._do(
            "SELECT sum(host = ? AND at > ?), sum(asker = ? AND at > ?), sum(is_open)"
            " FROM asked",
            (host, now - _MINUTE, asker, now - _MINUTE),
        ).fetchone()
        return int(row[0] or 0), int(row[1] or 0), int(row[2] or 0)

    def open_asked(self, since: float) -> list[Asked]:
        """Return what nobody has looked into yet; what is older is forgotten."""
        self._do("DELETE FROM asked WHERE at < ?", (since,))
        rows = self._do(
            "SELECT mode, callback, topic, host, lease, secret, asker, sent, id"
            " FROM asked WHERE is_open ORDER BY id",
            (),
        )
        return [Asked(*row) for row in rows.fetchall()]

    def close_asked(self, number: int) -> bool:
        """Look into what was asked for; tell whether nobody did so before."""
        text = "UPDATE asked SET is_open = 0, secret = '' WHERE id = ? AND is_open"
        return self._do(text, (number,)).rowcount == 1

    def put(self, asked: Asked, now: float) -> None:
        """Let somebody subscribe, anew or for longer."""
        self._do(
            "INSERT INTO subscription (callback, topic, host, secret, ends, sent)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (callback, topic) DO UPDATE SET"
            " secret = excluded.secret, ends = excluded.ends, failures = 0, next = 0",
            (asked.callback, asked.topic, asked.host, asked.secret,
             now + asked.lease_s, asked.sent),
        )  # fmt: skip

    def remove(self, callback: str, topic: str) -> None:
        """Let somebody go."""
        text = "DELETE FROM subscription WHERE callback = ? AND topic = ?"
        self._do(text, (callback, topic))

    def numbers(self, host: str, now: float) -> tuple[int, int]:
        """Return how many have subscribed: from a host, and in all."""
        self._do("DELETE FROM subscription WHERE ends < ?", (now,))
        row = self._do("SELECT sum(host = ?), count(*) FROM subscription", (host,))
        found = row.fetchone()
        return int(found[0] or 0), int(found[1])

    def is_known(self, callback: str, topic: str) -> bool:
        """Tell whether somebody has subscribed."""
        text = "SELECT 1 FROM subscription WHERE callback = ? AND topic = ?"
        return self._do(text, (callback, topic)).fetchone() is not None

    def behind(self, topic: str, digest: str, now: float) -> list[Subscription]:
        """Return who has not been sent a feed as it is now, and is to be."""
        rows = self._do(
            "SELECT callback, topic, secret, failures FROM subscription"
            " WHERE topic = ? AND sent <> ? AND next <= ? AND ends >= ?",
            (topic, digest, now, now),
        )
        return [Subscription(*row) for row in rows.fetchall()]

    def next_try(self) -> float | None:
        """Return when somebody is tried again whom nothing reached the last time."""
        text = "SELECT min(next) FROM subscription WHERE failures > 0"
        found = self._do(text, ()).fetchone()[0]
        return None if found is None else float(found)

    def mark_sent(self, one: Subscription, digest: str) -> None:
        """Take note of what arrived."""
        self._do(
            "UPDATE subscription SET sent = ?, failures = 0, next = 0"
            " WHERE callback = ? AND topic = ?",
            (digest, one.callback, one.topic),
        )

    def mark_failed(self, one: Subscription, next_: float) -> None:
        """Take note of what did not arrive."""
        self._do(
            "UPDATE subscription SET failures = failures + 1, next = ?"
            " WHERE callback = ? AND topic = ?",
            (next_, one.callback, one.topic),
        )

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _do(self, text: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        with self._lock:
            return self._db.execute(text, values)
