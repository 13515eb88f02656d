import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


def _client(web: Web, timeout_s: float = 10, max_body_bytes: int = 100_000) -> Client:
    return Client(
        NetSettings(
            allow_hosts=(web.host,), timeout_s=timeout_s, max_body_bytes=max_body_bytes
        )
    )


def _reason(web: Web, path: str, timeout_s: float = 10) -> str:
    with _client(web, timeout_s) as client, pytest.raises(FetchError) as caught:
        client.get(f"{web.url}{path}")
    assert caught.value.url.startswith(web.url)
    return caught.value.reason


def _drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def _drip_head(handler: BaseHTTPRequestHandler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20:
        handler.wfile.write(bytes([letter]))
        handler.wfile.flush()
        time.sleep(0.05)


def _say_continue(handler: BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        handler.wfile.flush()


def _say_nothing(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def _never_end(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 10_000)


@pytest.mark.parametrize("behave", [_drip, _drip_head, _say_continue, _say_nothing])
def test_a_server_that_dawdles_is_left_when_the_time_is_over(
    web: Web, behave: object
) -> None:
    assert callable(behave)
    web.pages["/"] = behave

    reason = _reason(web, "/", timeout_s=0.4)

    assert reason == "took longer than 0.4 s"


def test_the_time_is_one_for_all_redirects(web: Web) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.15)
        handler.send_response(302)
        handler.send_header("Location", handler.path + "x")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    for length in range(8):
        web.pages["/" + "x" * length] = slow

    reason = _reason(web, "/", timeout_s=0.4)

    assert reason == "took longer than 0.4 s"


def test_a_body_without_an_end_is_left_at_the_limit(web: Web) -> None:
    web.pages["/"] = _never_end

    reason = _reason(web, "/")

    assert reason == "is longer than 100000 bytes"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"\0" * 20_000_000, mtime=0)),
        ("gzip", gzip.compress(b"\0" * 60_000, mtime=0) * 2),
        ("deflate", zlib.compress(b"\0" * 20_000_000)),
    ],
)
def test_the_limit_holds_after_decompression(
    web: Web, encoding: str, body: bytes
) -> None:
    web.pages["/"] = Page(body, headers={"Content-Encoding": encoding})

    reason = _reason(web, "/")

    assert reason == "is longer than 100000 bytes"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("x-gzip", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("identity", b"hello"),
    ],
)
def test_a_compressed_body_is_unpacked(web: Web, encoding: str, body: bytes) -> None:
    web.pages["/"] = Page(body, headers={"Content-Encoding": encoding})

    with _client(web) as client:
        answer = client.get(f"{web.url}/")

    assert answer.body == b"hello"


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("br", b"hello", "it is compressed as 'br', which was not asked for"),
        ("gzip", b"hello", "it is not compressed as it says"),
        ("gzip", gzip.compress(b"hello" * 9, mtime=0)[:-9], "it ends in the middle"),
        ("gzip, gzip", b"", "it is compressed as 'gzip, gzip', which was not asked"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(
    web: Web, encoding: str, body: bytes, reason: str
) -> None:
    web.pages["/"] = Page(body, headers={"Content-Encoding": encoding})

    assert _reason(web, "/").startswith(reason)


def test_a_body_that_breaks_off_is_refused(web: Web) -> None:
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")

    web.pages["/"] = break_off

    assert _reason(web, "/") == "the connection ended in the middle"


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"y" * 9000 + b"\r\n") * 9 + b"\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"\0\1\2\3",
        b"HTTP/1.1 2000000 OK\r\n\r\n",
        b"",
    ],
)
def test_a_head_that_makes_no_sense_is_refused(web: Web, head: bytes) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)

    web.pages["/"] = send

    assert _reason(web, "/")


def test_redirects_are_followed_to_the_document(web: Web) -> None:
    web.pages["/old"] = Page(status=301, headers={"Location": "older"})
    web.pages["/older"] = Page(status=308, headers={"Location": f"{web.url}/new#me"})
    web.pages["/new"] = Page(status=302, headers={"Location": "/today"})
    web.pages["/today"] = Page(b"here")

    with _client(web) as client:
        answer = client.get(f"{web.url}/old")

    assert answer.body == b"here"
    assert answer.url == f"{web.url}/today"
    assert answer.moved_to == f"{web.url}/new"


def test_a_circle_of_redirects_is_recognised(web: Web) -> None:
    web.pages["/a"] = Page(status=302, headers={"Location": "/b"})
    web.pages["/b"] = Page(status=302, headers={"Location": "/a#here"})

    assert _reason(web, "/a") == "redirects in a circle"


def test_a_long_chain_of_redirects_is_left(web: Web) -> None:
    for number in range(9):
        location = {"Location": f"/{number + 1}"}
        web.pages[f"/{number}"] = Page(status=302, headers=location)

    assert _reason(web, "/0") == "redirects more than 5 times"


def test_a_password_is_not_carried_to_another_origin(web: Web) -> None:
    other = f"http://localhost:{web.port}/there"
    web.pages["/"] = Page(status=307, headers={"Location": other})
    web.pages["/there"] = Page(b"here")
    settings = NetSettings(allow_hosts=(web.host, f"localhost:{web.port}"))

    with Client(settings) as client:
        client.request("PUT", f"{web.url}/", b"x", {"Authorization": "Bearer word"})

    assert [sent.get("authorization") for sent in web.headers] == ["Bearer word", None]
    assert web.asked == ["PUT /", "PUT /there"]


def test_a_put_is_not_turned_into_a_get(web: Web) -> None:
    web.pages["/"] = Page(status=303, headers={"Location": "/there"})

    with _client(web) as client:
        answer = client.request("PUT", f"{web.url}/", b"x")

    assert answer.status == 303
    assert web.asked == ["PUT /"]


def test_a_cookie_is_not_kept(web: Web) -> None:
    web.pages["/"] = Page(b"here", headers={"Set-Cookie": "who=me; Path=/"})

    with _client(web) as client:
        client.get(f"{web.url}/")
        client.get(f"{web.url}/")

    assert "cookie" not in web.headers[1]


def test_the_agent_says_who_it_is(web: Web) -> None:
    web.pages["/"] = Page(b"here")

    with _client(web) as client:
        client.get(f"{web.url}/")

    assert web.headers[0]["user-agent"].startswith("Plexus-LD/")
    assert "(+https://" in web.headers[0]["user-agent"]


def test_an_answer_that_refuses_is_an_answer(web: Web) -> None:
    web.pages["/"] = Page(b"no " * 100_000, "text/plain", 404)

    with _client(web) as client:
        answer = client.get(f"{web.url}/")

    assert answer.status == 404
    assert len(answer.body) == 64 * 1024


def test_only_so_many_ask_one_host_at_once(web: Web) -> None:
    inside: list[int] = []
    most: list[int] = []

    def count(handler: BaseHTTPRequestHandler) -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.03)
        inside.pop()
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    web.pages["/"] = count
    with _client(web) as client:
        threads = [Thread(target=client.get, args=(f"{web.url}/",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(most) == 8
    assert max(most) <= 2


@pytest.mark.parametrize(
    "url", ["", "card", "mailto:ann@ann.example", "http://", "http://[", "http://a b/"]
)
def test_what_is_no_url_of_a_document_is_refused(url: str) -> None:
    with Client(NetSettings()) as client, pytest.raises(FetchError):
        client.get(url)


def test_nobody_there_is_said_in_plain_words(web: Web) -> None:
    web.stop()

    assert _reason(web, "/") == "Connection refused"
