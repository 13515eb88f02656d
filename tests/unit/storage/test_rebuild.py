"""The store held against the journal when it is opened."""

import logging
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from plexus_ld.errors import DamagedStoreError
from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable import base
from plexus_ld.storage.home import Home
from tests.unit.storage.keeping import (
    OTHER,
    OpenEngine,
    add,
    all_lines,
    engine_of,
    line,
    lines,
    parts_of,
    remove,
)

#: Few enough changes kept that some are pruned.
FEW = StoreSettings(keep_days=0, keep_changes=10)


def copied(reader: Reader, change: Change) -> Derivation:
    """Copy what is added into the default graph."""
    made = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.added)
    gone = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.removed)
    return Derivation(change, Change(added=made, removed=gone))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def filled(home: Home, changes: int = 30, settings: StoreSettings = FEW) -> set[str]:
    """Write some changes, close, and return what the store holds."""
    engine = engine_of(home.folder, derive=copied, settings=settings)
    with closing(engine):
        for number in range(changes):
            add(engine, line(number), line(number, OTHER, "ben"))
            if number % 5 == 4:
                remove(engine, line(number - 2))
        return all_lines(engine)


def opened(home: Home) -> tuple[int, set[str], list[str]]:
    """Open the home; return its number, what it holds, and what is wrong."""
    with closing(engine_of(home.folder, derive=copied)) as engine:
        return engine.sequence, all_lines(engine), engine.check()


def test_a_store_that_was_closed_opens_as_it_was(home: Home) -> None:
    before = filled(home)

    assert opened(home) == (36, before, [])


def test_a_store_that_is_gone_is_made_anew(home: Home) -> None:
    before = filled(home)
    shutil.rmtree(home.store)

    assert opened(home) == (36, before, [])


def test_a_store_that_is_behind_is_replayed(home: Home, tmp_path: Path) -> None:
    filled(home, 10)
    shutil.copytree(home.store, tmp_path / "older")
    before = filled(home, 20)
    shutil.rmtree(home.store)
    shutil.copytree(tmp_path / "older", home.store)

    assert opened(home)[1:] == (before, [])


def test_a_pruned_journal_and_its_base_make_the_store_anew(home: Home) -> None:
    before = filled(home, 100)
    shutil.rmtree(home.store)
    label = base.find(home.base)

    assert label is not None
    assert opened(home) == (120, before, [])


def test_a_store_older_than_the_journal_reaches_is_made_anew(
    home: Home, tmp_path: Path
) -> None:
    filled(home, 10)
    shutil.copytree(home.store, tmp_path / "older")
    before = filled(home, 100)
    shutil.rmtree(home.store)
    shutil.copytree(tmp_path / "older", home.store)

    assert opened(home)[1:] == (before, [])


def test_a_journal_that_is_gone_costs_the_history_only(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    before = filled(home)
    home.journal.unlink()

    with caplog.at_level(logging.WARNING):
        assert opened(home) == (36, before, [])

    assert "the journal has lost the changes after 0" in caplog.text
    assert opened(home) == (36, before, [])


def test_an_older_journal_is_told_what_only_the_store_knows(
    home: Home, tmp_path: Path
) -> None:
    filled(home, 10)
    shutil.copy(home.journal, tmp_path / "older.db")
    before = filled(home, 100)
    shutil.copy(tmp_path / "older.db", home.journal)

    assert opened(home)[1:] == (before, [])
    shutil.rmtree(home.store)
    assert opened(home)[1:] == (before, [])


def test_store_and_journal_that_are_gone_come_back_from_the_base(home: Home) -> None:
    before = filled(home, 100)
    shutil.rmtree(home.store)
    home.journal.unlink()

    assert opened(home) == (120, before, [])
    assert opened(home) == (120, before, [])


def test_a_base_that_is_damaged_and_needed_is_said(home: Home) -> None:
    filled(home, 100)
    shutil.rmtree(home.store)
    [file] = home.base.glob("*.gz")
    file.write_bytes(file.read_bytes()[:-20])

    with pytest.raises(DamagedStoreError, match="base"):
        opened(home)


def test_a_base_that_is_damaged_and_not_needed_is_written_anew(home: Home) -> None:
    before = filled(home, 100)
    for file in home.base.iterdir():
        file.write_bytes(b"nonsense")

    with closing(engine_of(home.folder, derive=copied)) as engine:
        assert all_lines(engine) == before
        assert engine.check() == []

    shutil.rmtree(home.store)
    assert opened(home) == (120, before, [])


def test_the_derived_graphs_are_made_anew_with_the_store(home: Home) -> None:
    before = filled(home)
    shutil.rmtree(home.store)

    with closing(engine_of(home.folder, derive=copied)) as engine:
        derived = {text for text in all_lines(engine) if "card> ." not in text}

    assert derived == {text for text in before if "card> ." not in text}
    assert len(derived) == 54


def test_what_a_derivation_asks_for_besides_is_journaled(
    home: Home, open_engine: OpenEngine
) -> None:
    filled(home, 3)
    shutil.rmtree(home.store)

    def derive(reader: Reader, change: Change) -> Derivation:
        besides = Change(added=(*change.added, line("besides")), removed=change.removed)
        return Derivation(besides, Change())

    engine = open_engine(home.folder, derive=derive)

    assert line("besides") in all_lines(engine)
    assert engine.history(1, None, ())[0].change.added == (line("besides"),)


def test_a_rebuilding_that_is_cut_short_begins_anew(home: Home) -> None:
    before = filled(home)
    parts = parts_of(home.folder)
    parts.backend.write(lines(range(10)), (line("half", ""),), 0)
    parts.backend.close()
    parts.journal.close()

    assert opened(home) == (36, before, [])
