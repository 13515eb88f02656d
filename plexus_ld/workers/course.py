"""One run of `Workers.map`: items in chunks, to several workers at once, in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from itertools import islice
from threading import Lock

from plexus_ld.errors import WorkerError, WorkerLimitError
from plexus_ld.workers.limits import Limits
from plexus_ld.workers.process import Worker

#: Chunks that lie ready for each worker, so that none waits for the reader of answers.
_AHEAD = 2


class Course:
    """Hands out chunks and collects answers.

    A worker answers item by item, so when it dies it is known at which: that item
    gets the error, and the rest of its chunk goes to another worker.

    Args:
        borrow: Gives a worker for as long as a ``with`` lasts.
        function: Called with each item.
        limits: For each item.
    """

    def __init__(
        self,
        borrow: Callable[[], AbstractContextManager[Worker]],
        function: Callable[..., object],
        limits: Limits,
    ) -> None:
        self._borrow = borrow
        self._function = function
        self._limits = limits
        self._lock = Lock()
        self._busy: set[Worker] = set()
        self._stopped = False

    def run(
        self, chunks: Iterable[list[object]], breadth: int
    ) -> Generator[object, None, None]:
        """Yield the answers, in order.

        Args:
            chunks: Read no further ahead than the workers need.
            breadth: How many workers to use at once.
        """
        coming = iter(chunks)
        waiting: deque[Future[list[object]]] = deque()
        with ThreadPoolExecutor(breadth, "plexus-map") as threads:
            try:
                while True:
                    wanted = _AHEAD * breadth - len(waiting)
                    for chunk in islice(coming, wanted):
                        waiting.append(threads.submit(self._answers, chunk))
                    if not waiting:
                        return
                    yield from waiting.popleft().result()
            finally:
                self._stop()
                threads.shutdown(cancel_futures=True)

    def _stop(self) -> None:
        with self._lock:
            self._stopped = True
            for worker in self._busy:
                worker.kill()

    def _answers(self, chunk: list[object]) -> list[object]:
        answers: list[object] = []
        while len(answers) < len(chunk) and not self._stopped:
            answers += self._had(chunk[len(answers) :])
        return answers

    def _had(self, items: list[object]) -> list[object]:
        """Return the answers of one worker, at least one."""
        with self._borrow() as worker:
            with self._lock:
                if self._stopped:
                    return [WorkerError("the work was broken off")]
                self._busy.add(worker)
            try:
                calls = [(item,) for item in items]
                answers = list(worker.ask(self._function, calls, self._limits))
            finally:
                with self._lock:  # whoever ends it has ended it by now
                    self._busy.discard(worker)
        if len(answers) > 1 and _may_be_innocent(answers[-1]) and not worker.alive:
            answers.pop()  # it is asked again, as the first of a fresh worker
        return answers


def _may_be_innocent(answer: object) -> bool:
    """Tell whether an item before it may be what the worker died of."""
    return isinstance(answer, WorkerError) and not isinstance(answer, WorkerLimitError)
