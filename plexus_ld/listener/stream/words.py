"""The words of what was heard and said: full-text search, in SQLite beside the store.

Derived: it is brought up to date from the store's changes when it is asked, and made
anew when it is gone, damaged or older than the changes go back. Words are found
whatever their case and accents; a Chinese, Japanese or Korean character is a word.
Source: sqlite.org/fts5.html
"""

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from rdflib import URIRef

from plexus_ld.listener.stream.changes import Text, Touched, texts_of, touched
from plexus_ld.store import Store

#: The layout of the file; another is made anew.
_VERSION: Final = 1
_SCHEMA: Final = """
DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS item; DROP TABLE IF EXISTS state;
CREATE TABLE item (row INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words
  USING fts5(title, body, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE state (sequence INTEGER NOT NULL);
INSERT INTO state VALUES (0);
"""
_SEARCH: Final = """
SELECT item.iri, snippet(words, -1, '[', ']', '…', 24)
FROM words JOIN item ON item.row = words.rowid
WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0), item.row DESC LIMIT ?
"""
#: Characters that are words by themselves: kana, CJK, Hangul is written with spaces.
_IDEOGRAPH: Final = re.compile(
    "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
#: Parts words without being seen.
_SEAM: Final = "\N{ZERO WIDTH SPACE}"
#: A phrase in quotes, or a word; either may be excluded by a minus.
_TERM: Final = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_ALNUM: Final = re.compile(r"[^\W_]")
#: Terms of a query, and characters of each; more is no question.
_MOST_TERMS: Final = 50
_LONGEST: Final = 200


class Words:
    """Finds what was heard and said by its words; for several threads at once.

    Args:
        store: The home's store.
        file: Where the index lies; None: in memory.
    """

    def __init__(self, store: Store, file: Path | None) -> None:
        self._store = store
        self._file = file
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    def search(self, text: str, limit: int) -> list[tuple[URIRef, str]]:
        """Return what holds the words, the best first, each with the place.

        Args:
            text: Words that all have to be there; ``"a phrase"``, ``begin*``,
                ``-without``. Nothing that is typed is an error.
            limit: How many at most.
        """
        wanted = expression(text)
        if not wanted:
            return []
        with self._lock:
            self._bring_up_to_date()
            rows = self._opened().execute(_SEARCH, (wanted, limit)).fetchall()
        return [(URIRef(iri), place.replace(_SEAM, "")) for iri, place in rows]

    def bring_up_to_date(self) -> None:
        """Take in what has changed."""
        with self._lock:
            self._bring_up_to_date()

    def rebuild(self) -> None:
        """Make the index anew."""
        with self._lock:
            self._begin_anew()
            self._bring_up_to_date()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = self._connected()
            if self._db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                self._db.executescript(_SCHEMA)
                self._db.execute(f"PRAGMA user_version = {_VERSION}")
        return self._db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(
            self._file or ":memory:",
            isolation_level=None,
            check_same_thread=False,
            timeout=60,
        )
        # What is lost with the power is made anew.
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        return db

    def _begin_anew(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
        for end in ("", "-wal", "-shm") if self._file else ():
            Path(f"{self._file}{end}").unlink(missing_ok=True)
        self._opened()

    def _bring_up_to_date(self) -> None:
        try:
            self._catch_up()
        except sqlite3.DatabaseError:
            self._begin_anew()
            self._catch_up()

    def _catch_up(self) -> None:
        db = self._opened()
        if _sequence(db) == self._store.sequence:
            return
        db.execute("BEGIN IMMEDIATE")
        try:
            self._take_in(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise

    def _take_in(self, db: sqlite3.Connection) -> None:
        after = _sequence(db)
        now = self._store.sequence
        if after > now or not self._is_followed(db, after):
            for table in ("words", "item"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
            _put(db, texts_of(self._store))
        db.execute("UPDATE state SET sequence = ?", (now,))

    def _is_followed(self, db: sqlite3.Connection, after: int) -> bool:
        """Take in the changes after one; False when they do not go back so far."""
        found = Touched()
        for record in self._store.follow(after, 0.0):
            if record.sequence != after + 1:
                return False
            after = record.sequence
            touched(record.change, found)
        _put(db, found.fresh.items())
        others = [URIRef(iri) for iri in found.others]
        for start in range(0, len(others), 2_000):
            some = others[start : start + 2_000]
            known = dict(texts_of(self._store, some))
            _put(db, ((str(iri), known.get(str(iri), ("", ""))) for iri in some))
        return True


def _sequence(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT sequence FROM state").fetchone()[0])


def _put(db: sqlite3.Connection, texts: Iterable[tuple[str, Text]]) -> None:
    """Index some texts in the place of what was there; an empty one is taken out."""
    with closing(db.cursor()) as cursor:
        for iri, (title, body) in texts:
            row = _row(cursor, iri)
            if row is not None:
                cursor.execute("DELETE FROM words WHERE rowid = ?", (row,))
            elif title or body:
                cursor.execute("INSERT INTO item (iri) VALUES (?)", (iri,))
                row = cursor.lastrowid
            if title or body:
                cursor.execute(
                    "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
                    (row, parted(title), parted(body)),
                )


def _row(cursor: sqlite3.Cursor, iri: str) -> int | None:
    found = cursor.execute("SELECT row FROM item WHERE iri = ?", (iri,)).fetchone()
    return None if found is None else int(found[0])


def parted(text: str) -> str:
    """Return a text whose ideographs are words, without changing how it looks."""
    return text if text.isascii() else _IDEOGRAPH.sub(f"\\1{_SEAM}", text)


def expression(text: str) -> str:
    """Return what is typed as an FTS5 expression; "" when it names no word."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for sign, word, is_begun in _terms(text):
        quoted = '"{}"{}'.format(parted(word).replace('"', ""), "*" if is_begun else "")
        (unwanted if sign else wanted).append(quoted)
    if not wanted:
        return ""
    without = "".join(f" NOT {one}" for one in unwanted)
    return f"({' AND '.join(wanted)}){without}"


def _terms(text: str) -> Iterator[tuple[str, str, bool]]:
    clean = text.replace("\x00", " ").encode(errors="ignore").decode()
    for found in list(_TERM.finditer(clean))[:_MOST_TERMS]:
        word = (found[2] if found[2] is not None else found[3])[:_LONGEST]
        if _ALNUM.search(word):
            yield found[1], word.rstrip("*"), word.endswith("*")
