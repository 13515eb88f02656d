"""Servers that never end, never answer, or lead astray: a sentence, and soon."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from tests.cli.terminal import Desk, Terminal, end_of
from tests.web import Behave, Page, Web

CARD = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    '<#me> a foaf:Person ; foaf:name "Number {number}" ; rdfs:seeAlso {next} .\n'
)


@pytest.fixture
def allowed(web: Web, monkeypatch: pytest.MonkeyPatch) -> Web:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    monkeypatch.setenv("PLEXUS_NET_TIMEOUT_S", "1")
    monkeypatch.setenv("PLEXUS_IMPORTS_HOST_PAUSE_S", "0")
    return web


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/turtle")
    handler.end_headers()
    while True:
        handler.wfile.write(b"# and so on\n" * 1000)
        handler.wfile.flush()


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/turtle")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"#")
        handler.wfile.flush()
        time.sleep(0.05)


def dripping_head(handler: BaseHTTPRequestHandler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50:
        handler.wfile.write(bytes([letter]))
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(5)


def nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")


def half(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/turtle")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<#me> a <urn:x> .")
    handler.wfile.flush()


def inflating(handler: BaseHTTPRequestHandler) -> None:
    import gzip

    body = gzip.compress(b" " * 200_000_000, 1)
    handler.send_response(200)
    handler.send_header("Content-Type", "text/turtle")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def to(url: str) -> Page:
    return Page(b"", "text/plain", 302, {"Location": url})


@pytest.mark.parametrize(
    "behaviour",
    [endless, dripping, dripping_head, silent, nonsense, half, inflating],
)
@pytest.mark.usefixtures("home")
def test_a_server_that_misbehaves_is_a_sentence(
    plexus: Desk, allowed: Web, behaviour: Behave
) -> None:
    allowed.pages["/card"] = behaviour
    allowed.pages["/good"] = Page(CARD.format(number=1, next="<#me>").encode())

    said = plexus("import", f"{allowed.url}/card", f"{allowed.url}/good", "--json")

    assert said.status == 1
    assert said.is_told()
    states = {s["source"]: s["status"] for s in said.json["sources"]}
    assert states == {f"{allowed.url}/card": "failed", f"{allowed.url}/good": "new"}
    assert said.err.startswith(f"{allowed.url}/card: ")


@pytest.mark.parametrize(
    ("location", "word"),
    [
        ("/card", "redirect"),
        ("file:///etc/passwd", "file"),
        ("ftp://127.0.0.1/card", "ftp"),
        ("http://127.0.0.1:1/card", "net.allow_hosts"),
        ("http://127.1:1/card", ""),
        ("http://[::1]:1/card", "net.allow_hosts"),
        ("http://2130706433:1/card", ""),
        ("http://169.254.169.254/latest/meta-data", "169.254.169.254"),
        ("http://[", ""),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_redirect_that_leads_astray_is_a_sentence(
    plexus: Desk, allowed: Web, location: str, word: str
) -> None:
    allowed.pages["/card"] = to(location)

    said = plexus("import", f"{allowed.url}/card", "--json")

    assert said.status == 1
    assert said.is_told()
    assert word in said.err
    assert said.json["sources"][0]["status"] == "failed"
    assert "root:" not in plexus("query", "SELECT * { ?s ?p ?o }").out


@pytest.mark.parametrize(
    ("status", "word"), [(404, "404"), (403, "403"), (500, "500"), (204, "")]
)
@pytest.mark.usefixtures("home")
def test_a_status_that_is_no_document_is_a_sentence(
    plexus: Desk, allowed: Web, status: int, word: str
) -> None:
    allowed.pages["/card"] = Page(b"", "text/html", status)

    said = plexus("import", f"{allowed.url}/card")

    assert said.status == 1
    assert word in said.err
    assert said.is_told()


@pytest.mark.usefixtures("home")
def test_an_error_page_with_status_200_is_not_taken_for_a_profile(
    plexus: Desk, allowed: Web
) -> None:
    page = b"<html><head><title>404 Not Found</title></head><h1>Not Found</h1></html>"
    allowed.pages["/foaf.rdf"] = Page(page, "application/rdf+xml")

    said = plexus("import", f"{allowed.url}/foaf.rdf")

    assert said.status == 1
    assert f"{allowed.url}/foaf.rdf: " in said.err


@pytest.fixture
def chain(web: Web) -> Iterator[Web]:
    """Return a web of documents that each lead to the next, told slowly."""
    for number in range(60):
        web.pages[f"/{number}"] = slowly(number)
    yield web


def slowly(number: int) -> Behave:
    text = CARD.format(number=number, next=f"</{number + 1}>").encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/turtle")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    return answer


@pytest.mark.usefixtures("home")
def test_a_crawl_that_is_interrupted_keeps_what_it_has_and_goes_on(
    terminal: Terminal, chain: Web
) -> None:
    env = {
        "PLEXUS_NET_ALLOW_HOSTS": chain.host,
        "PLEXUS_IMPORTS_HOST_PAUSE_S": "0",
        "PLEXUS_IMPORTS_MAX_DOCUMENTS": "30",
    }
    words = ("import", f"{chain.url}/0", "--depth", "20", "--json")

    running = terminal.start(*words, env=env)
    until(lambda: len(asked(chain)) >= 6)
    os.kill(running.pid, signal.SIGINT)
    first = end_of(running)
    kept = terminal("sources", "--json").json
    before = len(asked(chain))
    again = terminal(*words, env=env)

    assert first.status == 130
    assert first.is_told()
    assert "interrupted" in first.err
    assert "kept" in first.err
    assert len(kept) >= 4
    assert [s["source"] for s in first.json["sources"]] == [
        f"{chain.url}/{number}" for number in range(len(first.json["sources"]))
    ]
    assert again.status == 0, again.err
    assert "new" in {source["status"] for source in again.json["sources"]}
    assert len(asked(chain)) > before
    assert len(terminal("sources", "--json").json) == 21


def asked(web: Web) -> list[str]:
    return [line for line in web.asked if "robots" not in line]


def until(done: Callable[[], object]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.usefixtures("home")
def test_two_interrupts_end_it_too(terminal: Terminal, web: Web) -> None:
    web.pages["/0"] = silent
    env = {"PLEXUS_NET_ALLOW_HOSTS": web.host}

    running = terminal.start("import", f"{web.url}/0", env=env)
    until(lambda: web.asked)
    os.kill(running.pid, signal.SIGINT)
    time.sleep(0.2)
    os.kill(running.pid, signal.SIGINT)
    said = end_of(running)

    assert said.status == 130
    assert said.is_told()
    assert terminal("people").status in (0, 1)
