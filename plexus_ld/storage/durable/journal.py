"""The journal: every change, on the disk before the store has it.

SQLite in WAL mode, ``synchronous=FULL``: a commit is on the disk when it returns, and
one commit may hold many changes. Each row carries a hash of all it says, so that a
flipped bit is seen when the row is read. Source: sqlite.org/wal.html,
sqlite.org/pragma.html#pragma_synchronous.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Any

from plexus_ld.errors import DamagedStoreError, StoreError
from plexus_ld.model.change import Change, ChangeRecord
from plexus_ld.storage.durable import patch

_SCHEMA = """
CREATE TABLE IF NOT EXISTS change (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at TEXT NOT NULL,
  note TEXT NOT NULL,
  undoes INTEGER,
  erased INTEGER NOT NULL DEFAULT 0,
  packed INTEGER NOT NULL,
  body BLOB NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS undone ON change (undoes) WHERE undoes IS NOT NULL;
"""
_COLUMNS = "sequence, id, at, note, undoes, erased, packed, body, hash"
_INSERT = f"INSERT INTO change ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - names of ours
_REPLACE = _INSERT.replace("INSERT", "REPLACE", 1)
_SELECT = f"SELECT {_COLUMNS} FROM change"  # noqa: S608 - names of ours

#: A journal up to this size is checked at each opening, a larger one after a crash.
_SMALL_BYTES = 8 * 1024 * 1024

#: What an owner can do about a journal that cannot be read.
_ADVICE = (
    "take a backup's journal.db, or move journal.db away: then the quads are kept as "
    "the store has them, and the history is lost"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the journal holds it, and what it takes back.

    Attributes:
        undoes: The number of the change that this one takes back, if any.
        erased: How many of its lines were erased for good.
    """

    record: ChangeRecord
    undoes: int | None = None
    erased: int = 0


class Journal:
    """Changes by number. One process at a time; its threads may share it."""

    def __init__(self, file: Path | None) -> None:
        self._lock = RLock()
        self._name = str(file) if file else "journal in memory"
        unclean = _is_suspect(file)
        with self._guarded():
            self._db = sqlite3.connect(
                str(file) if file else ":memory:",
                isolation_level=None,
                check_same_thread=False,
            )
            self._prepare(unclean)

    def _prepare(self, unclean: bool) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        if unclean:
            found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                message = f"{self._name} is damaged ({found}): {_ADVICE}"
                raise DamagedStoreError(message)
        self._db.executescript(_SCHEMA)
        self.refresh()

    def refresh(self) -> None:
        """Read which changes there are; an interrupt may have come behind a commit."""
        with self._guarded():
            ends = self._db.execute("SELECT min(sequence), max(sequence) FROM change")
            first, last = ends.fetchone()
            self.first, self.last = first or 0, last or 0

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Hold the lock, and turn SQLite's errors into ours."""
        with self._lock:
            try:
                yield
            except sqlite3.OperationalError as error:
                message = f"{self._name}: {error}"
                raise StoreError(message) from error
            except sqlite3.DatabaseError as error:
                message = f"{self._name} is damaged ({error}): {_ADVICE}"
                raise DamagedStoreError(message) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._guarded():
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def append(self, entries: Sequence[Entry]) -> None:
        """Keep entries, all or none; on the disk when this returns.

        Raises:
            StoreError: None was kept.
        """
        rows = [_to_row(entry) for entry in entries]
        with self._transaction():
            self._db.executemany(_INSERT, rows)
        self.first = self.first or entries[0].record.sequence
        self.last = entries[-1].record.sequence

    def amend(self, entry: Entry) -> None:
        """Put an entry in the place of the one with its number."""
        with self._transaction():
            self._db.execute(_REPLACE, _to_row(entry))

    def withdraw(self, after: int) -> None:
        """Take back what was appended after a number, as the store refused it."""
        with self._transaction():
            self._db.execute("DELETE FROM change WHERE sequence > ?", (after,))
        self.refresh()

    def find(self, change_id: str) -> int | None:
        """Return the number under which a change's id was kept, if it was."""
        with self._guarded():
            found = self._db.execute(
                "SELECT sequence FROM change WHERE id = ?", (change_id,)
            ).fetchone()
        return None if found is None else int(found[0])

    def after(self, sequence: int, limit: int = -1) -> Iterator[Entry]:
        """Yield the entries after a number, oldest first.

        Raises:
            DamagedStoreError: One of them is not what was written.
        """
        return self._entries("WHERE sequence > ? ORDER BY sequence", sequence, limit)

    def before(self, sequence: int | None, limit: int = -1) -> Iterator[Entry]:
        """Yield the entries before a number, or all, newest first."""
        upper = self.last + 1 if sequence is None else sequence
        return self._entries("WHERE sequence < ? ORDER BY sequence DESC", upper, limit)

    def undone(self) -> set[int]:
        """Return the numbers of the changes that were taken back."""
        with self._guarded():
            found = self._db.execute(
                "SELECT undoes FROM change WHERE undoes IS NOT NULL"
            ).fetchall()
        return {int(row[0]) for row in found}

    def _entries(self, where: str, sequence: int, limit: int) -> Iterator[Entry]:
        # Some rows at a time, so that no cursor stays open over somebody's work.
        while limit:
            count = 64 if limit < 0 else min(64, limit)
            with self._guarded():
                rows = self._db.execute(
                    f"{_SELECT} {where} LIMIT ?", (sequence, count)
                ).fetchall()
            for row in rows:
                yield _from_row(row)
            if len(rows) < count:
                return
            sequence = rows[-1][0]
            limit -= count if limit > 0 else 0

    def superfluous(self, keep: int, since: datetime) -> int:
        """Return the last number that need not be kept; 0 when all are to be."""
        with self._guarded():
            found = self._db.execute(
                "SELECT max(sequence) FROM change WHERE sequence <= ? AND at < ?",
                (self.last - max(keep, 1), since.isoformat()),
            ).fetchone()
        return int(found[0] or 0)

    def prune(self, upto: int) -> None:
        """Drop the entries up to a number: a base holds what they did."""
        with self._transaction():
            self._db.execute("DELETE FROM change WHERE sequence <= ?", (upto,))
        self.refresh()
        self.shrink()

    def rewrite(self, graphs: frozenset[str]) -> None:
        """Drop the lines of some graphs out of all entries, bytes and all."""
        with self._transaction():
            numbers = self._db.execute("SELECT sequence FROM change").fetchall()
            for number in numbers:
                row = self._db.execute(f"{_SELECT} WHERE sequence = ?", number)
                entry = _from_row(row.fetchone())
                if (kept := _without(entry, graphs)) != entry:
                    self._db.execute(_REPLACE, _to_row(kept))
        self.shrink()

    def shrink(self) -> None:
        """Give back the room of what was dropped."""
        with self._guarded():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, file: Path) -> None:
        """Copy the journal as of now into a new file."""
        with self._guarded(), closing(sqlite3.connect(file)) as copy:
            self._db.backup(copy)

    def check(self, progress: Callable[[], None] = lambda: None) -> list[str]:
        """Read every page and every row; return a sentence for each fault."""
        try:
            with self._guarded():
                pages = self._db.execute("PRAGMA integrity_check").fetchall()
            faults = [f"{self._name}: {row[0]}" for row in pages if row[0] != "ok"]
            for _ in self.after(0):
                progress()
        except StoreError as error:
            return [str(error)]
        return faults

    def close(self) -> None:
        """Let go of the file."""
        with self._guarded():
            self._db.close()


