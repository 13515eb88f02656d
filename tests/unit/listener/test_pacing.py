"""What changes often is asked often, the quiet seldom; nobody faster than they like."""

from datetime import UTC, datetime, timedelta

import pytest

from plexus_ld.listener.pacing import Bounds, Outcome, Past, paced

NOW = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOUNDS = Bounds(timedelta(minutes=5), HOUR, timedelta(hours=24))
NEWS, SILENCE = Outcome(has_news=True), Outcome()


def wait_after(past: Past, outcome: Outcome) -> timedelta:
    return paced(past, outcome, BOUNDS, NOW, "a point").next - NOW


def test_a_point_begins_at_its_channels_usual_pace() -> None:
    assert HOUR <= wait_after(Past(), NEWS) <= HOUR * 1.1


def test_news_make_the_next_poll_sooner_and_silence_later() -> None:
    assert wait_after(Past(HOUR), NEWS) < HOUR < wait_after(Past(HOUR), SILENCE)


def test_a_pace_stays_within_its_bounds() -> None:
    past = Past(HOUR)
    for _ in range(40):
        past = Past(paced(past, SILENCE, BOUNDS, NOW, "x").pace)
    assert past.pace == BOUNDS.most

    for _ in range(40):
        past = Past(paced(past, NEWS, BOUNDS, NOW, "x").pace)
    assert past.pace == BOUNDS.least


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(has_news=True, wait=timedelta(hours=3)),
        Outcome(has_news=True, pace=timedelta(hours=3)),
        Outcome(has_failed=True, wait=timedelta(hours=3)),
    ],
)
def test_a_server_that_asks_for_time_gets_it(outcome: Outcome) -> None:
    assert wait_after(Past(HOUR), outcome) >= timedelta(hours=3)


def test_no_header_puts_a_point_to_sleep_for_years() -> None:
    outcome = Outcome(wait=timedelta(days=99_999))

    assert wait_after(Past(HOUR), outcome) <= timedelta(days=8)


def test_failures_wait_longer_each_time_and_are_forgotten_by_a_success() -> None:
    waits, past = [], Past(HOUR)
    for _ in range(12):
        then = paced(past, Outcome(has_failed=True), BOUNDS, NOW, "x")
        waits.append(then.next - NOW)
        past = Past(then.pace, then.failures)

    assert waits[0] < waits[1] < waits[2] < waits[3]
    assert max(waits) <= BOUNDS.most * 1.1
    assert paced(past, SILENCE, BOUNDS, NOW, "x").failures == 0


def test_hours_and_days_that_a_feed_asks_to_skip_are_skipped() -> None:
    outcome = Outcome(has_news=True, skip_hours={10, 11, 12}, skip_days={0})

    then = paced(Past(HOUR), outcome, BOUNDS, NOW, "x").next

    assert (then.weekday(), then.hour) == (1, 0)


def test_a_feed_that_skips_every_hour_says_nothing() -> None:
    outcome = Outcome(skip_hours=range(24))

    assert wait_after(Past(HOUR), outcome) <= timedelta(hours=2)


def test_two_points_are_not_asked_at_the_same_moment() -> None:
    times = {paced(Past(HOUR), SILENCE, BOUNDS, NOW, f"p{n}").next for n in range(50)}

    assert len(times) == 50
