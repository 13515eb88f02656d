"""A worker's own side: takes requests, runs them under limits, answers one by one."""

import contextlib
import math
import os
import pickle
import resource
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from plexus_ld.errors import PlexusError
from plexus_ld.workers import frames, guard
from plexus_ld.workers.limits import Limits
from plexus_ld.workers.memory import Memory, memory_of_this_system, soften

#: Seconds that a worker lives beyond a call's limit when nobody is left to end it.
_GRACE_S = 2.0
#: Files that a worker may have open; a store opens some dozens, macOS allows 256.
_MOST_FILES = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """Calls of one function.

    Attributes:
        function: Its module and its name in it.
        calls: The arguments of each call; each gets an answer of its own.
        limits: For each call.
        use: ``plain``; ``prepare``: the value stays here as the state, after which no
            file is opened any more, or as many as the function has set for itself
            (``RLIMIT_NOFILE``); ``state``: the state is the first argument.
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
        memory = memory_of_this_system()
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
    soften(resource.RLIMIT_NOFILE, _MOST_FILES)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    for name in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(name, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(peer: socket.socket, memory: Memory) -> None:
    state: object = None
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
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
                if resource.getrlimit(resource.RLIMIT_NOFILE) == files:
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
def _limited(limits: Limits, memory: Memory) -> Iterator[None]:
    """Set the limits of one call, relative to what the process has used so far."""
    used_s = math.ceil(time.process_time() + limits.cpu_s)
    soften(resource.RLIMIT_CPU, used_s)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_s + _GRACE_S)
    memory.allow(limits.memory_bytes)
    try:
        yield
    finally:
        memory.allow(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
