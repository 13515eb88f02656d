"""A breaker for one host: while it is down, only now and then is one try made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: Faults of the host, one after the other, that open the breaker.
OPENS_AFTER: Final = 3
#: The first pause, doubled with each probe that fails.
FIRST_PAUSE: Final = timedelta(minutes=1)
#: The longest pause: so soon is a host that came back found.
LONGEST_PAUSE: Final = timedelta(hours=1)
#: The longest pause that a host is obeyed in: see `waiting.MOST_ASKED`.
MOST_ASKED: Final = timedelta(days=2)
_DOUBLINGS: Final = 8


@dataclass(slots=True)
class Breaker:
    """How one host does.

    Attributes:
        faults: Faults of the host since it last answered.
        until: No try before this; None while it is closed.
        reason: What the last fault was, in a sentence.
    """

    faults: int = 0
    until: datetime | None = None
    reason: str = ""

    @property
    def is_suspect(self) -> bool:
        """Whether the host failed the last time: then one try at a time."""
        return self.faults > 0

    def opens_at(self, now: datetime) -> datetime:
        """Return from when on a try may be made.

        A time further ahead than any pause was told by a clock that has been put
        back since.
        """
        if self.until is None or self.until - now > MOST_ASKED:
            return now
        return max(self.until, now)

    def answered(self) -> None:
        """The host answered, be it with a refusal: it is up."""
        self.faults, self.until, self.reason = 0, None, ""

    def failed(self, now: datetime, reason: str, asked: timedelta | None) -> bool:
        """Take a fault of the host in; return whether the breaker is open now."""
        self.faults += 1
        self.reason = reason
        pauses = self.faults - OPENS_AFTER
        if asked is not None:
            self.until = now + min(asked, MOST_ASKED)
        elif pauses >= 0:
            doubled = FIRST_PAUSE * 2 ** min(pauses, _DOUBLINGS)
            self.until = now + min(doubled, LONGEST_PAUSE)
        return self.until is not None
