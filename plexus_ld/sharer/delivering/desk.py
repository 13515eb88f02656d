"""The desk: one holding of the lock, with its queue, its threads and its marks."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import PlexusError, StoreError
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.model.plan import Planned
from plexus_ld.sharer.delivering.marking import Mark, Marking
from plexus_ld.sharer.delivering.outcome import Ending, Outcome, after, shelved
from plexus_ld.sharer.delivering.points import LANDED, PUT_BACK, TAKEN_UP, At
from plexus_ld.sharer.delivering.queue import Host, Queue, Ticket
from plexus_ld.sharer.delivering.trying import Trying, Wire
from plexus_ld.sharer.delivering.ways import Needs, Ways
from plexus_ld.sharer.outbox import DeliveryRecord, planned_lines, record_of

_LOG = logging.getLogger(__name__)

#: Seconds after which a thread that waits looks again: the clock may be set.
_LOOK_S: Final = 20.0
#: Seconds between two looks at the news while a pass waits.
_MEANWHILE_S: Final = 0.1
#: Seconds for what is under way when all is to end: `plexus run` has ten.
_PATIENCE_S: Final = 8.0
#: How far the sending runs ahead of the marks, which wait for the disk.
_AHEAD: Final = 4
#: A quarter of what is in flight may be to hosts that failed the last time.
_SUSPECT_PART: Final = 4

#: Gives the point to try next for a delivery that came to its end, or None.
FallBack = Callable[[DeliveryRecord], Planned | None]


@dataclass(frozen=True, slots=True)
class Terms:
    """How it is delivered.

    Attributes:
        in_flight: Most deliveries that are being sent at once; up to four times as
            many are not marked yet. One is one: nothing else is under way then.
        give_up_after: How long a delivery is tried.
        draw: Chance, from 0 to 1.
        at: Told the name of each point that is passed.
    """

    in_flight: int
    give_up_after: timedelta
    draw: Callable[[], float] = random.random
    at: At = lambda _point: None


class Desk:
    """Delivers what is put on it.

    Args:
        needs: Of other rooms.
        wire: Sends a delivery.
        fall_back: Gives the point to try next.
        clock: The time.
        terms: How it is delivered.
        keeps: Whether every mark is remembered, for a report.
    """

    def __init__(
        self,
        needs: Needs,
        wire: Wire,
        fall_back: FallBack,
        clock: Clock,
        terms: Terms,
        *,
        keeps: bool = False,
    ) -> None:
        self.ways = Ways(needs)
        #: What was taken in, and how what was marked stands since.
        self.seen: set[URIRef] = set()
        self.marked: dict[URIRef, DeliveryRecord] = {}
        self._keeps = keeps
        self._trying = Trying(self.ways, wire, clock, terms.at)
        self._fall_back = fall_back
        self._clock = clock
        self._terms = terms
        self._queue = Queue(max(1, terms.in_flight // _SUSPECT_PART))
        self._state = threading.Lock()
        self._due = threading.Condition(self._state)  # the threads wait here
        self._idle = threading.Condition(self._state)  # and here who waits for them
        self._flying: set[URIRef] = set()
        self._unmarked = 0
        self._touched: set[URIRef] | None = None
        self._reading = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._is_closing = False
        self._marking = Marking(needs.store, self._kept, terms.at)

    def put(self, records: Sequence[DeliveryRecord]) -> None:
        """Take deliveries in; those that are under way already are passed over."""
        self.ways.look_up(record.point for record in records)
        placed = [(record, *self.ways.host(record)) for record in records]
        now = self._clock()
        with self._state:
            passed = self._flying | (self._touched or set())
            for record, host, limit in placed:
                if record.iri not in passed:
                    self._queue.add(record, host, limit, now)
                    self.seen.add(record.iri)
            self._staff()
            self._due.notify(len(placed))

    def take_in(self, read: Callable[[], Sequence[DeliveryRecord]]) -> None:
        """Read the outbox, and take in what is still to be done.

        What is marked while this reads is passed over: what was read of it is old.
        """
        with self._reading:
            with self._state:
                self._touched = set()
            try:
                self.put([record for record in read() if record.is_open])
            finally:
                with self._state:
                    self._touched = None

    def _staff(self) -> None:
        """Have as many threads as there is work for, within the limit."""
        wanted = min(self._terms.in_flight, len(self._queue) + len(self._flying))
        while len(self._threads) < wanted:
            name = f"deliveries-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def look_again(self) -> None:
        """Work out anew when everything is due: the clock was set."""
        with self._state:
            self._queue.look_again(self._clock())
            self._due.notify_all()

    def until_idle(self, meanwhile: Callable[[], None]) -> None:
        """Wait until nothing is due now and all that was sent is marked.

        Args:
            meanwhile: Called now and then.
        """
        while not self._wait_idle():
            meanwhile()

    def _wait_idle(self) -> bool:
        with self._state:
            return self._idle.wait_for(self._is_idle, _MEANWHILE_S)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is due now, and all that was sent is marked."""
        with self._state:
            return self._is_idle()

    def _is_idle(self) -> bool:
        if self._unmarked or self._flying:
            return False
        now = self._clock()
        due = self._queue.next_time(now)
        return due is None or due > now

    def close(self, patience_s: float = _PATIENCE_S) -> None:
        """Wait for what is under way, mark it, and end.

        What takes longer than one is patient with is sent once more the next time.

        Raises:
            StoreError: Something could not be marked; it is sent once more.
        """
        ends = monotonic() + patience_s
        with self._state:
            self._is_closing = True
            self._due.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, ends - monotonic()))
        self._marking.close()

    def _work(self) -> None:
        while (ticket := self._next()) is not None:
            self._terms.at(TAKEN_UP)
            outcome = self._trying.outcome(ticket.record)
            marks = self._landed(ticket, outcome)
            self._terms.at(LANDED)
            self._marking.write(marks)

    def _next(self) -> Ticket | None:
        """Wait for the next delivery that may go out; None: it is time to end."""
        with self._state:
            while not self._is_closing:
                now = self._clock()
                ticket = None
                if self._unmarked < _AHEAD * (self._terms.in_flight - 1) + 1:
                    ticket = self._queue.take(now)
                if ticket is not None:
                    self._unmarked += 1
                    self._flying.add(ticket.record.iri)
                    return ticket
                if not self._unmarked:
                    self._idle.notify_all()
                due = self._queue.next_time(now)
                wait_s = _LOOK_S if due is None else (due - now).total_seconds()
                self._due.wait(min(max(wait_s, 0.01), _LOOK_S))
        return None

    def _landed(self, ticket: Ticket, outcome: Outcome) -> list[Mark]:
        now, record = self._clock(), ticket.record
        draw, patience = self._terms.draw(), self._terms.give_up_after
        stands = [(record, after(record, outcome, now, draw, patience))]
        with self._state:
            host = self._queue.host(ticket.host)
            if self._is_down(host, outcome, now):
                stands += self._shelved(host, now)
            self._queue.landed(ticket, now)  # this thread takes the next one itself
        return [
            self._mark(before, then, was_tried=before is record)
            for before, then in stands
        ]

    def _mark(
        self, record: DeliveryRecord, stands: DeliveryRecord, *, was_tried: bool
    ) -> Mark:
        planned = None
        if stands.state in (DeliveryState.REFUSED, DeliveryState.GIVEN_UP):
            planned = self._fallen_back(stands)
        if planned is None:
            return Mark(record, stands, was_tried=was_tried)
        lines = planned_lines(record.activity, (planned,))
        follows = record_of(record.activity, planned)
        return Mark(record, stands, lines, follows, was_tried=was_tried)

    def _fallen_back(self, record: DeliveryRecord) -> Planned | None:
        try:
            return self._fall_back(record)
        except PlexusError as error:
            _LOG.warning("%s: no other point could be found: %s", record.iri, error)
            return None

    def _is_down(self, host: Host, outcome: Outcome, now: datetime) -> bool:
        """Take in what a try says of its host; return whether it is to be spared."""
        if outcome.ending is Ending.FAILED and outcome.is_hosts:
            return host.breaker.failed(now, outcome.reason, outcome.asked)
        if outcome.ending not in (Ending.HELD, Ending.CLOSED):
            host.breaker.answered()
        return False

    def _shelved(
        self, host: Host, now: datetime
    ) -> list[tuple[DeliveryRecord, DeliveryRecord]]:
        """Say of all that waits for a host that it is down: once, and at the end."""
        until, patience = host.breaker.until or now, self._terms.give_up_after
        found = []
        for record in tuple(self._queue.waiting_for(host.name)):
            is_said = record.since is not None and until - record.since < patience
            is_later = record.next_attempt is not None and record.next_attempt > until
            if is_said or is_later:
                continue
            reason = host.breaker.reason
            found.append((record, shelved(record, reason, until, now, patience)))
            self._queue.drop(record.iri)
            self._flying.add(record.iri)
        return found

    def _kept(self, marks: Sequence[Mark]) -> None:
        """Go on with what is marked: it is on the desk again, or what follows it is."""
        following = []
        with self._state:
            for mark in marks:
                self._take_down(mark)
                following += [mark.after] if mark.after.is_open else []
                following += [mark.follows] if mark.follows else []
            self._due.notify(len(marks))
            self._idle.notify_all()
        self._terms.at(PUT_BACK)
        try:
            self.put(following)
        except StoreError as error:
            # They stand in the outbox; the next look finds them.
            _LOG.warning("the outbox cannot be read: %s", error)

    def _take_down(self, mark: Mark) -> None:
        iri = mark.before.iri
        self._flying.discard(iri)
        if self._touched is not None:
            self._touched.add(iri)
        if mark.was_tried:
            self._unmarked -= 1
        if self._keeps:
            self.marked[iri] = mark.after
