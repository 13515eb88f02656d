"""The limit of a worker's memory: the system's on Linux, a watchdog's elsewhere."""

import os
import resource
import sys
import threading
import time
from typing import Protocol

#: Exit status of a worker that its watchdog found above its limit.
TOO_MUCH_MEMORY = 77
#: Seconds between two looks of the watchdog.
_LOOK_S = 0.1


class Memory(Protocol):
    """Bounds the memory of this process."""

    def allow(self, more_bytes: int | None) -> None:
        """Let this process grow by so much from now on; None: as much as it likes."""


def memory_of_this_system() -> Memory:
    """Return the limit that this system can keep; macOS keeps no ``RLIMIT_AS``."""
    return LimitedMemory() if sys.platform == "linux" else WatchedMemory()


class LimitedMemory:
    """The system refuses memory beyond the limit.

    What counts is reserved memory, so the limit is set on top of what a store's
    threads and tables have reserved by then.
    """

    def __init__(self) -> None:
        # Kept open: a worker that is prepared can open no file any more.
        self._statm = os.open("/proc/self/statm", os.O_RDONLY)

    def allow(self, more_bytes: int | None) -> None:
        """See `Memory.allow`."""
        if more_bytes is None:
            soften(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[1])
            return
        pages = int(os.pread(self._statm, 64, 0).split()[0])
        soften(resource.RLIMIT_AS, pages * resource.getpagesize() + more_bytes)


class WatchedMemory:
    """A thread looks now and then, and ends this process when it has outgrown."""

    def __init__(self) -> None:
        self._most_bytes: int | None = None
        threading.Thread(target=self._watch, daemon=True).start()

    def allow(self, more_bytes: int | None) -> None:
        """See `Memory.allow`."""
        self._most_bytes = None if more_bytes is None else _peak_bytes() + more_bytes

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_S)
            most_bytes = self._most_bytes
            if most_bytes is not None and _peak_bytes() > most_bytes:
                os._exit(TOO_MUCH_MEMORY)


def _peak_bytes() -> int:
    """Return the most memory that this process has had; macOS counts it in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def soften(kind: int, value: int) -> None:
    """Set a limit that this process may set again, as far as it is allowed to."""
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, hard))
