"""Quiet hours are those of the other one's clock, in summer and in winter."""

from datetime import UTC, datetime, time

import pytest

from plexus_ld.sharer.routing.hours import loud_again
from plexus_ld.sharer.routing.terms import Terms

NIGHT = Terms(quiet_from=time(22), quiet_until=time(7), time_zone="Europe/Berlin")
NOON = Terms(quiet_from=time(12), quiet_until=time(13, 30))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("terms", "now", "loud"),
    [
        (Terms(), "2026-01-10T03:00", "2026-01-10T03:00"),
        (NIGHT, "2026-01-10T12:00", "2026-01-10T12:00"),
        (NIGHT, "2026-01-10T21:00", "2026-01-11T06:00"),  # 22:00 there
        (NIGHT, "2026-01-10T03:00", "2026-01-10T06:00"),
        (NIGHT, "2026-07-10T03:00", "2026-07-10T05:00"),  # summer time
        (NIGHT, "2026-03-28T23:00", "2026-03-29T05:00"),  # the clocks go forward
        (NIGHT, "2026-10-24T22:00", "2026-10-25T06:00"),  # and back
        (NOON, "2026-01-10T12:00", "2026-01-10T13:30"),
        (NOON, "2026-01-10T13:30", "2026-01-10T13:30"),
    ],
)
def test_it_is_loud_again_when_their_quiet_hours_end(
    terms: Terms, now: str, loud: str
) -> None:
    assert loud_again(terms, at(now)) == at(loud)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    terms = Terms(
        quiet_from=time(2), quiet_until=time(2, 30), time_zone="Europe/Berlin"
    )

    # 02:15 for the second time, an hour after 02:30 came for the first.
    assert loud_again(terms, at("2026-10-25T01:15")) == at("2026-10-25T01:30")


def test_a_time_zone_that_is_none_counts_as_utc() -> None:
    terms = Terms(quiet_from=time(1), quiet_until=time(2), time_zone="Atlantis/Old")

    assert loud_again(terms, at("2026-01-10T01:30")) == at("2026-01-10T02:00")
