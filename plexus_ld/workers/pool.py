"""`Workers`: who is warm, who is busy, who goes."""

import atexit
import os
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from functools import partial
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar, TypeVarTuple, cast

from plexus_ld.errors import PlexusError
from plexus_ld.workers.course import Course
from plexus_ld.workers.limits import Limits
from plexus_ld.workers.process import Forker, Prepared, Worker, name_of, raised

Item = TypeVar("Item")
Result = TypeVar("Result")
State = TypeVar("State")
Arguments = TypeVarTuple("Arguments")
Preparing = TypeVarTuple("Preparing")

#: Idle workers of one kind that are kept warm.
_WARM = 2
#: Workers beyond the number of processors, so that a long call holds up no other.
_SPARE = 4
#: Items that `Workers.map` hands to a worker at once, at most.
_CHUNK = 16


class Workers:
    """Runs functions in disposable processes; for several threads at once.

    A function is named to the worker by its module, so it must be found there; its
    arguments may be anything that pickles, its answer plain values, dates, frozen
    dataclasses of ours. Nothing is started before it is needed (or `start`).

    Args:
        preload: Modules to import before the first worker is forked.
        most: How many workers there may be at once.
    """

    def __init__(self, preload: Sequence[str] = (), most: int | None = None) -> None:
        self._preload = tuple(preload)
        self._processors = os.cpu_count() or 1
        self._places = threading.BoundedSemaphore(most or self._processors + _SPARE)
        self._lock = threading.Lock()
        self._forker: Forker | None = None
        self._idle: list[Worker] = []
        self._newest: dict[str, Hashable] = {}

    def __enter__(self) -> Self:
        """Use it, and close it afterwards."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all workers."""
        self.close()

    def start(self, modules: tuple[str, ...] = ()) -> None:
        """Start what workers are forked from, without waiting for it.

        Args:
            modules: What is imported there at once, if it does not live yet.
        """
        with self._lock:
            self._living_forker(modules)

    def close(self) -> None:
        """End all workers; the next call starts anew."""
        with self._lock:
            forker, self._forker = self._forker, None
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()
        if forker:
            forker.close()
            atexit.unregister(self.close)

    def call(
        self,
        function: Callable[[*Arguments], Result],
        *arguments: *Arguments,
        limits: Limits | None = None,
    ) -> Result:
        """Run a function in a worker.

        Raises:
            WorkerLimitError: It met its limit of time or memory.
            WorkerError: The worker ended without an answer.
            PlexusError: The function raised it.
        """
        with self._borrowed((function.__module__,)) as worker:
            answer = _first(worker.ask(function, [arguments], limits or Limits()))
        return cast(Result, raised(answer))

    def call_prepared(
        self,
        key: Hashable,
        prepare: Callable[[*Preparing], State],
        prepare_arguments: tuple[*Preparing],
        function: Callable[[State, *Arguments], Result],
        *arguments: *Arguments,
        limits: Limits | None = None,
    ) -> Result:
        """Run a function on a state that stays in the worker, prepared once.

        Once prepared, a worker can open no file and no connection any more.

        Args:
            key: Names the state; workers prepared by the same function for another
                key are ended.
            prepare: Makes the state.
            prepare_arguments: What it is called with.
            function: Called with the state and the arguments.
            *arguments: Its further arguments.
            limits: For the call; preparing has limits of its own.

        Raises:
            WorkerLimitError: It met its limit of time or memory.
            WorkerError: The worker ended without an answer.
            PlexusError: One of the functions raised it.
        """
        asked = limits or Limits()
        modules = (prepare.__module__, function.__module__)
        wanted = (".".join(name_of(prepare)), key)
        with self._borrowed(modules, wanted) as worker:
            if worker.prepared is None:
                raised(
                    _first(worker.ask(prepare, [prepare_arguments], asked, "prepare"))
                )
                worker.prepared = wanted
            answer = _first(worker.ask(function, [arguments], asked, "state"))
        return cast(Result, raised(answer))

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        limits: Limits | None = None,
        modules: tuple[str, ...] = (),
    ) -> Iterator[Result | PlexusError]:
        """Yield what a function makes of each item, in order; of several at once.

        An item that met a limit, or for which the function raised a PlexusError,
        gives that error as its result; the others go on.

        Args:
            function: What is called with each item.
            items: Read no further ahead than the workers need.
            limits: For each item.
            modules: What the function imports besides its own, read once for all
                workers.
        """
        borrow = partial(self._borrowed, (function.__module__, *modules))
        course = Course(borrow, function, limits or Limits())
        size = _CHUNK
        if isinstance(items, Sized):
            size = max(1, min(_CHUNK, len(items) // (4 * self._processors)))
        answers = course.run(_chunks(items, size), self._processors)
        try:
            yield from cast(Iterator[Result | PlexusError], answers)
        finally:
            answers.close()
            self._rest()

    def _rest(self) -> None:
        """End the idle workers that read much: a new one is forked in 2 ms."""
        with self._lock:
            gone = [worker for worker in self._idle if worker.prepared is None]
            self._idle = [worker for worker in self._idle if worker.prepared]
        for worker in gone:
            worker.end()

    @contextmanager
    def _borrowed(
        self, modules: tuple[str, ...], wanted: Prepared | None = None
    ) -> Iterator[Worker]:
        """Have a worker to oneself; it goes if it died or the work was broken off."""
        with self._places:
            worker = self._taken(modules, wanted)
            whole = False
            try:
                yield worker
                whole = True
            finally:
                if not (whole and self._kept(worker)):
                    worker.end()

    def _taken(self, modules: tuple[str, ...], wanted: Prepared | None) -> Worker:
        with self._lock:
            warm = [worker for worker in self._idle if worker.prepared == wanted]
            sound = next((worker for worker in reversed(warm) if worker.is_sound), None)
            gone = [worker for worker in warm if not worker.is_sound]
            gone += self._outdated(wanted)
            self._idle = [w for w in self._idle if w is not sound and w not in gone]
            forker = self._living_forker()
        for worker in gone:
            worker.end()
        return sound or forker.fork(modules)

    def _outdated(self, wanted: Prepared | None) -> list[Worker]:
        """Return the idle workers that a newer key makes useless."""
        if wanted is None:
            return []
        kind, key = wanted
        self._newest[kind] = key
        return [
            worker
            for worker in self._idle
            if worker.prepared
            and worker.prepared[0] == kind
            and worker.prepared != wanted
        ]

    def _kept(self, worker: Worker) -> bool:
        """Keep a worker warm, unless it is dead, outdated or one too many."""
        with self._lock:
            if not worker.is_sound or worker.forker is not self._forker:
                return False
            if worker.prepared:
                kind, key = worker.prepared
                if self._newest.get(kind) != key:
                    return False
            same = sum(other.prepared == worker.prepared for other in self._idle)
            if same >= _WARM:
                return False
            self._idle.append(worker)
            return True

    def _living_forker(self, modules: tuple[str, ...] = ()) -> Forker:
        if self._forker and not self._forker.alive:
            self._forker.close()
            self._forker = None
            self._idle.clear()
        if self._forker is None:
            self._forker = Forker((*self._preload, *modules))
            atexit.register(self.close)
        return self._forker


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[object]]:
    coming = iter(items)
    while chunk := list[object](islice(coming, size)):
        yield chunk


def _first(answers: Iterator[object]) -> object:
    return next(answers)
