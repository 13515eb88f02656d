"""Which work runs when. This module alone knows APScheduler, which holds no queue.

A job has a key and a time. When the time has come its work is done in a thread, and
says itself when it is to be done again; what is to be done is read from the Plex at
start, so that nothing is lost with the process.
Source: https://apscheduler.readthedocs.io/en/3.x/
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from plexus_ld.clock import Clock, now

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_LOG = logging.getLogger(__name__)

#: Does the work; returns when it is to be done again, or None for never.
Work = Callable[[], datetime | None]

#: How long a work rests that ended in a fault of the program.
_REST: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Job:
    """One work and its time.

    Attributes:
        key: Tells it from the others: a point's IRI, ``watches`` …
        at: When it is due; a time that has passed is now.
        work: What is done.
    """

    key: str
    at: datetime
    work: Work


class Jobs:
    """All that the agent does at its time; for several threads at once.

    Args:
        threads: How many works are done at once.
        clock: Tells the time.
    """

    def __init__(self, threads: int, clock: Clock = now) -> None:
        self._clock = clock
        self._scheduler = _scheduler(threads)
        self._keys: set[str] = set()
        self._ending = threading.Lock()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the jobs that there are, running ones too."""
        return frozenset(self._keys)

    def start(self) -> None:
        """Begin to beat."""
        self._scheduler.start()

    def put(self, jobs: Iterable[Job]) -> None:
        """Add jobs, each in the place of the one of its key; thousands at once."""
        running = self._scheduler.running
        if running:
            self._scheduler.pause()  # else each new job wakes the scheduler
        for job in jobs:
            self._keys.add(job.key)
            self._schedule(job)
        if running:
            self._scheduler.resume()

    def drop(self, keys: Iterable[str]) -> None:
        """Take jobs out; one that runs ends, and is not done again."""
        from apscheduler.jobstores.base import JobLookupError

        for key in keys:
            self._keys.discard(key)
            try:
                self._scheduler.remove_job(key)
            except JobLookupError:
                continue  # it runs right now, or was never there

    def stop(self) -> None:
        """Begin nothing more; does not wait for what runs."""
        if not self._scheduler.running:
            return
        with self._ending:
            self._keys.clear()
        # Its thread must find no job once it is told to end: it would fall over it.
        self._scheduler.pause()
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)

    def _schedule(self, job: Job) -> None:
        self._scheduler.add_job(
            self._run,
            "date",
            args=(job,),
            run_date=_machines(job.at, self._clock()),
            id=job.key,
            name=job.key,
            replace_existing=True,
            misfire_grace_time=None,
        )

    def _run(self, job: Job) -> None:
        """Do a work, whatever comes of it, and schedule it anew.

        The one place of the program that takes every fault: a fault in one work is
        written to the log, and holds up no other.
        """
        try:
            again = job.work()
        except Exception:  # noqa: BLE001 - the one place; see above
            _LOG.exception("a job ended in a fault", extra={"job": job.key})
            again = self._clock() + _REST
        with self._ending:
            if again is not None and job.key in self._keys:
                self._schedule(Job(job.key, again, job.work))


def _machines(at: datetime, here: datetime) -> datetime:
    """Return a time by the machine's clock, which is what the scheduler goes by.

    Args:
        at: By the clock that was handed in.
        here: The time by that clock.
    """
    try:
        return now() + (at - here)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _scheduler(threads: int) -> "BackgroundScheduler":
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    # Its own words on each run are of no use to an owner.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(threads)},
        timezone=UTC,
        job_defaults={"max_instances": 1, "coalesce": True},
    )