def _is_suspect(file: Path | None) -> bool:
    """Tell whether the file is small, or was not closed in order."""
    if file is None or not file.exists():
        return False
    log = file.with_name(file.name + "-wal")
    return file.stat().st_size < _SMALL_BYTES or (
        log.exists() and log.stat().st_size > 0
    )


def _to_row(entry: Entry) -> tuple[Any, ...]:
    record = entry.record
    change = record.change
    packed, body = patch.to_body(change.removed, change.added)
    head = (
        record.sequence,
        change.id,
        record.at.isoformat(),
        change.note,
        entry.undoes,
        entry.erased,
        int(packed),
    )
    return (*head, body, _hash(head, body))


def _hash(head: Sequence[Any], body: bytes) -> bytes:
    return blake2b(repr(head).encode() + body, digest_size=16).digest()


def _from_row(row: Sequence[Any]) -> Entry:
    sequence, change_id, at, note, undoes, erased, packed, body, hash_ = row
    if _hash(row[:7], body) != hash_:
        message = f"change {sequence} in the journal is damaged: {_ADVICE}"
        raise DamagedStoreError(message)
    removed, added = patch.from_text(patch.text_of(bool(packed), body))
    change = Change(added=added, removed=removed, note=note, id=change_id)
    return Entry(
        ChangeRecord(sequence, datetime.fromisoformat(at), change), undoes, erased
    )


def _without(entry: Entry, graphs: frozenset[str]) -> Entry:
    change = entry.record.change
    added = patch.without(change.added, graphs)
    removed = patch.without(change.removed, graphs)
    gone = len(change.added) + len(change.removed) - len(added) - len(removed)
    kept = Change(added=added, removed=removed, note=change.note, id=change.id)
    record = ChangeRecord(entry.record.sequence, entry.record.at, kept)
    return Entry(record, entry.undoes, entry.erased + gone)
