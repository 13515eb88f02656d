"""When a point is asked next: a pure decision, out of what its polls gave before.

What changes often is asked often, the quiet seldom; never faster than the channel, the
owner and the server allow. Errors wait longer each time. Hours and days in which a
feed asks to be left alone are kept (RSS 2.0: ``skipHours``, ``skipDays``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

#: News make the next poll come sooner by this factor, silence later by the other.
_SOONER: Final = 0.5
_LATER: Final = 1.5
#: An error's waits double up to this many times.
_MOST_DOUBLINGS: Final = 8
#: No wait that a server asks for is longer: a mistyped header shall not end listening.
LONGEST_WISH: Final = timedelta(days=7)
#: Polls that were made for the same time are spread over this share of their wait.
_JITTER: Final = 0.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """How fast a point may be asked, and how seldom it is.

    Attributes:
        least: The least time between two polls: the channel's, or the owner's word.
        usual: Where a point begins of which nothing is known.
        most: The longest time between two polls.
    """

    least: timedelta
    usual: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the polls before.

    Attributes:
        pace: The time between two polls at last; None: there was none.
        failures: How many failed in a row.
    """

    pace: timedelta | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a poll went.

    Attributes:
        has_news: Whether something new came.
        has_failed: Whether it failed.
        wait: The least wait that the server asked for.
        pace: The least time between two polls that the bytes ask for.
        skip_hours: Hours of the day, UTC, in which they ask not to be polled.
        skip_days: Days of the week, Monday is 0, likewise.
    """

    has_news: bool = False
    has_failed: bool = False
    wait: timedelta | None = None
    pace: timedelta | None = None
    skip_hours: Collection[int] = ()
    skip_days: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Paced:
    """What follows.

    Attributes:
        next: When it is asked next.
        pace: The time between two polls from now on.
        failures: How many failed in a row.
    """

    next: datetime
    pace: timedelta
    failures: int


def paced(
    past: Past, outcome: Outcome, bounds: Bounds, now: datetime, seed: str
) -> Paced:
    """Decide when the next poll is.

    Args:
        past: The polls before.
        outcome: This poll.
        bounds: Between what the pace stays.
        now: When this poll was.
        seed: Tells one point from another, so that not all are asked at once.
    """
    if outcome.has_failed:
        return _after_failure(past, outcome, bounds, now, seed)
    pace = _pace(past, outcome, bounds)
    wait = max(pace, _wish(outcome.wait), _wish(outcome.pace), bounds.least)
    time = now + wait * (1 + _JITTER * _share(seed, now))
    return Paced(_awake(time, outcome), pace, 0)


def _pace(past: Past, outcome: Outcome, bounds: Bounds) -> timedelta:
    if past.pace is None:
        pace = bounds.usual
    else:
        pace = past.pace * (_SOONER if outcome.has_news else _LATER)
    return max(bounds.least, min(pace, max(bounds.most, bounds.least)))


def _after_failure(
    past: Past, outcome: Outcome, bounds: Bounds, now: datetime, seed: str
) -> Paced:
    """Wait, longer each time, at least as long as the server asks."""
    failures = past.failures + 1
    doubled: timedelta = bounds.least * 2 ** min(failures - 1, _MOST_DOUBLINGS)
    most = max(bounds.most, bounds.least)
    wait = max(min(doubled, most), _wish(outcome.wait), bounds.least)
    time = now + wait * (1 + _JITTER * _share(seed, now))
    return Paced(time, past.pace or bounds.usual, failures)


def _wish(wait: timedelta | None) -> timedelta:
    return timedelta() if wait is None else min(wait, LONGEST_WISH)


def _share(seed: str, now: datetime) -> float:
    """Return a number from 0 to 1 that a point and a time have to themselves."""
    told = f"{seed} {now.isoformat()}".encode()
    return int.from_bytes(sha256(told).digest()[:4]) / 0xFFFFFFFF


def _awake(time: datetime, outcome: Outcome) -> datetime:
    """Return the first time that is in no hour and on no day to be skipped."""
    hours, days = set(outcome.skip_hours), set(outcome.skip_days)
    if not hours and not days:
        return time
    later = time.astimezone(UTC)
    for _ in range(24 * 8):
        if later.hour not in hours and later.weekday() not in days:
            return later
        later = later.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return time  # it asks never to be polled, which says nothing
