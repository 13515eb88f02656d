"""How long it is waited, and how often it is tried."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from plexus_ld.sharer.waiting import LONGEST, MOST_ASKED, due_at, is_last, next_wait

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
FIVE_DAYS = timedelta(days=5)


def test_each_wait_is_about_twice_the_one_before() -> None:
    waits = [next_wait(attempts, 0.5) for attempts in range(1, 6)]

    assert waits == [timedelta(minutes=2**n) for n in range(5)]


def test_a_wait_has_an_end_however_often_it_was_tried() -> None:
    assert next_wait(10**6, 1.0) <= LONGEST * 1.2


def test_what_failed_together_does_not_come_back_together() -> None:
    draw = Random(7).random  # noqa: S311 - chance, not a secret

    waits = {next_wait(3, draw()) for _ in range(1000)}

    assert len(waits) > 990
    assert min(waits) >= timedelta(minutes=4) * 0.8
    assert max(waits) <= timedelta(minutes=4) * 1.2


def test_a_receiver_that_asks_for_a_wait_gets_no_less() -> None:
    asked = timedelta(hours=3)

    assert all(next_wait(1, draw / 10, asked) >= asked for draw in range(11))


def test_a_receiver_is_not_obeyed_for_ten_years() -> None:
    assert next_wait(1, 0.0, timedelta(days=3650)) == MOST_ASKED


def test_it_is_given_up_by_the_try_that_was_due_after_the_time_was_over() -> None:
    assert not is_last(None, None, FIVE_DAYS)
    assert not is_last(NOON, NOON + timedelta(days=4.9), FIVE_DAYS)
    assert is_last(NOON, NOON + FIVE_DAYS, FIVE_DAYS)


def test_within_five_days_there_are_many_tries() -> None:
    at, tries = NOON, 0
    while not is_last(NOON, at, FIVE_DAYS):
        tries += 1
        at += next_wait(tries, 0.5)

    assert 20 < tries < 60


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=30)])
def test_a_clock_that_was_put_back_delays_nothing_for_long(ahead: timedelta) -> None:
    assert due_at(NOON + ahead, NOON, was_tried=True) == NOON


def test_what_is_to_go_out_next_month_waits_for_next_month() -> None:
    month = NOON + timedelta(days=30)

    assert due_at(month, NOON, was_tried=False) == month


def test_what_has_no_time_is_due_now() -> None:
    assert due_at(None, NOON, was_tried=False) == NOON
