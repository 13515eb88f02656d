"""The bytes of the sources, as they were had, by their hash.

One SQLite file: many small documents of one batch cost one sync, not one each, and
what is erased is overwritten (``secure_delete``).
"""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from plexus_ld.errors import HomeError

#: Seconds to wait for another process that writes here.
_PATIENCE_S: Final = 60.0
_FILE: Final = "originals.db"


class Originals:
    """Documents' bytes, content-addressed.

    Args:
        folder: Where they lie; None keeps them in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._made: sqlite3.Connection | None = None

    def put(self, bodies: Iterable[tuple[str, bytes]]) -> None:
        """Keep bodies, each under its hash; all of them or none.

        Raises:
            HomeError: They could not be kept.
        """
        with self._lock, self._transaction() as base:
            base.executemany("INSERT OR IGNORE INTO original VALUES (?, ?)", bodies)

    def get(self, digest: str) -> bytes | None:
        """Return the bytes that have this hash, if they are kept and sound."""
        try:
            with self._lock:
                found = self._base().execute(
                    "SELECT body FROM original WHERE sha256 = ?", (digest,)
                )
                row = found.fetchone()
        except sqlite3.DatabaseError:  # damage: what is there is not sound
            return None
        body: bytes | None = row[0] if row else None
        return body if body is not None and hash_of(body) == digest else None

    def drop(self, digests: Iterable[str]) -> None:
        """Erase bodies, so that no byte of them is left in the file.

        Raises:
            HomeError: They could not be erased.
        """
        with self._lock:
            with self._transaction() as base:
                base.executemany(
                    "DELETE FROM original WHERE sha256 = ?", ((d,) for d in digests)
                )
            with suppress(sqlite3.OperationalError):  # somebody reads: it comes later
                self._base().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def hashes(self) -> frozenset[str]:
        """Return the hashes of all that is kept."""
        with self._lock:
            found = self._base().execute("SELECT sha256 FROM original").fetchall()
        return frozenset(digest for (digest,) in found)

    def backup(self, folder: Path) -> None:
        """Copy all of it into another folder, as of one moment."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._lock, closing(sqlite3.connect(folder / _FILE)) as copy:
            self._base().backup(copy)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._made is not None:
                self._made.close()
                self._made = None

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._base())

    def _base(self) -> sqlite3.Connection:
        if self._made is None:
            try:
                self._made = self._opened()
            except (OSError, sqlite3.Error) as error:
                message = f"{self.folder}: the originals cannot be opened ({error})"
                raise HomeError(message) from error
        return self._made

    def _opened(self) -> sqlite3.Connection:
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(
            self.folder / _FILE if self.folder else ":memory:",
            timeout=_PATIENCE_S,
            isolation_level=None,
            check_same_thread=False,
        )
        base.execute("PRAGMA journal_mode = WAL")
        # Not FULL: what was lost in a power cut can be fetched again, and the quads
        # that were read out of it are in the journal.
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("PRAGMA secure_delete = ON")
        base.execute(
            "CREATE TABLE IF NOT EXISTS original"
            " (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL)"
        )
        return base


class _Transaction:
    """A transaction whose faults are said in a sentence."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> sqlite3.Connection:
        self._run("BEGIN IMMEDIATE")
        return self._base

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        try:
            if error is None:
                self._run("COMMIT")
        finally:
            # A full disk may have ended the transaction already.
            if self._base.in_transaction:
                with suppress(sqlite3.Error):
                    self._base.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise _not_kept(error) from error

    def _run(self, words: str) -> None:
        try:
            self._base.execute(words)
        except sqlite3.Error as error:
            raise _not_kept(error) from error


def _not_kept(error: sqlite3.Error) -> HomeError:
    message = f"the original bytes could not be kept: {error}"
    return HomeError(message)


def hash_of(body: bytes) -> str:
    """Return the hash under which a body is kept: SHA-256, hexadecimal."""
    return sha256(body).hexdigest()
