"""A process that writes to a home until it is killed, and tells what was accepted.

It runs by itself, or kills itself at a named point between journal and store.
"""

import os
import signal
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable.journal import Entry, Journal
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.home import Home
from tests.unit.storage.keeping import HandSet, line

#: Where a writer can be told to kill itself.
POINTS = (
    "before the journal",
    "after the journal",
    "before the store",
    "after the store",
)

#: Few changes are kept, so that bases are written and the journal is pruned too.
SETTINGS = StoreSettings(keep_days=0, keep_changes=20)

#: A server that starts processes in some 10 ms, as it has imported all of this.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.unit.storage.writing"])


def copied(reader: Reader, change: Change) -> Derivation:
    """Copy each line into the default graph."""
    made = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.added)
    gone = tuple(text.rsplit(" ", 2)[0] + " ." for text in change.removed)
    return Derivation(change, Change(added=made, removed=gone))


def change_of(number: int) -> Change:
    """Return a change that any later one can be told from: three in, one out."""
    added = tuple(line(f"{number} {part}") for part in "abc")
    removed = (line(f"{number - 1} a"),) if number > 1 else ()
    return Change(added=added, removed=removed, id=f"change {number}")


def lines_after(number: int) -> set[str]:
    """Return what stands when that many changes were made, the derived not counted."""
    kept = {line(f"{n} {part}") for n in range(1, number + 1) for part in "bc"}
    return kept | ({line(f"{number} a")} if number else set())


class DyingJournal(Journal):
    """A journal that ends the process when it has been appended to often enough."""

    def __init__(self, file: Path, dies: Sequence[object]) -> None:
        super().__init__(file)
        self._dies = dies

    def append(self, entries: Sequence[Entry]) -> None:
        die(self._dies, "before the journal", entries[0].record.sequence)
        super().append(entries)
        die(self._dies, "after the journal", entries[0].record.sequence)


class DyingBackend(EmbeddedBackend):
    """A store that ends the process when it has been written to often enough."""

    dies: Sequence[object] = ()

    def write(
        self, removed: Sequence[str], added: Sequence[str], sequence: int
    ) -> None:
        die(self.dies, "before the store", sequence)
        super().write(removed, added, sequence)
        die(self.dies, "after the store", sequence)


def die(dies: Sequence[object], point: str, sequence: int) -> None:
    if (point, sequence) == tuple(dies):
        os.kill(os.getpid(), signal.SIGKILL)


def write(folder: Path, dies: Sequence[object], accepted: Connection) -> None:
    """Write changes for as long as the process lives."""
    home = Home(folder)
    home.prepare()
    backend = DyingBackend(home.store)
    backend.dies = dies
    journal = DyingJournal(home.journal, dies)
    parts = Parts(backend, journal, home.base, copied, HandSet())
    engine = LocalEngine(parts, SETTINGS, home)
    accepted.send(engine.sequence)
    for number in range(engine.sequence + 1, 100_000):
        engine.apply(change_of(number))
        accepted.send(number)
        if number % 40 == 0:
            engine.checkpoint()


def start(folder: Path, *dies: object) -> tuple[BaseProcess, Connection]:
    """Start a writer; return it, and where it says what was accepted."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=write, args=(folder, dies, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def last_accepted(told: Connection) -> int:
    """Return the last number that a writer told before it ended."""
    number = 0
    try:
        while True:
            number = told.recv()
    except EOFError:
        return number
