"""One host that is down delays nobody else."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler

import pytest
from rdflib import URIRef

from plexus_ld.channels.webhook import CARD as WEBHOOK
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.model.delivery import DeliveryState
from plexus_ld.sharer.delivering.breaker import OPENS_AFTER
from plexus_ld.sharer.delivering.hosts import host_of
from tests.unit.sharer.post import connect, deliverer, open_plex, say, standing
from tests.web import Page, Web, serving

MAIL = CapabilityCard("email", "Mail", "Mail.", frozenset({Role.SHARER}), ("mailto",))


class Hole:
    """A server that takes every connection and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self.taken.append(self._socket.accept()[0])

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for taken in self.taken:
            taken.close()


@contextmanager
def black_hole() -> Iterator[Hole]:
    hole = Hole()
    try:
        yield hole
    finally:
        hole.close()


def test_a_black_hole_with_hundreds_of_deliveries_delays_nobody(web: Web) -> None:
    dead = [f"dead{number}" for number in range(400)]
    alive = [f"alive{number}" for number in range(60)]
    tried_before: list[int] = []
    with (
        black_hole() as hole,
        open_plex(["127.0.0.1"], in_flight=4, timeout_s=0.7) as plex,
    ):

        def answer(handler: BaseHTTPRequestHandler) -> None:
            tried_before.append(len(hole.taken))
            handler.send_response(201)
            handler.end_headers()

        web.otherwise = answer
        connect(plex, {name: f"{hole.url}/{name}" for name in dead})
        connect(plex, {name: f"{web.url}/{name}" for name in alive})
        act = say(plex, [*dead, *alive])

        report = deliverer(plex).deliver_due()

        found = standing(plex, act)
        states = {name: found[f"{name}-1"].state for name in (*dead, *alive)}
        assert {states[name] for name in alive} == {DeliveryState.TAKEN}
        assert {states[name] for name in dead} == {DeliveryState.WAITING}
        assert max(tried_before) <= WEBHOOK.per_host
        assert len(hole.taken) <= OPENS_AFTER + WEBHOOK.per_host
        errors = {found[f"{name}-1"].last_error for name in dead}
        assert any("the host of it is down" in error for error in errors)
        assert report.waiting == len(dead)


def test_a_host_that_came_back_gets_all_that_waited_for_it(web: Web) -> None:
    from tests.unit.sharer.post import Hands

    clock = Hands()
    names = [f"bob{number}" for number in range(50)]
    web.otherwise = Page(status=503)
    with open_plex([web.host], clock=clock) as plex:
        connect(plex, {name: f"{web.url}/{name}" for name in names})
        act = say(plex, names)
        deliverer(plex).deliver_due()
        tries = len(web.asked)

        web.otherwise = Page(status=201)
        clock.on(hours=2)
        deliverer(plex).deliver_due()

        assert tries <= OPENS_AFTER + WEBHOOK.per_host
        found = standing(plex, act).values()
        assert {record.state for record in found} == {DeliveryState.TAKEN}
        assert len(web.asked) == tries + len(names)


def test_no_more_are_in_flight_to_one_host_than_its_card_says(web: Web) -> None:
    lock = threading.Lock()
    within, most = 0, 0
    gate = threading.Barrier(WEBHOOK.per_host, timeout=10)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        nonlocal within, most
        with lock:
            within += 1
            most = max(most, within)
        gate.wait()
        with lock:
            within -= 1
        handler.send_response(201)
        handler.end_headers()

    web.otherwise = answer
    names = [f"bob{number}" for number in range(WEBHOOK.per_host * 5)]
    with open_plex([web.host], in_flight=8) as plex:
        connect(plex, {name: f"{web.url}/{name}" for name in names})
        say(plex, names)

        deliverer(plex).deliver_due()

    assert most == WEBHOOK.per_host


def test_hosts_are_told_apart_by_their_ports() -> None:
    with serving() as one, serving() as two:
        assert host(f"{one.url}/a") == host(f"{one.url}/b")
        assert host(f"{one.url}/a") != host(f"{two.url}/a")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://Example.org/hook", "https://example.org:443"),
        ("http://example.org/hook", "http://example.org:80"),
        ("https://[::1]:8/", "https://::1:8"),
        ("https://example.org:999999/", "webhook:default"),
        ("not a url", "webhook:default"),
    ],
)
def test_an_address_on_the_web_names_its_host(address: str, name: str) -> None:
    assert host(address) == name


def test_mail_goes_by_the_server_of_the_account() -> None:
    one, two = at("mailto:bob@a.example"), at("mailto:eve@b.example")

    assert host_of(one, MAIL) == host_of(two, MAIL)


def at(address: str) -> ConnectionPoint:
    here = URIRef("urn:x:here")
    return ConnectionPoint(
        here, "webhook", URIRef(address), Direction.OUTGOING, here, here
    )


def host(address: str) -> str:
    return host_of(at(address), WEBHOOK)
