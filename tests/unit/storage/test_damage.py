"""Bytes that flip, files that are cut or gone: seen, mended or refused."""

import random
import shutil
from contextlib import closing, suppress
from pathlib import Path

import pytest

from plexus_ld.errors import DamagedStoreError, StoreError
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.home import Home
from tests.unit.storage.keeping import CARD, all_lines, engine_of
from tests.unit.storage.writing import SETTINGS, change_of, copied, lines_after

CHANGES = 60
SEED = 20260502


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a base, a pruned journal, files and logs of both kinds."""
    folder = tmp_path_factory.mktemp("sound") / "home"
    engine = engine_of(folder, derive=copied, settings=SETTINGS)
    for number in range(1, 2 * CHANGES + 1):
        engine.apply(change_of(number))
    engine.close()
    engine = engine_of(folder, derive=copied, settings=SETTINGS)
    for number in range(2 * CHANGES + 1, 3 * CHANGES + 1):
        engine.apply(change_of(number))
    # As a power cut leaves it: nothing is closed, nothing flushed.
    cut = folder.with_name("cut")
    shutil.copytree(folder, cut)
    engine.close()
    return cut


def damaged(sound: Path, folder: Path, how: str, moments: random.Random) -> Path:
    """Copy a home, and damage a file of its journal or store in the copy."""
    shutil.copytree(sound, folder)
    files = sorted(
        path
        for place in (
            folder / "store",
            folder / "journal.db",
            folder / "journal.db-wal",
        )
        for path in ([place] if place.is_file() else sorted(place.glob("*")))
        if path.stat().st_size
    )
    file = moments.choice(files)
    body = bytearray(file.read_bytes())
    place = moments.randrange(len(body))
    if how == "flip":
        body[place] ^= 1 << moments.randrange(8)
        file.write_bytes(body)
    elif how == "cut":
        file.write_bytes(body[:place])
    else:
        file.unlink()
    return file


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("how", ["flip", "cut", "delete"])
def test_damage_is_mended_or_said(
    sound: Path, tmp_path: Path, how: str, number: int
) -> None:
    moments = random.Random(f"{SEED} {how} {number}")  # noqa: S311 - places, no secret
    file = damaged(sound, tmp_path / "home", how, moments)

    try:
        held, faults = settled(tmp_path / "home")
    except StoreError as error:
        assert "journal" in str(error), file
        return

    assert held == lines_after(3 * CHANGES), file
    assert all("in the journal is damaged" in fault for fault in faults), file


def settled(folder: Path) -> tuple[set[str], list[str]]:
    """Open a home until nothing is wrong with its store; return what it holds."""
    for _ in range(3):
        with suppress(DamagedStoreError), closing(reopened(folder)) as engine:
            held = {text for text in all_lines(engine) if CARD in text}
            faults = engine.check()
            if not Home(folder).damaged.exists():
                return held, faults
    with closing(reopened(folder)) as engine:
        return {text for text in all_lines(engine) if CARD in text}, engine.check()


def reopened(folder: Path) -> LocalEngine:
    return engine_of(folder, derive=copied, settings=SETTINGS)


def test_a_store_found_damaged_while_it_is_open_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with closing(engine_of(folder, derive=copied)) as engine:
        engine.apply(change_of(1))
        Home(folder).damaged.touch()

    with closing(engine_of(folder, derive=copied)) as engine:
        assert engine.check() == []
        assert engine.sequence == 1

    assert not Home(folder).damaged.exists()
    assert len(list(folder.glob("store.damaged-*"))) == 1
