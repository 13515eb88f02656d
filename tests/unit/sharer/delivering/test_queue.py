"""Hosts take turns, and none takes the place of another."""

from datetime import UTC, datetime, timedelta

from rdflib import URIRef

from plexus_ld.sharer.delivering.queue import Queue, Ticket
from plexus_ld.sharer.outbox import DeliveryRecord

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def record(number: int, host: str, **standing: object) -> DeliveryRecord:
    name = URIRef(f"urn:{host}:{number}")
    return DeliveryRecord(name, name, name, name, **standing)  # type: ignore[arg-type]


def filled(hosts: dict[str, int], limit: int = 2, most_suspect: int = 2) -> Queue:
    queue = Queue(most_suspect)
    for host, count in hosts.items():
        for number in range(count):
            queue.add(record(number, host), host, limit, NOON)
    return queue


def taken(queue: Queue, most: int, now: datetime = NOON) -> list[Ticket]:
    found: list[Ticket] = []
    while len(found) < most and (ticket := queue.take(now)) is not None:
        found.append(ticket)
    return found


def test_a_host_with_ten_thousand_deliveries_has_one_turn_like_any_other() -> None:
    queue = filled({"many": 10_000, "few": 2, "one": 1}, limit=100)

    hosts = [ticket.host for ticket in taken(queue, 5)]

    assert sorted(hosts[:3]) == ["few", "many", "one"]
    assert hosts.count("few") == 2


def test_no_more_are_in_flight_to_a_host_than_it_takes() -> None:
    queue = filled({"bob": 10}, limit=3)

    first = taken(queue, 10)

    assert len(first) == 3
    queue.landed(first[0], NOON)
    assert len(taken(queue, 10)) == 1


def test_hosts_that_failed_leave_most_of_the_room_to_the_others() -> None:
    queue = filled({f"dead{n}": 5 for n in range(8)} | {"alive": 3}, most_suspect=2)
    for number in range(8):
        queue.host(f"dead{number}").breaker.failed(NOON, "down", None)

    hosts = [ticket.host for ticket in taken(queue, 100)]

    assert hosts.count("alive") == 2
    assert len([host for host in hosts if host.startswith("dead")]) == 2


def test_an_open_breaker_is_probed_by_one_when_its_time_has_come() -> None:
    queue = filled({"bob": 10}, limit=4)
    queue.host("bob").breaker.failed(NOON, "busy", timedelta(minutes=5))

    assert taken(queue, 10) == []

    later = NOON + timedelta(minutes=5)
    assert queue.next_time(NOON) == later
    probe = taken(queue, 10, later)
    assert len(probe) == 1
    queue.host("bob").breaker.answered()
    queue.landed(probe[0], later)
    assert len(taken(queue, 10, later)) == 4


def test_what_is_for_later_waits_for_its_time() -> None:
    queue = Queue(2)
    at = NOON + timedelta(hours=1)
    queue.add(record(1, "bob", next_attempt=at), "bob", 2, NOON)

    assert queue.take(NOON) is None
    assert queue.next_time(NOON) == at
    assert queue.take(at) is not None
    assert queue.next_time(at) is None


def test_a_delivery_that_waits_and_is_put_in_again_goes_out_once() -> None:
    queue = Queue(2)
    at = NOON + timedelta(hours=1)
    queue.add(record(1, "bob", next_attempt=at, attempts=1), "bob", 9, NOON)

    queue.add(record(1, "bob"), "bob", 9, NOON)

    assert len(taken(queue, 9)) == 1
    assert taken(queue, 9, at) == []


def test_a_clock_that_was_put_back_is_worked_out_anew() -> None:
    queue = Queue(2)
    wrong = NOON + timedelta(days=3650)
    at = wrong + timedelta(minutes=1)
    queue.add(record(1, "bob", next_attempt=at, attempts=1), "bob", 2, wrong)

    queue.look_again(NOON)

    assert queue.take(NOON) is not None
