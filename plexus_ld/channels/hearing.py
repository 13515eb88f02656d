"""Hearing: what one session heard is handed on, in order, in a thread of its own.

A session hears in the thread of its loop, where nobody may wait. Who stores what was
heard does wait, and may even send an answer by the same session.
"""

import threading
from logging import getLogger
from queue import Empty, Full, Queue
from typing import Final

from plexus_ld.channels.base import OnArrival
from plexus_ld.errors import PlexusError
from plexus_ld.model.arrival import Raw

_log = getLogger(__name__)

#: What may wait to be stored. A session that hears faster for longer is ended, and
#: opened again from its cursor: the server keeps the rest better than our memory.
MOST_WAITING: Final = 2_000
#: Seconds that the end of a session waits for what it heard to be stored.
_PATIENCE_S: Final = 5.0


class Hearing:
    """Takes what a session hears; itself an `OnArrival`.

    What could not be handed on stops the hearing: the cursor then stays before it, and
    the session is to be opened again from there.

    Args:
        on_arrival: To whom it is handed.
        cursor: Where the session begins.
        name: Of the thread.
    """

    def __init__(self, on_arrival: OnArrival, cursor: str, name: str) -> None:
        self._on_arrival = on_arrival
        self._cursor = cursor
        self._waiting: Queue[tuple[Raw, str] | None] = Queue(MOST_WAITING)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._hand_on, name=name, daemon=True)
        self._thread.start()

    @property
    def cursor(self) -> str:
        """Up to where everything was handed on."""
        return self._cursor

    @property
    def is_stopped(self) -> bool:
        """Whether something could not be handed on."""
        return self._stopped.is_set()

    def __call__(self, raw: Raw, cursor: str) -> None:
        """Take one, in any thread, without waiting."""
        if self._stopped.is_set():
            return
        try:
            self._waiting.put_nowait((raw, cursor))
        except Full:
            _log.warning("%s hears faster than can be stored", raw.channel)
            self._stopped.set()

    def close(self) -> None:
        """Hand on what waits, for some seconds, and end."""
        if not self._stopped.is_set():
            try:
                self._waiting.put(None, timeout=_PATIENCE_S)
            except Full:
                self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(_PATIENCE_S)

    def _hand_on(self) -> None:
        while True:
            try:
                heard = self._waiting.get(timeout=1)
            except Empty:
                if self._stopped.is_set():
                    return
                continue
            if heard is None or not self._is_handed_on(*heard):
                return

    def _is_handed_on(self, raw: Raw, cursor: str) -> bool:
        is_taken = False
        try:
            self._on_arrival(raw, cursor)
            is_taken = True
        except PlexusError as error:
            _log.warning("what %s heard could not be stored: %s", raw.channel, error)
        finally:
            # Whatever went wrong: deaf is not open, and the same is heard again.
            if not is_taken:
                self._stopped.set()
        self._cursor = cursor if is_taken else self._cursor
        return is_taken
