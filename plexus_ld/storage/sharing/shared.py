"""One home, many processes: an engine that goes on when the holder of the home ends.

The process that opens a home first holds it; the others ask it through the home's
socket. When it ends, one of them takes its place and the others turn to that one. A
request whose answer was lost is sent again: reading does no harm twice, and a change
has an id by which the second sending is known. What has none says so instead.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final, TypeVar

import pyoxigraph as ox

from plexus_ld.errors import HomeBusyError, StoreError
from plexus_ld.model.change import Change, ChangeRecord, Statement
from plexus_ld.storage.backend import Values
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.sharing.address import find_address
from plexus_ld.storage.sharing.remote import RemoteEngine
from plexus_ld.storage.sharing.server import HomeSocket
from plexus_ld.storage.sharing.wire import GoneError

T = TypeVar("T")

#: Holders that may end, one after the other, while one request is answered.
_MOST_HOLDERS: Final = 20
#: Between two tries to open a home that somebody else is just opening or closing.
_PAUSE_S: Final = 0.01


class SharedEngine:
    """Whatever engine the home has now: of this process, or of the one that holds it.

    Args:
        folder: The home.
        hold: Takes the home and opens its engine; a `HomeBusyError` says that another
            process has it. Called again each time that one has ended.
        patience_s: How long to try while somebody has the home and does not answer:
            who opens it may have much to rebuild.

    Raises:
        HomeBusyError: Another process holds the home, and does not answer.
    """

    def __init__(
        self, folder: Path, hold: Callable[[], Engine], patience_s: float = 30.0
    ) -> None:
        self._folder = folder
        self._hold = hold
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._socket: HomeSocket | None = None
        self._closed = False
        self._engine = self._open()

    @property
    def is_holder(self) -> bool:
        """Whether this process holds the home."""
        return self._socket is not None

    def _open(self) -> Engine:
        until = monotonic() + self._patience_s
        while True:
            try:
                return self._held()
            except HomeBusyError:
                address = find_address(self._folder)
                if address is not None:
                    with suppress(GoneError):
                        return RemoteEngine(address)
                if monotonic() > until:
                    raise
            sleep(_PAUSE_S)

    def _held(self) -> Engine:
        engine = self._hold()
        try:
            self._socket = HomeSocket(self._folder, engine)
        except BaseException:
            engine.close()
            raise
        return engine

    def _asked(self, ask: Callable[[Engine], T]) -> T:
        for _ in range(_MOST_HOLDERS):
            engine = self._engine
            try:
                return ask(engine)
            except GoneError:
                self._reopen(engine)
        raise HomeBusyError("whoever holds the home ends again and again")

    def _asked_once(self, ask: Callable[[Engine], T], done: str) -> T:
        engine = self._engine
        try:
            return ask(engine)
        except GoneError as error:
            self._reopen(engine)
            message = (
                f"the process that holds the home ended while it {done}: it may be "
                "done, or not; `plexus history` tells"
            )
            raise StoreError(message) from error

    def _reopen(self, gone: Engine) -> None:
        with self._lock:
            if self._engine is gone:
                gone.close()
                self._engine = self._open()

    @property
    def sequence(self) -> int:
        """See `Engine.sequence`."""
        return self._asked(lambda engine: engine.sequence)

    def select(self, text: str, values: Values) -> ox.QuerySolutions:
        """See `Engine.select`."""
        return self._asked(lambda engine: engine.select(text, values))

    def ask(self, text: str, values: Values) -> bool:
        """See `Engine.ask`."""
        return self._asked(lambda engine: engine.ask(text, values))

    def construct(self, text: str, values: Values) -> tuple[str, ...]:
        """See `Engine.construct`."""
        return self._asked(lambda engine: engine.construct(text, values))

    def matching(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        object: str | None = None,  # noqa: A002 - the standard term
        graph: str | None = None,
    ) -> Iterator[Statement]:
        """See `Engine.matching`."""
        return self._asked(
            lambda engine: engine.matching(subject, predicate, object, graph)
        )

    def graphs(self) -> Iterable[str]:
        """See `Engine.graphs`."""
        return self._asked(lambda engine: engine.graphs())

    def apply(self, change: Change, expecting: int | None = None) -> int:
        """See `Engine.apply`; known by its id when it is sent again."""
        return self._asked(lambda engine: engine.apply(change, expecting))

    def history(
        self, limit: int, before: int | None, mentioning: Sequence[str]
    ) -> list[ChangeRecord]:
        """See `Engine.history`."""
        return self._asked(lambda engine: engine.history(limit, before, mentioning))

    def since(self, after: int, limit: int, wait_s: float) -> list[ChangeRecord]:
        """See `Engine.since`."""
        return self._asked(lambda engine: engine.since(after, limit, wait_s))

    def undo(self) -> ChangeRecord:
        """See `Engine.undo`; never sent twice, as that would take two changes back."""
        return self._asked_once(
            lambda engine: engine.undo(), "took the last change back"
        )

    def erase(self, graphs: Sequence[str]) -> None:
        """See `Engine.erase`."""
        self._asked(lambda engine: engine.erase(graphs))

    def rederive(self) -> None:
        """See `Engine.rederive`."""
        self._asked(lambda engine: engine.rederive())

    def checkpoint(self) -> Path | None:
        """See `Engine.checkpoint`."""
        return self._asked(lambda engine: engine.checkpoint())

    def forward(self, text: str, media_type: str, timeout_s: float) -> bytes:
        """See `Engine.forward`."""
        return self._asked(lambda engine: engine.forward(text, media_type, timeout_s))

    def backup(self, folder: Path) -> None:
        """See `Engine.backup`; a folder half filled is not filled further."""
        self._asked_once(lambda engine: engine.backup(folder), "made the backup")

    def check(self) -> list[str]:
        """See `Engine.check`."""
        return self._asked(lambda engine: engine.check())

    def close(self) -> None:
        """See `Engine.close`; a second time does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._socket is not None:
                self._socket.close()  # what was asked by others is answered first
                self._socket = None
            self._engine.close()
