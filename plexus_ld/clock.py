"""The time, as one value that is handed in, so that a test can set it by hand."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Tells the time: an aware datetime in UTC.
Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time of this machine, in UTC."""
    return datetime.now(UTC)
