"""Who stores what was heard: one at a time, among all commands on a home.

Two commands may ask the same point at the same time; what they hear is looked up and
kept by one after the other, so nothing is kept twice.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ListenLock:
    """A lock between threads, and between processes by a file in the home.

    Args:
        file: The file; None where the Plex is in memory.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._threads = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it, waiting for whoever has it."""
        with self._threads:
            if self._file is None:
                yield
                return
            with self._file.open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
