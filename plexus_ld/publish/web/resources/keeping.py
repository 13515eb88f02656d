"""Keeping the shelf as new as the Plex, and asking the Plex as little as can be."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from plexus_ld.publish.web.resources.shelf import Contents, Shelf


@dataclass(frozen=True, slots=True)
class Asks:
    """What keeping asks of the Plex.

    Attributes:
        sequence: Returns the number of the last change; quick.
        changed: Tells whether a change after one number, up to another, concerns what
            everybody may read.
        contents: Returns what there is, and from when on there may be something else
            though nothing changes: what was said for later is said then.
        now: Tells the time.
    """

    sequence: Callable[[], int]
    changed: Callable[[int, int], bool]
    contents: Callable[[], tuple[Contents, datetime | None]]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Made:
    shelf: Shelf
    until: datetime | None


class Kept:
    """What everybody may read, ready in memory.

    Args:
        asks: What it asks of the Plex.
    """

    def __init__(self, asks: Asks) -> None:
        self._asks = asks
        self._lock = threading.Lock()
        self._made: _Made | None = None
        self._sequence = -1

    def current(self) -> Shelf | None:
        """Return what there is, if that takes no time; None if it has to be made."""
        made = self._made
        return made.shelf if made is not None and self._is_new(made) else None

    def shelf(self) -> Shelf:
        """Return what there is, as new as the Plex; in a thread of its own."""
        with self._lock:
            made = self._made
            if made is not None and self._is_new(made):
                return made.shelf
            sequence, now = self._asks.sequence(), self._asks.now()
            if made is None or self._is_past(made, sequence, now):
                contents, until = self._asks.contents()
                before = made.shelf if made is not None else None
                made = _Made(Shelf(contents, before, now), until)
            # The number last: whoever reads it finds what belongs to it.
            self._made, self._sequence = made, sequence
            return made.shelf

    def _is_new(self, made: _Made) -> bool:
        if self._sequence != self._asks.sequence():
            return False
        return made.until is None or self._asks.now() < made.until

    def _is_past(self, made: _Made, sequence: int, now: datetime) -> bool:
        if made.until is not None and now >= made.until:
            return True
        return self._asks.changed(self._sequence, sequence)
