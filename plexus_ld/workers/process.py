"""This process's side of its workers: the forker, and a handle on each worker."""

import logging
import marshal
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from time import monotonic

from plexus_ld.errors import PlexusError, WorkerError, WorkerLimitError
from plexus_ld.workers import frames
from plexus_ld.workers.child import Request
from plexus_ld.workers.forker import COMMAND, HEAD, packed
from plexus_ld.workers.limits import Limits
from plexus_ld.workers.memory import TOO_MUCH_MEMORY

_log = logging.getLogger(__name__)

#: What a worker was prepared for: the preparing function's name, and the key.
Prepared = tuple[str, Hashable]

#: What a worker may see of the environment: no setting, no secret.
_ENVIRONMENT = frozenset({
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE",
})  # fmt: skip
#: What reading a message that is none may raise.
_SENSELESS = (
    pickle.UnpicklingError,
    ImportError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
)
#: Seconds to wait for the forker to end by itself.
_CLOSING_S = 5.0


class Forker:
    """Starts and ends workers, through the process they are forked from."""

    def __init__(self, preload: Sequence[str]) -> None:
        ours, its = socket.socketpair()
        command = COMMAND.format(
            path=[os.path.abspath(path or ".") for path in sys.path],  # noqa: PTH100
            control=its.fileno(),
            modules=tuple(preload),
        )
        kept = {name: os.environ[name] for name in _ENVIRONMENT & os.environ.keys()}
        # Each arena of glibc's reserves 64 MiB, which a limit on memory would count.
        kept["MALLOC_ARENA_MAX"] = "2"
        self._control = ours
        self._lock = threading.Lock()
        self._in_step = True
        with its:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-S", "-c", command],
                pass_fds=(its.fileno(),),
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(self, modules: tuple[str, ...]) -> "Worker":
        """Start a worker that has these modules.

        Raises:
            WorkerError: It cannot be had.
        """
        ours, its = socket.socketpair()
        try:
            with its:
                pid = self._ask("fork", modules, its)
        except (OSError, WorkerError):
            ours.close()
            raise
        return Worker(self, pid, ours)

    def end(self, pid: int) -> int | None:
        """End a worker if it has not ended; returns its wait status, if known."""
        try:
            status = self._ask("end", pid)
        except (OSError, WorkerError):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            return None
        return status if status >= 0 else None

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        with self._lock:  # nobody is asking now
            return self._in_step and self._process.poll() is None

    def _ask(
        self, kind: str, what: tuple[str, ...] | int, file: socket.socket | None = None
    ) -> int:
        numbers = [file.fileno()] if file else []
        with self._lock:
            # Broken off in between (Ctrl-C), the next answer would be to this question.
            self._in_step, in_step = False, self._in_step
            socket.send_fds(self._control, [packed((kind, what))], numbers)
            answer = self._heard()
            self._in_step = in_step
        if isinstance(answer, str):
            _log.error("workers cannot be started: %s", answer)
            message = f"workers cannot be started: {answer.splitlines()[-1]}"
            raise WorkerError(message)
        return int(answer)

    def _heard(self) -> str | int:
        head = self._control.recv(HEAD.size, socket.MSG_WAITALL)
        if len(head) < HEAD.size:
            raise WorkerError("the process that starts workers has ended")
        body = self._control.recv(HEAD.unpack(head)[0], socket.MSG_WAITALL)
        answer: str | int = marshal.loads(body)  # noqa: S302 - it reads no stranger's bytes
        return answer

    def close(self) -> None:
        """End it, and with it all its workers."""
        self._control.close()
        try:
            self._process.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Worker:
    """One worker, used by one thread at a time."""

    def __init__(self, forker: Forker, pid: int, peer: socket.socket) -> None:
        self.forker = forker
        self._peer = peer
        self._pid = pid
        self.alive = True
        self.killed = False
        self.prepared: Prepared | None = None

    def ask(
        self,
        function: Callable[..., object],
        calls: Sequence[tuple[object, ...]],
        limits: Limits,
        use: str = "plain",
    ) -> Iterator[object]:
        """Yield the answer of each call: a value, or a PlexusError as a value.

        A worker that does not answer is ended; that is the last answer then.
        """
        request = Request(name_of(function), tuple(calls), limits, use)
        try:
            self._peer.settimeout(limits.wall_s)
            self._peer.sendall(frames.pack(frames.REQUEST, request))
        except OSError:
            yield self._ended(limits)
            return
        for _ in calls:
            answer = self._answer(limits)
            yield answer
            if not self.alive:
                return

    def _answer(self, limits: Limits) -> object:
        try:
            kind, body = frames.receive(self._peer, monotonic() + limits.wall_s)
            value = frames.unpack(body)
        except TimeoutError:
            self.end()
            return _too_long(limits)
        except (EOFError, OSError):
            return self._ended(limits)
        except _SENSELESS as error:
            self.end()
            return WorkerError(f"a worker's answer makes no sense: {error}")
        if kind in (frames.MEMORY, frames.FAULT):
            self.end()
            return _too_much(limits) if kind == frames.MEMORY else _fault(str(value))
        return value

    def _ended(self, limits: Limits) -> WorkerError:
        status = self.end()
        if status is None:
            return WorkerError("a worker ended without an answer")
        return _why(os.waitstatus_to_exitcode(status), limits)

    def end(self) -> int | None:
        """End it if it has not ended; returns its wait status, if known."""
        if not self.alive:
            return None
        self.alive = False
        self._peer.close()
        return self.forker.end(self._pid)

    def kill(self) -> None:
        """End its process while another thread uses it; that thread sees it end."""
        self.killed = True
        self.forker.end(self._pid)

    @property
    def is_sound(self) -> bool:
        """Whether it can be asked again; an idle one says nothing unless it ended."""
        if not self.alive or self.killed:
            return False
        self._peer.settimeout(0)
        try:
            self._peer.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


def name_of(function: Callable[..., object]) -> tuple[str, str]:
    """Return the module of a function and its name in it.

    Raises:
        ValueError: It has none that another process could find it by.
    """
    module, name = function.__module__, function.__qualname__
    if module == "__main__" or "<" in name:
        message = f"another process cannot find {module}.{name}"
        raise ValueError(message)
    return module, name


def _why(code: int, limits: Limits) -> WorkerError:
    """Say why a worker ended; a negative code is a signal's number."""
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return _too_long(limits)
    if code in (-signal.SIGABRT, TOO_MUCH_MEMORY):
        return _too_much(limits)
    if code == -signal.SIGKILL:
        return WorkerLimitError(
            "it was ended by the system, for want of memory perhaps"
        )
    if code < 0:
        name = signal.Signals(-code).name
        message = f"its reader fell over ({name}); too deep a nesting does that"
        return WorkerError(message, name)
    return WorkerError(f"a worker ended without an answer (status {code})")


def _too_long(limits: Limits) -> WorkerLimitError:
    least = min(limits.wall_s, limits.cpu_s)
    return WorkerLimitError(f"it took longer than {least:g} s")


def _too_much(limits: Limits) -> WorkerLimitError:
    mebibytes = limits.memory_bytes // 1024**2
    return WorkerLimitError(f"it needs more memory than {mebibytes} MiB", "memory")


def _fault(trace: str) -> WorkerError:
    _log.error("a fault in a worker:\n%s", trace)
    return WorkerError(f"its reader fell over: {trace.strip().splitlines()[-1]}")


def raised(answer: object) -> object:
    """Return an answer, or raise the error that it is."""
    if isinstance(answer, PlexusError):
        raise answer
    return answer
