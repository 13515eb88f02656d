"""What is to be delivered: a heap for each host, and the hosts' turns.

Not for several threads at once: whoever holds it, locks it.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from rdflib import URIRef

from plexus_ld.sharer.delivering.breaker import Breaker
from plexus_ld.sharer.outbox import DeliveryRecord
from plexus_ld.sharer.waiting import due_at


@dataclass(slots=True, eq=False)
class Ticket:
    """A delivery in its host's heap.

    Attributes:
        record: The delivery, as the outbox has it.
        host: The name of the host that it goes to.
        due: When it is to be tried.
        is_probe: Whether its host was suspect when it went out.
    """

    record: DeliveryRecord
    host: str
    due: datetime
    is_probe: bool = False


@dataclass(slots=True, eq=False)
class Host:
    """One host.

    Attributes:
        name: Scheme, name and port; or a channel's account.
        limit: Most deliveries in flight to it.
        breaker: How it does.
        in_flight: How many are in flight to it now.
    """

    name: str
    limit: int
    breaker: Breaker = field(default_factory=Breaker)
    in_flight: int = 0
    heap: list[tuple[datetime, int, Ticket]] = field(default_factory=list)
    is_in_turn: bool = False

    @property
    def has_room(self) -> bool:
        """Whether another may go out to it: one alone while it is suspect."""
        return self.in_flight < (1 if self.breaker.is_suspect else self.limit)


class Queue:
    """Gives out what is due, host by host in turn.

    Args:
        most_suspect: Most deliveries in flight to hosts that failed the last time,
            all such hosts together: the others keep the rest for themselves.
    """

    def __init__(self, most_suspect: int) -> None:
        self._most_suspect = most_suspect
        self._hosts: dict[str, Host] = {}
        self._tickets: dict[URIRef, Ticket] = {}
        self._turn: deque[Host] = deque()
        self._later: list[tuple[datetime, int, Host]] = []
        self._numbers = count()
        self._suspects = 0

    def __len__(self) -> int:
        """Return how many wait here, due or not."""
        return len(self._tickets)

    def __contains__(self, iri: object) -> bool:
        """Tell whether a delivery waits here."""
        return iri in self._tickets

    def add(self, record: DeliveryRecord, host: str, limit: int, now: datetime) -> None:
        """Take a delivery in; one that waits here already takes its new time."""
        place = self._hosts.get(host)
        if place is None:
            place = self._hosts[host] = Host(host, max(1, limit))
        was_tried = record.attempts > 0 or record.since is not None
        due = due_at(record.next_attempt, now, was_tried=was_tried)
        ticket = Ticket(record, host, due)
        self._tickets[record.iri] = ticket
        heappush(place.heap, (due, next(self._numbers), ticket))
        self._line_up(place, now)

    def take(self, now: datetime) -> Ticket | None:
        """Return the next delivery that may go out; it is in flight from then on."""
        self._wake(now)
        for _ in range(len(self._turn)):
            host = self._turn.popleft()
            host.is_in_turn = False
            if host.breaker.is_suspect and self._suspects >= self._most_suspect:
                self._join(host)
                continue
            ticket = self._first(host, now)
            if ticket is None:
                continue
            heappop(host.heap)
            del self._tickets[ticket.record.iri]
            host.in_flight += 1
            ticket.is_probe = host.breaker.is_suspect
            self._suspects += ticket.is_probe
            self._line_up(host, now)
            return ticket
        return None

    def _first(self, host: Host, now: datetime) -> Ticket | None:
        """Return a host's first delivery, if it may go out."""
        self._drop_stale(host)
        if not host.heap or not host.has_room:
            return None
        ready = max(host.heap[0][0], host.breaker.opens_at(now))
        if ready > now:
            self._line_up(host, now)
            return None
        return host.heap[0][2]

    def _drop_stale(self, host: Host) -> None:
        heap = host.heap
        while heap and self._tickets.get(heap[0][2].record.iri) is not heap[0][2]:
            heappop(heap)

    def landed(self, ticket: Ticket, now: datetime) -> None:
        """Take note that a delivery is no more in flight to its host."""
        host = self._hosts[ticket.host]
        host.in_flight -= 1
        self._suspects -= ticket.is_probe
        self._line_up(host, now)

    def look_again(self, now: datetime) -> None:
        """Work out anew when everything is due: the clock was set."""
        self._later.clear()
        for host in self._hosts.values():
            held = [entry[2] for entry in host.heap]
            host.heap.clear()
            for ticket in held:
                if self._tickets.get(ticket.record.iri) is ticket:
                    self.add(ticket.record, host.name, host.limit, now)

    def host(self, name: str) -> Host:
        """Return a host by its name."""
        return self._hosts[name]

    def waiting_for(self, name: str) -> Iterator[DeliveryRecord]:
        """Yield what waits for a host."""
        for _, _, ticket in self._hosts[name].heap:
            if self._tickets.get(ticket.record.iri) is ticket:
                yield ticket.record

    def drop(self, iri: URIRef) -> None:
        """Forget a delivery."""
        self._tickets.pop(iri, None)

    def next_time(self, now: datetime) -> datetime | None:
        """Return when something may be due that is not yet; None: nothing waits."""
        if self._turn:
            return now
        return self._later[0][0] if self._later else None

    def _line_up(self, host: Host, now: datetime) -> None:
        """Put a host where it belongs: in the turn, or among those for later."""
        if host.is_in_turn or not host.has_room:
            return
        self._drop_stale(host)
        if not host.heap:
            return
        ready = max(host.heap[0][0], host.breaker.opens_at(now))
        if ready <= now:
            self._join(host)
        else:
            heappush(self._later, (ready, next(self._numbers), host))

    def _join(self, host: Host) -> None:
        host.is_in_turn = True
        self._turn.append(host)

    def _wake(self, now: datetime) -> None:
        while self._later and self._later[0][0] <= now:
            host = heappop(self._later)[2]
            self._line_up(host, now)
