"""Who delivers: one process at a time for each home, by a locked file in it."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Holding:
    """The right to deliver; gone when the process ends, however it ends.

    Args:
        file: The file that is locked; None for a Plex in memory, where it is enough
            that no two threads hold it.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._alone = threading.Lock()

    @contextmanager
    def tried(self) -> Iterator[bool]:
        """Try to hold it for the block; yield whether it is held."""
        if not self._alone.acquire(blocking=False):
            yield False
            return
        try:
            if self._file is None:
                yield True
            else:
                with _locked(self._file) as is_locked:
                    yield is_locked
        finally:
            self._alone.release()


@contextmanager
def _locked(file: Path) -> Iterator[bool]:
    opened = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(opened)
