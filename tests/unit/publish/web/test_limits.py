"""What a server takes of those who ask: turns, sizes, time. Over real sockets."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plexus_ld.errors import PublishError
from plexus_ld.publish.web import serving as serving_module
from plexus_ld.publish.web.app import application
from plexus_ld.publish.web.limits import Bounds
from plexus_ld.publish.web.serving import Serving

BOUNDS = Bounds(in_flight=2, waiting=1, patience_s=0.5, most_bytes=lambda _: 1000)


@contextmanager
def serving(*routes: Route, bounds: Bounds = BOUNDS) -> Iterator[Serving]:
    server = Serving(application(routes, bounds), "127.0.0.1", 0)
    server.start()
    try:
        yield server
    finally:
        server.close()


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def broken(request: Request) -> Response:
    message = f"the secret is in {request.url.path}"
    raise ZeroDivisionError(message)


ECHO = Route("/echo", echo, methods=["POST", "GET"])


def asked(
    server: Serving,
    method: str,
    path: str,
    body: bytes = b"",
    accept: str = "text/plain",
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request(method, path, body, {"Accept": accept})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def raw(server: Serving, words: bytes, more: bytes = b"") -> bytes:
    """Send bytes as they are, and return all that comes until the end."""
    with socket.create_connection((server.host, server.port), timeout=10) as wire:
        wire.sendall(words)
        if more:
            wire.sendall(more)
        found = b""
        while piece := wire.recv(65536):
            found += piece
        return found


def test_a_body_comes_through() -> None:
    with serving(ECHO) as server:
        assert asked(server, "POST", "/echo", b"hello") == (200, "hello")


@pytest.mark.parametrize("length", ["1001", "99999999999999999999999"])
def test_a_body_that_is_said_to_be_too_large_is_not_waited_for(length: str) -> None:
    head = f"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"

    with serving(ECHO) as server:
        said = raw(server, head.encode())

    assert said.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))


def test_a_body_that_says_no_length_is_cut_where_it_is_too_large() -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = b"1f4\r\n" + b"a" * 500 + b"\r\n"

    with serving(ECHO) as server:
        said = raw(server, head, chunks * 3)

    assert said.startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_come_takes_no_turn_and_is_not_waited_for() -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"

    with serving(ECHO) as server, ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(raw, server, head) for _ in range(4)]
        quick = asked(server, "POST", "/echo", b"quick")

        assert quick == (200, "quick")
        assert all(one.result().startswith(b"HTTP/1.1 408") for one in slow)


def test_a_head_that_does_not_end_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving_module, "_HEAD_S", 0.3)

    with serving(ECHO) as server:
        assert raw(server, b"GET /echo HTTP/1.1\r\nX-A: ") == b""
        assert raw(server, b"") == b""


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /echo HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
        b"Content-Length: 2\r\n\r\nab",
        b"GET /echo HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /echo\x00 HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00",
    ],
)
def test_a_head_that_tricks_is_refused(head: bytes) -> None:
    with serving(ECHO) as server:
        try:
            said = raw(server, head)
        except ConnectionResetError:
            said = b""
        after = asked(server, "POST", "/echo", b"still here")

    assert b" 200 " not in said.split(b"\r\n", 1)[0]
    assert after == (200, "still here")


def test_who_comes_when_too_many_wait_is_told_to_come_again() -> None:
    gate, worked_on = threading.Event(), threading.Semaphore(0)

    def slow(_: Request) -> Response:
        worked_on.release()
        gate.wait(10)
        return PlainTextResponse("done")

    with serving(Route("/slow", slow)) as server, ThreadPoolExecutor(8) as pool:
        first = [pool.submit(asked, server, "GET", "/slow") for _ in range(8)]
        for _ in range(BOUNDS.in_flight):
            worked_on.acquire(timeout=10)
        refused = [one for one in first if _is_refused(one.result, gate)]
        gate.set()
        answers = sorted(one.result()[0] for one in first)

    assert refused
    assert answers == [200] * 3 + [503] * 5


def _is_refused(result: Callable[..., tuple[int, str]], gate: threading.Event) -> bool:
    """Tell whether it was answered while the gate was shut still."""
    try:
        return result(timeout=1)[0] == 503 and not gate.is_set()
    except TimeoutError:
        return False


def test_a_fault_tells_nothing_of_the_inside() -> None:
    with serving(Route("/broken", broken)) as server:
        status, said = asked(server, "GET", "/broken")

    assert status == 500
    assert "secret" not in said
    assert "ZeroDivision" not in said


def test_a_machine_is_told_in_a_form_that_it_reads() -> None:
    with serving(ECHO) as server:
        status, said = asked(server, "GET", "/no", accept="application/problem+json")

    assert status == 404
    assert json.loads(said)["title"] == "Not Found"


def test_what_cannot_be_done_says_what_can() -> None:
    with serving(ECHO) as server:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
        connection.request("DELETE", "/echo")
        answer = connection.getresponse()
        allowed = answer.headers["Allow"]
        connection.close()

    assert answer.status == 405
    assert "POST" in allowed


def test_a_port_that_is_taken_is_told() -> None:
    with serving(ECHO) as server, pytest.raises(PublishError, match="--port"):
        Serving(application((), BOUNDS), "127.0.0.1", server.port)


def test_it_ends_while_somebody_waits() -> None:
    async def forever(_: Request) -> Response:
        await asyncio.sleep(60)
        return PlainTextResponse("never")

    server = Serving(application([Route("/f", forever)], BOUNDS), "127.0.0.1", 0)
    server.start()
    with socket.create_connection((server.host, server.port), timeout=10) as wire:
        wire.sendall(b"GET /f HTTP/1.1\r\nHost: x\r\n\r\n")
        server.close()

        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((server.host, server.port), timeout=1)
