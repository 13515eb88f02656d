"""Turns at what is dear: so many at once, the next waits a moment, the rest come again.

The limits of the whole server (`limits`) let sixteen in; what takes seconds of a
processor would fill them with strangers' questions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from plexus_ld.publish.web.problems import HttpProblem


class Turns:
    """Gives turns.

    Args:
        most: How many at once.
        patience_s: Seconds that the next one waits.
    """

    def __init__(self, most: int, patience_s: float) -> None:
        self._free = BoundedSemaphore(most)
        self._patience_s = patience_s

    @contextmanager
    def one(self) -> Iterator[None]:
        """Have a turn.

        Raises:
            HttpProblem: 503: others have them all.
        """
        if not self._free.acquire(timeout=self._patience_s):
            raise HttpProblem(503, "too many ask at once", {"Retry-After": "5"})
        try:
            yield
        finally:
            self._free.release()
