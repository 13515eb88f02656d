"""A large change of new graphs: loaded while it is derived from, kept whole or not."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable.early import EARLY_LINES
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.embedded import EmbeddedBackend
from tests.unit.storage.keeping import (
    CARD,
    OTHER,
    OpenEngine,
    add,
    all_lines,
    engine_of,
    line,
    lines,
    parts_of,
)
from tests.unit.storage.writing import PROCESSES, copied

MANY = lines(range(EARLY_LINES))


def with_copies(texts: Sequence[str]) -> set[str]:
    return {*texts, *(text.rsplit(" ", 2)[0] + " ." for text in texts)}


@pytest.fixture(params=["memory", "disk"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "home" if request.param == "disk" else None


def test_a_derivation_reads_the_store_without_what_is_being_loaded(
    folder: Path | None,
) -> None:
    read: list[object] = []
    entailed: list[bool] = []

    def derive(reader: Reader, change: Change) -> Derivation:
        while change.added[0] == MANY[0] and CARD not in parts.backend.graphs():
            time.sleep(0.001)
        read.append((*reader.graphs(), *reader.matching(graph=CARD)))
        entailed.append(bool(list(reader.matching(graph=OTHER))))
        return copied(reader, change)

    parts = parts_of(folder, derive)

    with closing(LocalEngine(parts, StoreSettings())) as engine:
        add(engine, line("first", OTHER))
        add(engine, *MANY, line("second", OTHER))
        held = all_lines(engine)

    assert read == [(), (OTHER,)]
    assert entailed == [False, True]
    assert held == with_copies(
        (*MANY, line("first", OTHER), line("second", OTHER)),
    )


def failing(error: BaseException) -> Callable[[Reader, Change], Derivation]:
    def derive(reader: Reader, change: Change) -> Derivation:
        if change.added[0] == MANY[0]:
            raise error
        return copied(reader, change)

    return derive


@pytest.mark.parametrize(
    "error", [StoreError("no"), ZeroDivisionError(), KeyboardInterrupt()], ids=repr
)
def test_a_derivation_that_fails_leaves_nothing_behind(
    folder: Path | None, error: BaseException, open_engine: OpenEngine
) -> None:
    engine = open_engine(folder, derive=failing(error))

    with pytest.raises(type(error)):
        add(engine, *MANY)
    number = add(engine, line("later"))

    assert number == 1
    assert all_lines(engine) == with_copies([line("later")])
    assert [record.change.added for record in engine.history(9, None, ())] == [
        (line("later"),)
    ]


def test_what_a_derivation_entails_is_journaled_with_it(
    folder: Path | None, open_engine: OpenEngine
) -> None:
    besides = line("besides", OTHER)

    def derive(reader: Reader, change: Change) -> Derivation:
        more = Change(added=(*change.added, besides), id=change.id)
        return Derivation(more, copied(reader, more).derived)

    engine = open_engine(folder, derive=derive)

    add(engine, *MANY)

    assert all_lines(engine) == with_copies((*MANY, besides))
    assert engine.history(1, None, ())[0].change.added == (*MANY, besides)


def test_what_a_derivation_leaves_out_is_not_kept(
    folder: Path | None, open_engine: OpenEngine
) -> None:
    def derive(reader: Reader, change: Change) -> Derivation:
        fewer = Change(added=change.added[1:], id=change.id)
        return Derivation(fewer, copied(reader, fewer).derived)

    engine = open_engine(folder, derive=derive)

    add(engine, *MANY)

    assert all_lines(engine) == with_copies(MANY[1:])
    assert engine.history(1, None, ())[0].change.added == MANY[1:]


class Dying(EmbeddedBackend):
    """A store that ends the process after its first load, or before its second."""

    at = ""

    def load(self, lines: Iterable[str]) -> None:
        super().load(lines)
        self._die("loaded")

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        self._die("derived")
        super().write(removed, added, sequence)

    def _die(self, point: str) -> None:
        if self.at == point:
            os.kill(os.getpid(), signal.SIGKILL)


def die(folder: Path, point: str) -> None:
    parts = parts_of(folder, copied)
    parts.backend.close()
    backend = Dying(folder / "store")
    engine = LocalEngine(
        type(parts)(backend, parts.journal, parts.base, copied, parts.clock),
        StoreSettings(),
    )
    backend.at = point
    add(engine, *MANY)


@pytest.mark.parametrize("point", ["loaded", "derived"])
def test_who_is_killed_on_the_way_finds_all_of_it(tmp_path: Path, point: str) -> None:
    process = PROCESSES.Process(target=die, args=(tmp_path / "home", point))
    process.start()
    process.join()

    with closing(engine_of(tmp_path / "home", derive=copied)) as engine:
        held, number, faults = all_lines(engine), engine.sequence, engine.check()

    assert process.exitcode == -signal.SIGKILL
    assert held == with_copies(MANY)
    assert number == 1
    assert faults == []


def limited(folder: Path, most: int, told: Connection) -> None:
    """Add to a home whose files cannot grow beyond a size; then let them grow."""
    with closing(engine_of(folder, derive=copied)) as engine:
        add(engine, line("first", OTHER))
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            add(engine, *MANY)
            refused = ""
        except StoreError as error:
            refused = str(error)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        add(engine, line("later", OTHER))
        told.send((refused, all_lines(engine), engine.check()))


@pytest.mark.parametrize("most", [1_000, 60_000, 200_000, 400_000])
def test_files_that_cannot_grow_take_all_of_it_or_nothing(
    tmp_path: Path, most: int
) -> None:
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=limited, args=(tmp_path / "home", most, theirs))
    process.start()
    theirs.close()

    refused, held, faults = ours.recv()
    process.join()

    few = [line("first", OTHER), line("later", OTHER)]
    assert held == with_copies(few if refused else (*few, *MANY))
    assert faults == []
