"""Pruning, erasing, checkpoints, backups, homes."""

import json
import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest

from plexus_ld.errors import HomeBusyError, HomeError, StoreError
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable import base
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.upkeep import PRUNE_STEP
from plexus_ld.storage.home import Home, HomeLock
from tests.unit.storage.keeping import (
    CARD,
    OTHER,
    OpenEngine,
    add,
    all_lines,
    engine_of,
    line,
    lines,
    remove,
)

FEW = StoreSettings(keep_days=0, keep_changes=5)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def held(folder: Path) -> bytes:
    files = (path for path in folder.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files)


def test_old_changes_are_dropped_once_a_base_holds_them(home: Home) -> None:
    with closing(engine_of(home.folder, settings=FEW)) as engine:
        for number in range(PRUNE_STEP + 10):
            add(engine, line(number))
        before = all_lines(engine)

    label = base.find(home.base)
    assert label is not None
    assert label.sequence == PRUNE_STEP + 10
    assert set(base.read(home.base, label)) == before
    with closing(engine_of(home.folder, settings=FEW)) as engine:
        numbers = [record.sequence for record in engine.history(99, None, ())]
        assert numbers == list(range(PRUNE_STEP + 10, PRUNE_STEP + 5, -1))
        assert engine.check() == []


def test_a_home_that_stays_open_is_pruned_too(home: Home) -> None:
    with closing(engine_of(home.folder, settings=FEW)) as engine:
        for number in range(300):
            add(engine, line(number))
        assert base.find(home.base) is not None
        assert len(engine.history(999, None, ())) < 100


def test_young_changes_are_kept_however_many(home: Home) -> None:
    settings = StoreSettings(keep_days=1, keep_changes=1)
    with closing(engine_of(home.folder, settings=settings)) as engine:
        for number in range(PRUNE_STEP + 10):
            add(engine, line(number))

    assert base.find(home.base) is None


@pytest.mark.parametrize("changes", [3, PRUNE_STEP + 20])
def test_what_is_erased_is_in_no_file_of_the_home(home: Home, changes: int) -> None:
    secret = "".join(f"canary {number:04} " for number in range(20))
    with closing(engine_of(home.folder, settings=FEW)) as engine:
        add(engine, line(secret, OTHER), line("kept"))
        engine.checkpoint()
        for number in range(changes):
            add(engine, line(number))
    with closing(engine_of(home.folder, settings=FEW)) as engine:
        remove(engine, line(secret, OTHER))
        before = all_lines(engine)
        assert b"canary" in held(home.folder)

        engine.erase([OTHER])

        assert b"canary" not in held(home.folder)
        assert all_lines(engine) == before
        assert engine.check() == []

    shutil.rmtree(home.store)
    with closing(engine_of(home.folder)) as engine:
        assert all_lines(engine) == before


def test_an_erasing_that_was_cut_short_is_ended_at_the_next_opening(
    home: Home,
) -> None:
    with closing(engine_of(home.folder)) as engine:
        add(engine, line("canary", OTHER), line("kept"))
        remove(engine, line("canary", OTHER))
    home.erasing.write_text(json.dumps([OTHER, CARD]))

    with closing(engine_of(home.folder)) as engine:
        assert all_lines(engine) == {line("kept")}

    assert b"canary" not in held(home.folder)
    assert not home.erasing.exists()


def test_a_change_that_was_erased_in_part_is_not_undone(
    open_engine: OpenEngine,
) -> None:
    engine = open_engine()
    add(engine, line("first"), note="first")
    add(engine, line(1), line(1, OTHER), note="both")
    remove(engine, line(1, OTHER), note="forgotten")

    engine.erase([OTHER])

    assert engine.undo().change.note == "first"
    assert line(1) in all_lines(engine)


def test_a_checkpoint_has_all_that_was_written_before(
    home: Home, open_engine: OpenEngine
) -> None:
    engine = open_engine(home.folder)
    for number in range(1, 12):
        add(engine, line(number))
        folder = engine.checkpoint()
        assert folder is not None
        assert len(ox.Store.read_only(str(folder))) == number + 1
        assert engine.checkpoint() == folder


def test_checkpoints_are_gone_when_the_home_is_closed(home: Home) -> None:
    with closing(engine_of(home.folder)) as engine:
        engine.checkpoint()
        assert home.checkpoints.exists()

    assert not home.checkpoints.exists()


def test_a_backup_under_load_opens_as_a_home(
    home: Home, tmp_path: Path, open_engine: OpenEngine
) -> None:
    engine = open_engine(home.folder)
    add(engine, *lines(range(100)))
    home.settings.write_text("[net]\n")
    (home.originals / "abc").write_bytes(b"original")
    stopped = threading.Event()

    def write() -> None:
        number = 100
        while not stopped.is_set():
            add(engine, line(number), line(number, OTHER))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(3):
        engine.backup(tmp_path / f"copy {number}")
    stopped.set()
    writer.join()

    for number in range(3):
        copy = Home(tmp_path / f"copy {number}")
        assert (copy.originals / "abc").read_bytes() == b"original"
        with closing(engine_of(copy.folder)) as other:
            found = {text for text in all_lines(other) if CARD in text}
            assert found == set(lines(range(len(found))))
            assert len(all_lines(other)) == 2 * len(found) - 100
            assert other.check() == []


def test_a_backup_does_not_overwrite(home: Home, open_engine: OpenEngine) -> None:
    engine = open_engine(home.folder)

    with pytest.raises(StoreError, match="not empty"):
        engine.backup(home.folder)


def test_a_home_is_for_its_owner_alone(home: Home) -> None:
    home.prepare()

    assert home.folder.stat().st_mode & 0o777 == 0o700
    assert (home.folder / "VERSION").read_text() == "1\n"


def test_a_home_is_held_by_one(home: Home) -> None:
    home.prepare()

    with HomeLock(home), pytest.raises(HomeBusyError):
        HomeLock(home)
    with HomeLock(home):
        pass


@pytest.mark.parametrize("text", ["2", "0", "", "one", "1" * 5000, "-1"])
def test_a_version_that_is_not_ours_is_refused(home: Home, text: str) -> None:
    home.prepare()
    (home.folder / "VERSION").write_text(text)

    with pytest.raises(HomeError):
        home.prepare()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(HomeError):
        Home(tmp_path / "file").prepare()


def test_the_engine_closes_even_when_its_files_are_gone(home: Home) -> None:
    engine: LocalEngine = engine_of(home.folder)
    add(engine, line(1))
    shutil.rmtree(home.folder)

    engine.close()

    assert not os.path.lexists(home.journal)
