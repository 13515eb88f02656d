"""Documents from the network: several hosts at once, each host one at a time.

Breadth first: of the hosts that may be asked, the one with the nearest document. A
thread a document only waits for the network; what came is read in workers and kept in
batches by the thread that runs the crawl.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final

from plexus_ld.errors import FetchError
from plexus_ld.plex.sources.frontier import Frontier, Host
from plexus_ld.plex.sources.values import Had, Target

#: Hosts asked at once.
_THREADS: Final = 8
#: Documents that are kept together at most, and seconds that one waits for others.
_BATCH: Final = 32
_PATIENCE_S: Final = 0.5
#: Longest wait for a host that asked for one (Retry-After), in seconds: a crawl that
#: meets a longer one goes without it.
_MAX_WAIT_S: Final = 60

#: Has one document: the document, and how many bytes may come.
Get = Callable[[Target, int], Had]
#: Keeps a batch and returns the documents that it leads to.
Take = Callable[[Sequence[Had]], Sequence[Target]]
#: Seconds to leave between two requests to a document's host.
Pause = Callable[[Target], float]


@dataclass(slots=True)
class Budget:
    """What a crawl may still cost.

    Attributes:
        documents: Documents to fetch.
        size: Bytes to take.
        ends_at: When to stop, by the monotonic clock.
        most: The largest document, in bytes.
    """

    documents: float
    size: float
    ends_at: float
    most: int

    def spent(self) -> str:
        """Return what is used up, in words; "" if there is enough of all."""
        if self.documents < 1:
            return "documents"
        if self.size < 1:
            return "bytes"
        return "seconds" if monotonic() >= self.ends_at else ""


@dataclass(slots=True)
class _Answered:
    """A document that a thread has had."""

    host: Host
    had: Had | None


class Crawl:
    """Runs one crawl.

    Args:
        frontier: What waits.
        budget: What it may cost.
        get: Has one document; called in threads.
        take: Keeps a batch.
        pause: How long to leave a host alone between two requests; called in threads.
    """

    def __init__(
        self,
        frontier: Frontier,
        budget: Budget,
        get: Get,
        take: Take,
        pause: Pause,
    ) -> None:
        self._frontier = frontier
        self._budget = budget
        self._get = get
        self._take = take
        self._pause = pause
        self._to_get: queue.SimpleQueue[tuple[Target, Host, int] | None] = (
            queue.SimpleQueue()
        )
        self._got: queue.SimpleQueue[_Answered] = queue.SimpleQueue()
        self._asked: dict[str, Target] = {}
        self._batch: list[Had] = []
        self._kept_at = monotonic()
        self._tried: set[str] = set()
        self._threads = 0

    def run(self) -> None:
        """Go on until nothing waits or the budget is spent.

        Raises:
            KeyboardInterrupt: The owner broke it off; what came is kept.
        """
        try:
            while self._step():
                pass
        except KeyboardInterrupt:
            self._break_off()
            raise
        finally:
            for _ in range(self._threads):
                self._to_get.put(None)
        self._frontier.save()

    def _break_off(self) -> None:
        """Keep what has come; what has not waits again."""
        with suppress(queue.Empty):
            while True:
                self._receive(self._got.get_nowait())
        came = {had.target.iri for had in self._batch}
        for target in self._asked.values():
            if target.iri not in came:
                self._frontier.put_back(target)
        self._asked.clear()
        self._keep()

    def _step(self) -> bool:
        """Ask, wait for one answer, keep what is due; tell whether there is more."""
        spent = self._budget.spent()
        if not spent:
            self._dispatch()
        asking = len(self._asked) - len(self._batch)
        if asking:
            with suppress(queue.Empty):
                self._receive(self._got.get(timeout=self._wait_s()))
            if self._is_due():
                self._keep()
            return True
        if self._batch:
            self._keep()
            return True
        wait_until = None if spent else self._frontier.next_at()
        if wait_until is None:
            return False
        ends = min(wait_until, self._budget.ends_at)
        threading.Event().wait(max(0.0, ends - monotonic()))
        return True

    def _dispatch(self) -> None:
        while len(self._asked) - len(self._batch) < _THREADS:
            if self._budget.spent():
                return
            found = self._frontier.next(monotonic())
            if found is None:
                return
            target, host = found
            self._asked[target.iri] = target
            self._budget.documents -= 1
            most = int(min(self._budget.most, self._budget.size))
            self._start_thread()
            self._to_get.put((target, host, most))

    def _start_thread(self) -> None:
        if self._threads < min(_THREADS, len(self._asked)):
            self._threads += 1
            # Daemons: a server that dawdles must not hold up the end of the program.
            threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while (asked := self._to_get.get()) is not None:
            target, host, most = asked
            had: Had | None = None
            try:
                had = self._get(target, most)
                host.free_at = monotonic() + self._pause(target)
            finally:
                self._got.put(_Answered(host, had))

    def _receive(self, answered: _Answered) -> None:
        had, host = answered.had, answered.host
        if had is None:
            raise RuntimeError(
                "a thread that fetches has failed; its own words say why"
            )
        host.busy = False
        self._budget.size -= had.size
        wait_s = _wait_asked_for(had)
        if wait_s and had.target.iri not in self._tried:
            self._tried.add(had.target.iri)
            self._asked.pop(had.target.iri, None)
            host.free_at = monotonic() + wait_s
            self._frontier.put_back(had.target)
            return
        self._batch.append(had)

    def _wait_s(self) -> float:
        """Return how long to wait for an answer before other things are due."""
        free_at = self._frontier.next_at()
        if free_at is None:
            return _PATIENCE_S
        return min(_PATIENCE_S, max(0.001, free_at - monotonic()))

    def _is_due(self) -> bool:
        if not self._batch:
            return False
        late = monotonic() - self._kept_at >= _PATIENCE_S
        return late or len(self._batch) >= _BATCH

    def _keep(self) -> None:
        if self._batch:
            for target in self._take(self._batch):
                self._frontier.add(target)
            for had in self._batch:
                self._asked.pop(had.target.iri, None)
            self._batch = []
        self._kept_at = monotonic()
        self._frontier.save(self._asked.values())


def _wait_asked_for(had: Had) -> int:
    """Return the seconds that a busy server asked for, if it is worth waiting."""
    error = had.error
    if not isinstance(error, FetchError) or error.status not in (429, 503):
        return 0
    wait_s = error.retry_after_s or 0
    return wait_s if wait_s <= _MAX_WAIT_S else 0
