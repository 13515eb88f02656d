"""The journal: what was accepted."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plexus_ld.errors import DamagedStoreError, StoreError
from plexus_ld.model.change import Change, ChangeRecord
from plexus_ld.storage.durable.journal import Entry, Journal
from tests.unit.storage.keeping import CARD, OTHER, line, lines

START = datetime(2026, 5, 1, tzinfo=UTC)


def entry(number: int, *added: str, undoes: int | None = None) -> Entry:
    change = Change(
        added=added or (line(number),), note=f"note {number}", id=f"id {number}"
    )
    return Entry(ChangeRecord(number, START + timedelta(days=number), change), undoes)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_what_was_appended_comes_back_as_it_was(file: Path) -> None:
    large = entry(2, *lines(range(500)))
    journal = Journal(file)
    journal.append([entry(1), large])
    journal.append([entry(3, undoes=1)])
    journal.close()

    again = Journal(file)

    assert list(again.after(0)) == [entry(1), large, entry(3, undoes=1)]
    assert [e.record.sequence for e in again.before(3)] == [2, 1]
    assert (again.first, again.last) == (1, 3)
    assert again.find("id 2") == 2
    assert again.find("id 9") is None
    assert again.undone() == {1}
    again.close()


def test_a_change_is_synced_before_append_returns(file: Path) -> None:
    journal = Journal(file)

    with sqlite3.connect(file) as other:
        mode = other.execute("PRAGMA journal_mode").fetchone()
    other.close()
    level = journal._db.execute("PRAGMA synchronous").fetchone()

    assert mode == ("wal",)
    assert level == (2,)  # FULL
    journal.close()


def test_entries_are_kept_all_or_none(file: Path) -> None:
    journal = Journal(file)
    journal.append([entry(1)])

    with pytest.raises(StoreError):
        journal.append([entry(2), entry(1)])

    assert list(journal.after(0)) == [entry(1)]
    assert journal.last == 1
    journal.close()


def test_what_the_store_refused_is_taken_back(file: Path) -> None:
    journal = Journal(file)
    journal.append([entry(1), entry(2), entry(3)])

    journal.withdraw(1)

    assert (journal.last, list(journal.after(0))) == (1, [entry(1)])
    journal.append([entry(2)])
    journal.close()


@pytest.mark.parametrize(
    ("keep_changes", "keep_days", "upto"),
    [(3, 100, 0), (100, 3, 0), (3, 5, 4), (6, 2, 4), (0, 0, 9)],
)
def test_whatever_keeps_more_decides_what_is_superfluous(
    keep_changes: int, keep_days: int, upto: int
) -> None:
    journal = Journal(None)
    journal.append([entry(number) for number in range(1, 11)])
    today = START + timedelta(days=10)

    found = journal.superfluous(keep_changes, today - timedelta(days=keep_days))

    assert found == upto


def test_pruning_gives_the_room_back(file: Path, tmp_path: Path) -> None:
    journal = Journal(file)
    for number in range(1, 50):
        journal.append([entry(number, *lines(range(number * 100, number * 100 + 99)))])
    before = sum(path.stat().st_size for path in tmp_path.iterdir())

    journal.prune(45)

    assert (journal.first, journal.last) == (46, 49)
    after = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert after < before / 4
    journal.close()


def test_erased_lines_are_gone_from_the_files(file: Path, tmp_path: Path) -> None:
    journal = Journal(file)
    journal.append([entry(1, line("canary"), line("kept", OTHER))])
    journal.append([entry(2, line("canary too", OTHER))])

    journal.rewrite(frozenset({CARD}))

    first, second = journal.after(0)
    assert first.record.change.added == (line("kept", OTHER),)
    assert (first.erased, second.erased) == (1, 0)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert held.count(b"canary") == held.count(b"canary too") == 1
    journal.close()


def test_a_row_that_was_changed_is_seen_when_it_is_read(file: Path) -> None:
    journal = Journal(file)
    journal.append([entry(1), entry(2)])
    journal._db.execute("UPDATE change SET note = 'another' WHERE sequence = 2")

    with pytest.raises(DamagedStoreError, match="change 2"):
        list(journal.after(0))

    assert "change 2" in journal.check()[0]
    journal.close()


def test_a_file_that_is_no_journal_is_said_with_what_to_do(file: Path) -> None:
    file.write_bytes(b"no database at all" * 500)

    with pytest.raises(DamagedStoreError, match=r"backup.*move journal\.db away"):
        Journal(file)


def test_a_copy_is_a_journal(file: Path, tmp_path: Path) -> None:
    journal = Journal(file)
    journal.append([entry(1)])

    journal.backup(tmp_path / "copy.db")
    journal.close()

    copy = Journal(tmp_path / "copy.db")
    assert list(copy.after(0)) == [entry(1)]
    copy.close()
