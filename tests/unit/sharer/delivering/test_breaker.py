"""A host that is down is spared, and found again."""

from datetime import UTC, datetime, timedelta

from plexus_ld.sharer.delivering.breaker import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    OPENS_AFTER,
    Breaker,
)

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def test_some_faults_one_after_the_other_open_it() -> None:
    breaker = Breaker()

    opened = [breaker.failed(NOON, "down", None) for _ in range(OPENS_AFTER)]

    assert opened == [False] * (OPENS_AFTER - 1) + [True]
    assert breaker.opens_at(NOON) == NOON + FIRST_PAUSE


def test_an_answer_between_two_faults_starts_the_count_anew() -> None:
    breaker = Breaker()
    for _ in range(OPENS_AFTER - 1):
        breaker.failed(NOON, "down", None)

    breaker.answered()

    assert not breaker.failed(NOON, "down", None)


def test_each_probe_that_fails_makes_the_pause_longer_up_to_an_end() -> None:
    breaker = Breaker()

    for _ in range(OPENS_AFTER + 20):
        breaker.failed(NOON, "down", None)

    assert breaker.opens_at(NOON) == NOON + LONGEST_PAUSE


def test_a_host_that_asks_to_wait_is_left_alone_at_once() -> None:
    breaker = Breaker()

    assert breaker.failed(NOON, "busy", timedelta(minutes=20))
    assert breaker.opens_at(NOON) == NOON + timedelta(minutes=20)


def test_a_clock_that_was_put_back_does_not_keep_it_open() -> None:
    breaker = Breaker()
    breaker.failed(NOON, "busy", timedelta(minutes=20))
    earlier = NOON - timedelta(days=900)

    assert breaker.opens_at(earlier) == earlier
