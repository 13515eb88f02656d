"""The time, as one value that is handed in, so that a test can set it by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

#: Tells the time: an aware datetime in UTC.
Clock = Callable[[], datetime]

#: The clock was set, or the machine slept, when it and the machine's own, which only
#: goes on, differ by more than this.
SET: Final = timedelta(seconds=30)


def now() -> datetime:
    """Return the time of this machine, in UTC."""
    return datetime.now(UTC)


class Drift:
    """Tells when a clock was set: against the machine's own, which only goes on.

    Args:
        clock: Which is watched.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock() - timedelta(seconds=monotonic())

    def is_new(self) -> bool:
        """Tell whether it was set since this was asked last."""
        began = self._clock() - timedelta(seconds=monotonic())
        if abs(began - self._began) <= SET:
            return False
        self._began = began
        return True
