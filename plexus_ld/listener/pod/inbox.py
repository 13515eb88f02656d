"""`PodInbox`: what lies in the owner's inbox in a pod, each thing once.

Wire: reading is that of the channel for Linked Data Notifications; a pod that tells of
changes by a websocket is asked then, any other every five minutes.
Limits: what is told is never believed, and not even looked at: it is a reason to read
the inbox. One reading a second, whatever is told.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import PlexusError, RefusedError
from plexus_ld.listener.states import PollState, lines_of_state, state_of
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.change import Change

if TYPE_CHECKING:
    from plexus_ld.store import Store

_LOG = logging.getLogger(__name__)

#: Refusals of what came that mean: not now.
_NOT_NOW: Final = frozenset({429, 503, 507})
#: Polls of one reading: of a full inbox each brings a part.
_MOST_POLLS: Final = 50
#: Seconds of waiting after which it is looked whether to end.
_BEAT_S: Final = 0.5
_AT_LEAST_S: Final = 1.0
#: A subscription is asked for anew after so many seconds.
_LONGEST_S: Final = 6 * 3600.0


class Told(Protocol):
    """A line by which the pod tells that something changed."""

    def receive(self, timeout_s: float) -> bytes | None:
        """Return what it says; None when it is silent; a FetchError at its end."""


@dataclass(frozen=True, slots=True)
class PodPorts:
    """What other rooms do for it.

    Attributes:
        ready: Makes the inbox where there is none.
        poll: Asks the inbox for what is new since a cursor.
        take: Takes a notification, as the agent's own inbox does; durable when it
            returns.
        subscribed: Opens the line by which the pod tells of changes.
    """

    ready: Callable[[], object]
    poll: Callable[[str], Polled]
    take: Callable[[Raw], object]
    subscribed: Callable[[], AbstractContextManager[Told]]


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long it waits, in seconds.

    Attributes:
        least: After the first thing that failed; each further time twice as long.
        most: The longest; the time between two readings where the pod tells nothing.
    """

    least: float = 5.0
    most: float = 300.0


class PodInbox:
    """The owner's inbox in a pod; for several threads at once.

    Args:
        store: Where it is kept what was read already.
        url: The inbox; "" when there is none: then there is nothing to do.
        ports: What other rooms do.
        clock: Tells the time.
        pauses: How long it waits.
    """

    def __init__(
        self,
        store: "Store",
        url: str,
        ports: PodPorts,
        clock: Clock,
        pauses: Pauses = Pauses(),
    ) -> None:
        self._store = store
        self._url = url
        self._ports = ports
        self._clock = clock
        self._pauses = pauses
        self._lock = threading.Lock()
        self._was_told = ""
        self._is_ready = False
        self._ending = threading.Event()

    def read(self) -> int:
        """Take what is new, and return how much that was.

        Raises:
            ChannelError: The inbox cannot be read.
            RefusedError: There is no room for what it holds.
            PublishError: There is no inbox, and it cannot be made.
            SettingsError: The login is not in order.
        """
        if not self._url:
            return 0
        taken = 0
        with self._lock:
            try:
                self._make_ready()
                for _ in range(_MOST_POLLS):
                    now = self._read()
                    taken += now
                    if not now:
                        break
            except PlexusError as error:
                self._is_ready = False
                self._note(str(error))
                raise
            self._note("")
        return taken

    def run(self, stop: threading.Event) -> None:
        """Read what is there, then whenever the pod says that something came."""
        self._ending = stop
        pause = self._pauses.least
        while self._url and not stop.is_set():
            began = monotonic()
            try:
                self._listen(stop)
            except PlexusError as error:
                self._say(str(error))
            # A line that stood for long is no sign of trouble.
            stood = monotonic() - began > self._pauses.most
            pause = self._pauses.least if stood else min(2 * pause, self._pauses.most)
            stop.wait(pause)

    def _listen(self, stop: threading.Event) -> None:
        """Subscribe, then read: so that nothing comes between the two."""
        with ExitStack() as lines:
            told, trouble = None, ""
            try:
                with self._lock:
                    self._make_ready()  # what is not there tells nothing
                told = lines.enter_context(self._ports.subscribed())
            except PlexusError as error:
                trouble = f"it is read from time to time: {error}"
            if stop.is_set():
                return
            self.read()
            self._say(trouble)
            if told is not None:
                self._wait(told, stop)

    def _wait(self, told: Told, stop: threading.Event) -> None:
        until = monotonic() + _LONGEST_S
        while not stop.is_set() and monotonic() < until:
            if told.receive(_BEAT_S) is None:
                continue
            while told.receive(0) is not None:
                pass  # one reading for all of them
            self.read()
            stop.wait(_AT_LEAST_S)

    def _make_ready(self) -> None:
        if not self._is_ready:
            self._ports.ready()
            self._is_ready = True

    def _read(self) -> int:
        """Take a part of what is new; the cursor is kept with it."""
        state = state_of(self._store, URIRef(self._url))
        polled = self._ports.poll(state.cursor)
        if self._ending.is_set():
            return 0
        for raw in polled.raws:
            self._take(raw)
        if polled.cursor != state.cursor:
            self._keep(state, replace(state, cursor=polled.cursor, lines=()))
        return len(polled.raws)

    def _take(self, raw: Raw) -> None:
        try:
            self._ports.take(raw)
        except RefusedError as error:
            if error.status in _NOT_NOW:
                raise
            _LOG.info("%s: %s", raw.url, error)

    def _note(self, error: str) -> None:
        """Keep what is wrong, for the owner to be told by `plexus doctor`."""
        if self._ending.is_set():
            return  # a server that hangs outlasts the home: that is open no more
        state = state_of(self._store, URIRef(self._url))
        if state.last_error != error:
            self._keep(state, replace(state, last_error=error, lines=()))

    def _keep(self, before: PollState, after: PollState) -> None:
        changed = replace(after, checked_at=self._clock())
        change = Change(added=lines_of_state(changed), removed=before.lines)
        self._store.apply(change)

    def _say(self, words: str) -> None:
        """Write to the log what is wrong, once."""
        if words and words != self._was_told and not self._ending.is_set():
            _LOG.warning("the inbox in the pod: %s", words)
        self._was_told = words
