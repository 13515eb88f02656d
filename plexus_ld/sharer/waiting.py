"""How long to wait before the next try, and when to try no more. Pure."""

from datetime import datetime, timedelta
from typing import Final

#: The wait after the first try, before chance moves it.
FIRST: Final = timedelta(minutes=1)
#: The longest wait of our own: a host that is down over night is found in the morning.
LONGEST: Final = timedelta(hours=6)
#: The longest wait that a receiver is obeyed in: the header is a stranger's word, and
#: within the five days of `SharerSettings.give_up_after_days` there has to be a try.
MOST_ASKED: Final = timedelta(days=2)
#: How far chance moves a wait, up and down, so that what failed together does not
#: come back together.
_JITTER: Final = 0.2
#: Doublings after which `LONGEST` is reached in any case.
_DOUBLINGS: Final = 16


def next_wait(attempts: int, draw: float, asked: timedelta | None = None) -> timedelta:
    """Return the wait after a try that failed.

    Args:
        attempts: How many tries there were; at least one.
        draw: Chance, from 0 to 1.
        asked: The wait that the receiver asked for; never cut short.
    """
    # `1 << n` and not `2**n`, of which a type checker cannot say that it is whole.
    doubled: timedelta = FIRST * (1 << min(max(attempts, 1) - 1, _DOUBLINGS))
    wait: timedelta = min(doubled, LONGEST) * (1 - _JITTER + 2 * _JITTER * draw)
    if asked is None:
        return wait
    return max(wait, min(asked, MOST_ASKED) * (1 + _JITTER * draw))


def is_last(
    since: datetime | None, scheduled: datetime | None, give_up_after: timedelta
) -> bool:
    """Tell whether the try that was scheduled so was the last.

    It is when it was scheduled for after the time was over. The clock at the moment
    is not asked: one that jumped ahead would end everything at once; so the try after
    the jump is scheduled once more.

    Args:
        since: When the first try failed; None when this was the first.
        scheduled: When this try was due.
        give_up_after: How long it is tried.
    """
    if since is None or scheduled is None:
        return False
    return scheduled - since >= give_up_after


def due_at(
    next_attempt: datetime | None, now: datetime, *, was_tried: bool
) -> datetime:
    """Return when a delivery is due, whatever the clock did meanwhile.

    A wait that lies further ahead than any wait of ours was written by a clock that
    has been put back since: it is over. A new wait would be counted anew by each pass
    that is made without an agent, and never end. What was never tried waits for the
    owner's own time, and that may be far.
    """
    if next_attempt is None:
        return now
    if was_tried and next_attempt - now > MOST_ASKED * (1 + _JITTER):
        return now
    return next_attempt
