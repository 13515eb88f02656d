"""`Deliverer`: makes passes, or delivers until told to stop; retries; hears of bounces.

One process delivers at a time. A pass that finds another at it leaves the work to it:
that one looks once more before and after it lets go, so that nothing is left lying.
"""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock, Drift
from plexus_ld.errors import SharingError, StoreError
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import DeliveryState, ReportedFailure
from plexus_ld.sharer.delivering.desk import Desk, FallBack, Terms
from plexus_ld.sharer.delivering.holding import Holding
from plexus_ld.sharer.delivering.news import News
from plexus_ld.sharer.delivering.trying import Wire
from plexus_ld.sharer.delivering.ways import Needs
from plexus_ld.sharer.outbox import (
    DeliveryRecord,
    marked,
    open_records,
    planned_lines,
    records,
    records_of,
)
from plexus_ld.store import Store

_LOG = logging.getLogger(__name__)

#: Seconds between two looks whether the run is to stop.
_BEAT_S: Final = 0.5
#: Seconds between two readings of the whole outbox, in case some news was missed.
_SWEEP_S: Final = 600.0


@dataclass(frozen=True, slots=True)
class PassReport:
    """What one pass came to.

    Attributes:
        tried: How each delivery stands that this pass touched, without the words on
            why it goes there.
        waiting: How many are still to be done.
        next_attempt: When the next of them is due.
        is_elsewhere: Whether another process delivers, and does what is due.
    """

    tried: tuple[DeliveryRecord, ...] = ()
    waiting: int = 0
    next_attempt: datetime | None = None
    is_elsewhere: bool = False

    @property
    def failed(self) -> tuple[DeliveryRecord, ...]:
        """Those that were not taken."""
        taken = DeliveryState.TAKEN
        return tuple(record for record in self.tried if record.state is not taken)


class Deliverer:
    """Delivers what is due.

    Args:
        needs: What comes of other rooms.
        wire: Sends a delivery; raises as `Sharer.deliver` does.
        fall_back: Gives the point to try next for a delivery that came to its end.
        clock: The time.
        terms: How it is delivered.
        lock: The file that says who delivers; None for a Plex in memory.
    """

    def __init__(
        self,
        needs: Needs,
        wire: Wire,
        fall_back: FallBack,
        clock: Clock,
        terms: Terms,
        lock: Path | None = None,
    ) -> None:
        self._needs = needs
        self._store = needs.store
        self._wire = wire
        self._fall_back = fall_back
        self._clock = clock
        self._terms = terms
        self._holding = Holding(lock)

    def _desk(self, *, keeps: bool) -> Desk:
        return Desk(
            self._needs,
            self._wire,
            self._fall_back,
            self._clock,
            self._terms,
            keeps=keeps,
        )

    def deliver_due(self) -> PassReport:
        """Make one pass: try what is due now, each once, and mark what came of it.

        Raises:
            StoreError: What came of it could not be marked.
        """
        tried: dict[URIRef, DeliveryRecord] = {}
        seen: set[URIRef] = set()
        while True:
            with self._holding.tried() as is_held:
                if not is_held:
                    return self._report(tried, is_elsewhere=True)
                self._one_pass(tried, seen)
            # Somebody may have shared, and found us at it, just before we let go.
            if not self._left(seen):
                return self._report(tried, is_elsewhere=False)

    def _one_pass(self, tried: dict[URIRef, DeliveryRecord], seen: set[URIRef]) -> None:
        desk = self._desk(keeps=True)
        try:
            news = News(self._store, desk)
            news.load()
            while True:
                desk.until_idle(news.look)
                news.look()
                if desk.is_idle:
                    break
        finally:
            desk.close()
            tried.update(desk.marked)
            seen.update(desk.seen)

    def _left(self, seen: set[URIRef]) -> bool:
        """Tell whether something is due that no pass of ours has seen."""
        now = self._clock()
        return any(
            record.iri not in seen
            and (record.next_attempt is None or record.next_attempt <= now)
            for record in open_records(self._store)
        )

    def _report(
        self, tried: dict[URIRef, DeliveryRecord], *, is_elsewhere: bool
    ) -> PassReport:
        left = open_records(self._store)
        times = [record.next_attempt for record in left if record.next_attempt]
        return PassReport(
            tuple(tried.values()), len(left), min(times, default=None), is_elsewhere
        )

    def run(self, stop: threading.Event) -> None:
        """Deliver whatever comes due, until told to stop.

        Raises:
            StoreError: At the end, something could not be marked.
        """
        while not stop.is_set():
            with self._holding.tried() as is_held:
                if is_held:
                    self._run(stop)
            stop.wait(_BEAT_S)

    def _run(self, stop: threading.Event) -> None:
        desk = self._desk(keeps=False)
        try:
            news = News(self._store, desk)
            swept = -_SWEEP_S
            drift = Drift(self._clock)
            while not stop.is_set():
                try:
                    if monotonic() - swept >= _SWEEP_S:
                        news.load()
                        swept = monotonic()
                    news.look(_BEAT_S, stop.is_set)
                except StoreError as error:
                    _LOG.warning("the outbox cannot be read: %s", error)
                    swept = -_SWEEP_S  # some news may be lost: read all again
                    stop.wait(_BEAT_S)
                if drift.is_new():
                    desk.look_again()
        finally:
            desk.close()

    def retry(self, iri: URIRef) -> DeliveryRecord:
        """Have a delivery tried again, now, however often it was tried before.

        Raises:
            SharingError: There is none of this IRI, or it was taken already.
        """
        changed: list[DeliveryRecord] = []

        def compute(store: Store) -> Change:
            found = records(store, [iri])
            if not found:
                message = f"there is no delivery {iri}; `plexus deliveries` lists them"
                raise SharingError(message)
            if found[0].state is DeliveryState.TAKEN:
                message = f"{iri} was taken already: {found[0].receipt}"
                raise SharingError(message)
            due = replace(
                found[0], state=DeliveryState.DUE, next_attempt=None, since=None
            )
            changed[:] = [due]
            return marked(found[0], due)

        self._store.change(compute)
        return changed[0]

    def fail(self, failure: ReportedFailure) -> DeliveryRecord | None:
        """Take in that what was taken did not arrive; None: nobody knows of what.

        When the other side still tries, that is noted and nothing is sent again.
        """
        found = self._reported(failure)
        if found is None:
            return None
        if not failure.is_permanent:
            noted = replace(found, last_error=failure.reason)
            self._store.apply(marked(found, noted))
            return noted
        ended = replace(
            found, state=DeliveryState.REFUSED, receipt="", last_error=failure.reason
        )
        planned = self._fall_back(ended)
        change = marked(found, ended)
        lines = planned_lines(found.activity, (planned,)) if planned else ()
        added = (*change.added, *lines)
        self._store.apply(Change(added=added, removed=change.removed))
        return ended

    def _reported(self, failure: ReportedFailure) -> DeliveryRecord | None:
        values: dict[str, str | URIRef] = {"remote": failure.remote_id}
        if failure.address:
            values["address"] = URIRef(failure.address)
        rows = self._store.select("delivery-reported", **values)
        iris = list(dict.fromkeys(URIRef(str(row.delivery)) for row in rows))
        # A report without an address is of one delivery, or of nobody knows which.
        return records(self._store, iris)[0] if len(iris) == 1 else None

    def deliveries(
        self, activity: URIRef | None = None, state: DeliveryState | None = None
    ) -> list[DeliveryRecord]:
        """Return how deliveries stand: of an activity or all, in one state or any."""
        states = (state,) if state is not None else ()
        return records_of(self._store, activity, states)
