"""A disk that is full for a while: nothing is kept by half, and then writes go on."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.storage.durable.local import LocalEngine
from tests.unit.storage.keeping import CARD, add, all_lines, engine_of, lines
from tests.unit.storage.writing import PROCESSES, copied

#: Lines of one change; some dozen of them fill what the tests give.
LINES = 2000


def numbered(number: int) -> tuple[str, ...]:
    return lines(f"{number} {part} {os.urandom(24).hex()}" for part in range(LINES))


def fill(engine: LocalEngine) -> tuple[set[str], str]:
    """Add until nothing more is taken; return what was accepted, and the sentence."""
    accepted: set[str] = set()
    for number in range(1000):
        added = numbered(number)
        try:
            add(engine, *added)
        except StoreError as error:
            return accepted, str(error)
        accepted.update(added)
    raise AssertionError("the disk was never full")


def held(engine: LocalEngine) -> set[str]:
    return {text for text in all_lines(engine) if CARD in text}


def limited(folder: Path, told: Connection) -> None:
    """Fill a home whose files cannot grow beyond a size; then let them grow."""
    engine = engine_of(folder, derive=copied)
    add(engine, *numbered(0))
    before = held(engine)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, most))
    accepted, sentence = fill(engine)
    is_whole = held(engine) == before | accepted
    between = numbered(-1)
    with suppress(StoreError):
        add(engine, *between)
        accepted.update(between)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    later = numbered(-2)
    add(engine, *later)
    whole = before | accepted
    told.send((sentence, is_whole, held(engine) == whole | set(later)))
    told.send(engine.check())
    engine.close()


def test_files_that_cannot_grow_lose_nothing(tmp_path: Path) -> None:
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=limited, args=(tmp_path / "home", theirs))
    process.start()
    theirs.close()

    sentence, is_whole_when_full, is_whole_later = ours.recv()
    faults = ours.recv()
    process.join()

    assert sentence
    assert is_whole_when_full
    assert is_whole_later
    assert faults == []


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=40m tmpfs {folder}".split()
    made = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603
    if made.returncode:
        pytest.skip(f"a disk cannot be mounted here: {made.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607


def test_a_full_disk_loses_nothing_and_writes_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small_disk(folder):
        check_full(folder)


def check_full(disk: Path) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(20_000_000))
    with closing(engine_of(disk / "home", derive=copied)) as engine:
        accepted, _ = fill(engine)
        assert held(engine) == accepted

        ballast.unlink()
        later = lines(range(10))
        add(engine, *later)

        assert held(engine) == accepted | set(later)
        assert engine.check() == []

    with closing(engine_of(disk / "home", derive=copied)) as engine:
        assert held(engine) == accepted | set(later)
