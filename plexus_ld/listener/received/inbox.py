"""The inbox for what nobody signed: kept as it came, for the owner to look at.

Nothing of it goes into the timeline, and nothing is fetched because of it.
Source: https://www.w3.org/TR/ldn/ §3 (receiver)
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import ParseError, RefusedError, WorkerError, WorkerLimitError
from plexus_ld.listener.received import records
from plexus_ld.listener.received.forms import check, check_form
from plexus_ld.listener.received.rates import Rates, network_of
from plexus_ld.model.change import Change
from plexus_ld.model.notification import Posted
from plexus_ld.settings import WebSettings
from plexus_ld.store import Store
from plexus_ld.workers import Limits, Workers

#: What reading one may cost; the largest that is taken needs a tenth of it.
_LIMITS: Final = Limits(wall_s=10.0, cpu_s=5.0, memory_bytes=512 * 1024**2)
#: Notifications that are dropped in one change.
_AT_ONCE: Final = 100
#: Longest media type that is kept, in characters.
_LONGEST_TYPE: Final = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A notification as it is kept.

    Attributes:
        body: Its bytes, as they came.
        media_type: As its sender named it.
    """

    body: bytes
    media_type: str


class Inbox:
    """What strangers bring; for several threads at once.

    Args:
        store: Where it is kept.
        workers: Where it is read.
        clock: Tells the time.
        settings: How much is kept, and for how long.
    """

    def __init__(
        self, store: Store, workers: Workers, clock: Clock, settings: WebSettings
    ) -> None:
        self._store = store
        self._workers = workers
        self._clock = clock
        self._settings = settings
        self._rates = Rates(settings.inbox_per_minute, clock)
        self._lock = threading.Lock()
        self._held: int | None = None

    def count(self, sender: str) -> None:
        """Count something that an address brings, whatever it is.

        Raises:
            RefusedError: It is one too many in a minute (429).
        """
        self._rates.take(network_of(sender))

    def keep(self, posted: Posted) -> str:
        """Keep a notification; it is on the disk when this returns.

        What came before is known again: it is answered alike and kept once.

        Returns:
            Its name: the last part of its address.

        Raises:
            RefusedError: It is in no form that is read here (415), is not well-formed
                (400), or there is no room (507).
            StoreError: It could not be kept.
        """
        media_type = posted.headers.get("content-type", "")
        check_form(media_type, posted.headers.get("content-encoding", ""))
        self._examine(posted.body)
        node = records.node_of(posted.body)
        # One at a time: the same twice at once is kept once.
        with self._lock:
            if not records.has(self._store, node):
                self._make_room(len(posted.body))
                lines = records.kept_lines(
                    node, posted.body, media_type[:_LONGEST_TYPE], self._clock()
                )
                self._store.apply(Change(added=lines))
        return records.name_of(node)

    def names(self) -> tuple[str, ...]:
        """Return the names of what is kept, the newest first."""
        rows = self._store.select("received-names")
        return tuple(records.name_of(row[0]) for row in rows if row[0] is not None)

    def item(self, name: str) -> Item | None:
        """Return a notification as it came; None when there is none of that name."""
        with suppress(ValueError):
            node = URIRef(UUID(name).urn)
            for row in self._store.select("received-one", notification=node):
                return Item(str(row.body).encode(), str(row.format))
        return None

    def tend(self) -> int:
        """Drop what is old; return how much that was."""
        before = self._clock() - timedelta(days=self._settings.keep_inbox_days)
        old = [row[0] for row in self._store.select("received-old", before=before)]
        for some in _batches([node for node in old if isinstance(node, URIRef)]):
            gone = records.lines_about(self._store, some)
            self._store.apply(Change(removed=gone))
        with self._lock:
            self._held = None
        return len(old)

    def _examine(self, body: bytes) -> None:
        try:
            self._workers.call(check, body, limits=_LIMITS)
        except ParseError as error:
            message = f"that is no notification: {error}"
            raise RefusedError(message, 400) from error
        except WorkerLimitError as error:
            raise RefusedError("it takes too long to read", 400) from error
        except WorkerError as error:
            raise RefusedError("it cannot be read", 400) from error

    def _make_room(self, size: int) -> None:
        if self._held is None:
            rows = self._store.select("received-size")
            self._held = sum(int(str(row.size)) for row in rows)
        if self._held + size > self._settings.max_inbox_bytes:
            raise RefusedError("there is no room left for what strangers bring", 507)
        self._held += size


def _batches(nodes: list[URIRef]) -> Iterator[list[URIRef]]:
    for start in range(0, len(nodes), _AT_ONCE):
        yield nodes[start : start + _AT_ONCE]
