"""A mailbox held open: the server says at once that there is news.

Source: RFC 2177 (IDLE).
"""

import threading
from collections.abc import Callable
from logging import getLogger
from time import monotonic
from typing import Final

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.email.asking import FAULTS, Folder, Mail
from plexus_ld.channels.email.mailbox import closed
from plexus_ld.model.arrival import Raw
from plexus_ld.model.delivery import Delivery, Receipt

_log = getLogger(__name__)

#: Seconds after which IDLE is said again: RFC 2177 asks for less than 29 minutes; what
#: lies between forgets a silent connection sooner.
_AGAIN_S: Final = 9 * 60.0
#: Seconds between two looks at whether the session is to end.
_LOOK_S: Final = 1.0
#: Seconds between two questions to a server that knows no IDLE.
NO_IDLE_S: Final = 60.0
#: Mails that are taken before the server is asked for more.
_MOST: Final = 100
#: Seconds that `close` waits for the thread.
_PATIENCE_S: Final = 5.0


class MailSession:
    """One account's mailbox, held open by a thread of its own.

    Args:
        deliver: Sends; by SMTP, which is a connection of its own.
        folder: The open folder; None when the session only sends.
        senders: Whose mails are taken.
        to_raw: Makes what is handed on out of a mail.
        on_arrival: Told what is new.
    """

    def __init__(
        self,
        deliver: Callable[[Delivery], Receipt],
        folder: Folder | None,
        senders: frozenset[str],
        to_raw: Callable[[Mail], Raw],
        on_arrival: OnArrival | None,
    ) -> None:
        self._deliver = deliver
        self._folder = folder
        self._senders = senders
        self._to_raw = to_raw
        self._on_arrival = on_arrival
        self._ending = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, name="email-idle", daemon=True
        )
        if folder is not None:
            self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether it still stands."""
        if self._ending.is_set():
            return False
        return self._folder is None or self._thread.is_alive()

    def deliver(self, delivery: Delivery) -> Receipt:
        """Send one activity. See `Session.deliver`."""
        return self._deliver(delivery)

    def close(self) -> None:
        """End it, within a few seconds."""
        self._ending.set()
        if self._folder is not None and threading.current_thread() is not self._thread:
            self._thread.join(_PATIENCE_S)

    def _listen(self) -> None:
        folder = self._folder
        assert folder is not None  # noqa: S101 - else there is no thread
        try:
            while not self._ending.is_set():
                if not self._hand_on(folder):
                    self._wait(folder)
        except FAULTS as error:
            _log.info("the mailbox was let go of: %s", type(error).__name__)
        finally:
            closed(folder.box)

    def _hand_on(self, folder: Folder) -> bool:
        """Hand on what is new; tell whether there may be more already."""
        count = 0
        for mail in folder.news(self._senders, _MOST):
            if self._on_arrival is not None:
                self._on_arrival(self._to_raw(mail), str(folder.cursor))
            count += 1
            if self._ending.is_set():
                break
        return count == _MOST

    def _wait(self, folder: Folder) -> None:
        """Wait until the server says something, or for some minutes."""
        box = folder.box
        if folder.has_stirred():
            return
        if "IDLE" not in box.client.capabilities:
            self._ending.wait(NO_IDLE_S)
            box.client.noop()
            return
        until = monotonic() + _AGAIN_S
        with box.idle:
            while monotonic() < until and not self._ending.is_set():
                before = monotonic()
                if box.idle.poll(timeout=_LOOK_S):
                    return
                # Nothing, and at once: the connection is at its end. DONE will tell.
                if monotonic() - before < _LOOK_S / 2:
                    return
