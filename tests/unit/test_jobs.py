import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from plexus_ld.jobs import Job, Jobs

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs(threads=4)
    yield jobs
    jobs.stop()


def test_what_is_due_is_done_at_once(jobs: Jobs) -> None:
    done = threading.Event()

    jobs.put([Job("a", LONG_AGO, lambda: done.set())])
    jobs.start()

    assert done.wait(10)


def test_a_work_says_when_it_is_done_again(jobs: Jobs) -> None:
    thrice = threading.Event()
    times: list[datetime] = []

    def work() -> datetime | None:
        times.append(datetime.now(UTC))
        if len(times) == 3:
            thrice.set()
            return None
        return datetime.now(UTC) + timedelta(milliseconds=20)

    jobs.start()
    jobs.put([Job("a", LONG_AGO, work)])

    assert thrice.wait(10)
    assert times[1] - times[0] >= timedelta(milliseconds=20)


def test_a_fault_in_one_work_holds_up_no_other(
    jobs: Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    other = threading.Event()

    def broken() -> datetime | None:
        raise ZeroDivisionError

    def sound() -> datetime | None:
        other.set()
        return None

    with caplog.at_level(logging.ERROR):
        jobs.start()
        jobs.put([Job("broken", LONG_AGO, broken)])
        jobs.put([Job("sound", LONG_AGO + timedelta(days=1), sound)])

        assert other.wait(10)
        ends = time.monotonic() + 10
        while not caplog.records and time.monotonic() < ends:
            time.sleep(0.01)  # the broken one ends when it likes
    assert "broken" in jobs.keys
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_job_that_was_dropped_while_it_ran_is_not_done_again(jobs: Jobs) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    runs: list[None] = []

    def work() -> datetime | None:
        runs.append(None)
        begun.set()
        go_on.wait(10)
        return LONG_AGO

    def last() -> datetime | None:
        ended.set()
        return None

    jobs.start()
    jobs.put([Job("a", LONG_AGO, work)])
    assert begun.wait(10)
    jobs.drop(["a"])
    go_on.set()
    jobs.put([Job("last", datetime.now(UTC) + timedelta(milliseconds=100), last)])

    assert ended.wait(10)
    assert len(runs) == 1
    assert "a" not in jobs.keys


def test_thousands_of_jobs_are_each_done_once(jobs: Jobs) -> None:
    lock = threading.Lock()
    done: list[int] = []
    every = threading.Event()

    def work(number: int) -> None:
        with lock:
            done.append(number)
            if len(done) == 3000:
                every.set()

    jobs.put(
        Job(str(number), LONG_AGO, lambda number=number: work(number))  # type: ignore[misc]
        for number in range(3000)
    )
    jobs.start()

    assert every.wait(30)
    assert sorted(done) == list(range(3000))


def test_a_job_of_a_key_takes_the_place_of_the_one_before(jobs: Jobs) -> None:
    never, done = threading.Event(), threading.Event()
    later = datetime.now(UTC) + timedelta(hours=1)

    jobs.start()
    jobs.put([Job("a", later, lambda: never.set())])
    jobs.put([Job("a", LONG_AGO, lambda: done.set())])

    assert done.wait(10)
    assert not never.is_set()
