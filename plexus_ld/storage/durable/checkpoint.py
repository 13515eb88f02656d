"""Checkpoints: what a worker opens, as the store itself admits nobody else.

A checkpoint is made of hard links, in 5 to 20 ms; it is made when a typed query meets
a store that is newer than the last one.
"""

import shutil
import tempfile
import time
from itertools import count
from pathlib import Path
from threading import Lock

from plexus_ld.storage.backend import Backend

#: Seconds in which one checkpoint is made on the average; a checkpoint brings the
#: engine to write a file for what was in its memory.
_EVERY_S = 0.25

#: Checkpoints that may be made one right after the other, after some quiet.
_BURST = 8

#: Seconds for which an older checkpoint stays: who was told of it has yet to open it.
_STAY_S = 10.0


class Checkpoints:
    """The newest checkpoint of a backend, made when it is asked for."""

    def __init__(self, backend: Backend, folder: Path | None) -> None:
        self._backend = backend
        self._lock = Lock()
        self._own: tempfile.TemporaryDirectory[str] | None = None
        self._folder = folder
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        self._numbers = count(1)
        self._made: list[tuple[Path, int, float]] = []
        self._credit = float(_BURST)
        self._counted = time.monotonic()

    def newest(self) -> Path | None:
        """Return a checkpoint with all that was written before this call.

        Returns:
            None where there can be none.
        """
        with self._lock:
            sequence = self._backend.sequence()
            if self._made and self._made[-1][1] == sequence:
                return self._made[-1][0]
            self._wait()
            return self._make()

    def _wait(self) -> None:
        now = time.monotonic()
        gained = (now - self._counted) / _EVERY_S
        self._credit = min(self._credit + gained, _BURST) - 1
        self._counted = now
        if self._credit < 0:
            time.sleep(-self._credit * _EVERY_S)

    def _make(self) -> Path | None:
        # Read first: the copy may be newer than its number, never older.
        sequence = self._backend.sequence()
        folder = self._place() / f"{sequence}-{next(self._numbers)}"
        if not self._backend.checkpoint(folder):
            return None
        self._drop_old()
        self._made.append((folder, sequence, time.monotonic()))
        return folder

    def _place(self) -> Path:
        if self._folder is None:
            self._own = tempfile.TemporaryDirectory(prefix="plexus-")
            self._folder = Path(self._own.name)
        self._folder.mkdir(exist_ok=True, mode=0o700)
        return self._folder

    def _drop_old(self) -> None:
        until = time.monotonic() - _STAY_S
        for made in [made for made in self._made if made[2] < until]:
            shutil.rmtree(made[0], ignore_errors=True)
            self._made.remove(made)

    def drop(self) -> None:
        """Drop all of them, as when what is in them has to be erased."""
        with self._lock:
            for folder, _, _ in self._made:
                shutil.rmtree(folder, ignore_errors=True)
            self._made.clear()

    def close(self) -> None:
        """Drop all of them, and their folder."""
        self.drop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._own:
            self._own.cleanup()
