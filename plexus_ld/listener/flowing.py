"""Three things at once: polls are made, read in workers, and kept.

While one batch is kept the next is read, and the polls after it are under way.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from queue import Empty, Queue
from time import monotonic
from typing import Final

from plexus_ld.listener.ingesting.brought import Brought
from plexus_ld.listener.polling import Poll

#: Polls that brought something and are read together: enough to keep all workers busy.
_READ_TOGETHER: Final = 64
#: Arrivals that are kept together: a large change costs less for each.
_KEPT_TOGETHER: Final = 4_000
#: Seconds after which what was read is kept, however little it is: a change has a price
#: of its own, and an unchanged feed is hardly worth one.
_KEPT_AFTER_S: Final = 0.5
#: Batches that wait to be kept.
_AHEAD: Final = 8


class _Stop:
    """Ends a queue; carries the fault that ended what fed it."""

    def __init__(self, fault: BaseException | None = None) -> None:
        self.fault = fault


def flow(
    polls: Iterable[Poll], read: Callable[[Sequence[Poll]], list[Brought]]
) -> Iterator[list[Brought]]:
    """Yield what polls brought, read, in batches to be kept.

    Args:
        polls: Each when it is done; taken in a thread.
        read: Reads what some brought; called in another.
    """
    made: Queue[Poll | _Stop] = Queue()
    done: Queue[list[Brought] | _Stop] = Queue(_AHEAD)
    given_up = threading.Event()
    threads = (
        threading.Thread(target=_feed, args=(polls, made, given_up), daemon=True),
        threading.Thread(target=_read, args=(made, done, read, given_up), daemon=True),
    )
    for thread in threads:
        thread.start()
    try:
        yield from _collected(done)
    finally:
        given_up.set()
        _empty(done)
        for thread in threads:
            thread.join()


def _feed(
    polls: Iterable[Poll], made: "Queue[Poll | _Stop]", given_up: threading.Event
) -> None:
    fault: BaseException | None = None
    try:
        for poll in polls:
            made.put(poll)
            if given_up.is_set():
                break
    except BaseException as error:  # noqa: BLE001 - raised again by who collects
        fault = error
    made.put(_Stop(fault))


def _read(
    made: "Queue[Poll | _Stop]",
    done: "Queue[list[Brought] | _Stop]",
    read: Callable[[Sequence[Poll]], list[Brought]],
    given_up: threading.Event,
) -> None:
    end: _Stop | None = None
    try:
        while end is None:
            some, end = _taken(made)
            if some and not given_up.is_set():
                done.put(read(some))
    except BaseException as error:  # noqa: BLE001 - raised again by who collects
        end = _Stop(error)
    done.put(end)


def _taken(made: "Queue[Poll | _Stop]") -> tuple[list[Poll], _Stop | None]:
    """Return what is there, at least one, and whether it was the end."""
    some: list[Poll] = []
    to_be_read = 0
    one = made.get()
    while not isinstance(one, _Stop):
        some.append(one)
        to_be_read += bool(one.polled.raws)
        if to_be_read >= _READ_TOGETHER:
            return some, None
        try:
            one = made.get_nowait()
        except Empty:
            return some, None
    return some, one


def _collected(done: "Queue[list[Brought] | _Stop]") -> Iterator[list[Brought]]:
    batch: list[Brought] = []
    arrivals = 0
    until = inf
    while True:
        one = _until(done, until)
        if isinstance(one, list):
            until = min(until, monotonic() + _KEPT_AFTER_S)
            batch += one
            arrivals += sum(len(read.heard) for each in one for _, read in each.reads)
        is_over = monotonic() >= until or arrivals >= _KEPT_TOGETHER
        if batch and (is_over or isinstance(one, _Stop)):
            yield batch
            batch, arrivals, until = [], 0, inf
        if isinstance(one, _Stop):
            if one.fault is not None:
                raise one.fault
            return


def _until(
    done: "Queue[list[Brought] | _Stop]", until: float
) -> list[Brought] | _Stop | None:
    """Return the next that was read; None when none came in time."""
    try:
        return done.get(timeout=None if until == inf else max(0, until - monotonic()))
    except Empty:
        return None


def _empty(done: "Queue[list[Brought] | _Stop]") -> None:
    """Let a thread go on that waits for room."""
    while True:
        try:
            if isinstance(done.get(timeout=0.1), _Stop):
                return
        except Empty:
            return
