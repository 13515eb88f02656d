"""A worker's own side: takes requests, runs them under limits, answers one by one."""

import contextlib
import math
import os
import pickle
import resource
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from plexus_ld.errors import PlexusError
from plexus_ld.workers import frames, guard
from plexus_ld.workers.limits import Limits

#: Seconds that a worker lives beyond a call's limit when nobody is left to end it.
_GRACE_S = 2.0
#: Exit status of a worker whose watchdog found it above its memory limit.
TOO_MUCH_MEMORY = 77


@dataclass(frozen=True, slots=True)
class Request:
    """Calls of one function.

    Attributes:
        function: Its module and its name in it.
        calls: The arguments of each call; each gets an answer of its own.
        limits: For each call.
        use: ``plain``; ``prepare``: the value stays here as the state, after which no
            file is opened any more; ``state``: the state is the first argument.
    """

    function: tuple[str, str]
    calls: tuple[tuple[object, ...], ...]
    limits: Limits
    use: str


def live(peer: socket.socket) -> None:
    """Answer requests until the other side is gone; then end the process."""
    status = 1
    try:
        _prepare_process(peer)
        memory = _Memory()
        guard.close_doors()
        _serve(peer, memory)
        status = 0
    except (EOFError, ConnectionError):
        status = 0  # nobody is left to hear of it
    finally:
        if status:
            _say_fault(peer)
        os._exit(status)


def _prepare_process(peer: socket.socket) -> None:
    os.closerange(3, peer.fileno())
    os.closerange(peer.fileno() + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    for name in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(name, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(peer: socket.socket, memory: "_Memory") -> None:
    state: object = None
    while True:
        _, body = frames.receive(peer, None)
        request: Request = pickle.loads(body)  # noqa: S301 - from our own parent
        function = _function(*request.function)
        for arguments in request.calls:
            if request.use == "state":
                arguments = (state, *arguments)
            with _limited(request.limits, memory):
                kind, value = _answer(function, arguments)
            if request.use == "prepare" and kind == frames.VALUE:
                state, value = value, None
                resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
            peer.sendall(frames.pack(kind, value))


def _answer(
    function: Callable[..., object], arguments: tuple[object, ...]
) -> tuple[bytes, object]:
    try:
        return frames.VALUE, function(*arguments)
    except PlexusError as error:
        return frames.ERROR, error
    except MemoryError:
        return frames.MEMORY, None


def _function(module: str, name: str) -> Callable[..., object]:
    place: Any = import_module(module)
    for part in name.split("."):
        place = getattr(place, part)
    function: Callable[..., object] = place
    return function


def _say_fault(peer: socket.socket) -> None:
    """Send what ended this worker: an error that nobody foresaw."""
    with contextlib.suppress(OSError, MemoryError):
        peer.sendall(frames.pack(frames.FAULT, traceback.format_exc()[-4000:]))


@contextlib.contextmanager
def _limited(limits: Limits, memory: "_Memory") -> Iterator[None]:
    """Set the limits of one call, relative to what the process has used so far."""
    used_s = math.ceil(time.process_time() + limits.cpu_s)
    _soft(resource.RLIMIT_CPU, used_s)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + _GRACE_S)
    memory.allow(limits.memory_bytes)
    try:
        yield
    finally:
        memory.allow(None)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _soft(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, hard))


class _Memory:
    """The memory limit: by the system on Linux, by a watchdog elsewhere."""

    def __init__(self) -> None:
        self._most: int | None = None
        self._statm: int | None = None
        if sys.platform == "linux":
            self._statm = os.open("/proc/self/statm", os.O_RDONLY)
        else:
            threading.Thread(target=self._watch, daemon=True).start()

    def allow(self, more_bytes: int | None) -> None:
        """Let this process grow by so much from now on; None: as much as it likes."""
        if self._statm is None:
            self._most = None if more_bytes is None else _peak_bytes() + more_bytes
        elif more_bytes is None:
            _soft(resource.RLIMIT_AS, resource.getrlimit(resource.RLIMIT_AS)[1])
        else:
            pages = int(os.pread(self._statm, 64, 0).split()[0])
            _soft(resource.RLIMIT_AS, pages * resource.getpagesize() + more_bytes)

    def _watch(self) -> None:
        """End this process when it outgrows its limit: macOS keeps no RLIMIT_AS."""
        while True:
            time.sleep(0.1)
            if self._most is not None and _peak_bytes() > self._most:
                os._exit(TOO_MUCH_MEMORY)


def _peak_bytes() -> int:
    """Return the most memory that this process has had; macOS counts it in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
