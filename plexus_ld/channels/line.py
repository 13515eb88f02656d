"""Lines: one account's session, with what is needed to open it again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from logging import getLogger
from time import monotonic as _monotonic
from typing import Final

from plexus_ld.channels.base import Live, OnArrival, Session
from plexus_ld.channels.hearing import Hearing
from plexus_ld.errors import (
    ChannelError,
    ListenError,
    PermanentListenError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account, ConnectionPoint

_log = getLogger(__name__)

#: Gives seconds that never go back.
Ticks = Callable[[], float]
monotonic: Ticks = _monotonic

#: Seconds before a session that broke is opened again; doubled with each failure.
_FIRST_WAIT_S: Final = 1.0
_LONGEST_WAIT_S: Final = 600.0
#: A refused login is not repeated sooner: servers shut out who guesses passwords.
_REFUSED_WAIT_S: Final = 900.0
#: Seconds that the end waits for a session that is just being opened.
_PATIENCE_S: Final = 5.0
#: A session that stood for less broke at once: the next one waits longer.
_STEADY_S: Final = 30.0


class Line:
    """The session of one account; for several threads at once.

    Args:
        channel: Opens it.
        account: Whose it is.
        ticks: Seconds that never go back.
    """

    def __init__(self, channel: Live, account: Account, ticks: Ticks) -> None:
        self._channel = channel
        self._account = account
        self._ticks = ticks
        # Held while a session is opened; those who want to send wait for it.
        self._lock = threading.RLock()
        self._session: Session | None = None
        self._hearing: Hearing | None = None
        self._on_arrival: OnArrival | None = None
        self._cursor = ""
        self.points: tuple[ConnectionPoint, ...] = ()
        self._opened_at = 0.0
        self._failures = 0
        self._not_before = 0.0
        self._error: ChannelError | None = None
        self._is_closed = False

    @property
    def listens(self) -> bool:
        """Whether it is meant to listen."""
        return self._on_arrival is not None

    @property
    def is_open(self) -> bool:
        """Whether it stands, and what it hears is taken."""
        session, hearing = self._session, self._hearing
        if session is None or not session.is_open:
            return False
        return hearing is None or not hearing.is_stopped

    @property
    def problem(self) -> str:
        """Why it could not be opened the last time; "" when it could."""
        return str(self._error) if self._error else ""

    def note(self, error: ChannelError) -> None:
        """Remember why it could not be opened, and wait before the next try."""
        self._error = error
        if isinstance(error, PermanentListenError):
            wait = _REFUSED_WAIT_S
        else:
            doubled = _FIRST_WAIT_S * 2 ** min(self._failures, 20)
            wait = min(doubled, _LONGEST_WAIT_S)
        if isinstance(error, ListenError) and error.retry_after:
            asked = error.retry_after.total_seconds()
            wait = max(wait, min(asked, _LONGEST_WAIT_S))
        self._failures += 1
        self._not_before = self._ticks() + wait

    def session(self, account: Account) -> Session:
        """Return the open session, opened now if need be.

        Raises:
            ListenError: It cannot be had, or it is too early for the next try.
        """
        with self._lock:
            self._use(account)
            self._look_after()
            if self._session is None:
                if self._ticks() < self._not_before:
                    raise self._too_early()
                self._open()
            assert self._session is not None  # noqa: S101 - opened, or raised
            return self._session

    def listen(
        self,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival,
    ) -> None:
        """Say what is listened to from now on; `open_if_due` does it.

        Without points the line only sends.
        """
        with self._lock:
            self._use(account)
            if self.listens and set(points) == set(self.points):
                self._on_arrival = on_arrival
                return
            self._end()
            if not self.listens:
                self._cursor = cursor
            self.points = points
            self._on_arrival = on_arrival if points else None
            self._not_before = 0.0

    def open_if_due(self) -> None:
        """Open it when it does not stand, unless it is too early.

        Raises:
            ListenError: It cannot be had.
        """
        with self._lock:
            self._look_after()
            is_due = self._ticks() >= self._not_before
            if self._session is None and is_due and not self._is_closed:
                self._open()

    def close(self) -> None:
        """End it for good, within some seconds, even while it is being opened."""
        self._is_closed = True
        if self._lock.acquire(timeout=_PATIENCE_S):
            try:
                self._end()
            finally:
                self._lock.release()

    def _use(self, account: Account) -> None:
        """Take over what the owner changed of the account: that ends the session."""
        if account != self._account:
            self._end()
            self._account = account
            self._not_before, self._failures = 0.0, 0

    def _look_after(self) -> None:
        """Let go of a session that broke."""
        if self._session is None or self.is_open:
            return
        name = self._account.channel
        _log.info("the session of %s %s broke", name, self._account.name)
        if self._ticks() - self._opened_at < _STEADY_S:
            self.note(TemporaryListenError(name, "", "the connection broke"))
        else:
            self._failures = 0
        self._end()

    def _open(self) -> None:
        hearing = None
        if self._on_arrival is not None:
            name = f"hear-{self._account.channel}"
            hearing = Hearing(self._heard, self._cursor, name)
        try:
            session = self._channel.connect(
                self._account, self.points, self._cursor, hearing
            )
        except ChannelError as error:
            self.note(error)
            if hearing is not None:
                hearing.close()
            raise
        self._session, self._hearing = session, hearing
        if self._is_closed:
            self._end()
            name = self._account.channel
            raise TemporaryListenError(name, "", "this program is ending")
        self._opened_at, self._error = self._ticks(), None

    def _heard(self, raw: Raw, cursor: str) -> None:
        on_arrival = self._on_arrival
        if on_arrival is not None:
            on_arrival(raw, cursor)

    def _end(self) -> None:
        session, self._session = self._session, None
        hearing, self._hearing = self._hearing, None
        if session is not None:
            session.close()
        if hearing is not None:
            hearing.close()
            self._cursor = hearing.cursor

    def _too_early(self) -> ListenError:
        wait = timedelta(seconds=max(1.0, self._not_before - self._ticks()))
        error = self._error
        reason = error.reason if error else "the connection broke"
        kind = (
            PermanentListenError
            if isinstance(error, PermanentListenError)
            else TemporaryListenError
        )
        return kind(self._account.channel, "", reason, wait)
