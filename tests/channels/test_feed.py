"""Asking feeds: what comes of what a server answers."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from rdflib import URIRef

from plexus_ld.channels.feed import FeedChannel
from plexus_ld.channels.feed.asking import MAX_FEED_BYTES
from plexus_ld.errors import PermanentListenError, TemporaryListenError
from plexus_ld.model.arrival import Polled
from plexus_ld.model.connection import Account
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, point_of
from tests.channels.subjects.feed import ATOM, JSON, RSS
from tests.web import Behave, Page, Web

FEED = Page(RSS, "application/rss+xml")


@pytest.fixture
def feeds(web: Web) -> Iterator[FeedChannel]:
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5)) as http:
        yield FeedChannel(http)


def ask(
    feeds: FeedChannel, url: str, cursor: str = "", account: Account | None = None
) -> Polled:
    point = point_of(feeds.card, At(url))
    return feeds.poll(account or Account("feed"), (point,), cursor)


def bare(body: bytes, *headers: tuple[str, str]) -> Behave:
    """A server that knows no validators."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in headers:
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_feed_is_handed_on_once_and_asked_for_only_if_it_changed(
    feeds: FeedChannel, web: Web
) -> None:
    web.pages["/feed"] = FEED

    first = ask(feeds, f"{web.url}/feed")
    again = ask(feeds, f"{web.url}/feed", first.cursor)

    (raw,) = first.raws
    assert (raw.body, raw.url) == (RSS, f"{web.url}/feed")
    assert raw.point == point_of(feeds.card, At("x:")).iri
    assert again.raws == ()
    assert web.headers[1]["if-none-match"] == FEED.etag


def test_a_date_is_sent_back_as_it_came(feeds: FeedChannel, web: Web) -> None:
    when = "Sun, 01 Mar 2026 10:00:00 GMT"
    web.pages["/feed"] = bare(RSS, ("Last-Modified", when))

    first = ask(feeds, f"{web.url}/feed")
    ask(feeds, f"{web.url}/feed", first.cursor)

    assert web.headers[1]["if-modified-since"] == when


def test_the_same_bytes_are_no_news_whatever_the_server_says(
    feeds: FeedChannel, web: Web
) -> None:
    web.pages["/feed"] = bare(RSS)
    first = ask(feeds, f"{web.url}/feed")

    same = ask(feeds, f"{web.url}/feed", first.cursor)
    web.pages["/feed"] = bare(ATOM)
    changed = ask(feeds, f"{web.url}/feed", same.cursor)

    assert same.raws == ()
    assert changed.raws[0].body == ATOM


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"etag": 1}', "0", "[" * 99_999])
def test_a_cursor_that_is_none_asks_as_if_for_the_first_time(
    feeds: FeedChannel, web: Web, cursor: str
) -> None:
    web.pages["/feed"] = FEED

    assert len(ask(feeds, f"{web.url}/feed", cursor).raws) == 1


@pytest.mark.parametrize(
    ("control", "wait"),
    [
        ("max-age=600", timedelta(minutes=10)),
        ("public, max-age=99999999", timedelta(days=1)),
        ("no-cache, max-age=600", None),
        ("max-age=0", None),
        ("s-maxage=600", None),
        ("max-age=soon", None),
    ],
)
def test_a_server_says_how_long_its_feed_stays_good(
    feeds: FeedChannel, web: Web, control: str, wait: timedelta | None
) -> None:
    web.pages["/feed"] = Page(RSS, headers={"Cache-Control": control})

    assert ask(feeds, f"{web.url}/feed").wait == wait


@pytest.mark.parametrize(
    ("status", "moved"), [(301, True), (308, True), (302, False), (307, False)]
)
def test_a_feed_that_moved_for_good_is_told(
    feeds: FeedChannel, web: Web, status: int, moved: bool
) -> None:
    web.pages["/old"] = Page(status=status, headers={"Location": "/new"})
    web.pages["/new"] = FEED

    polled = ask(feeds, f"{web.url}/old")

    assert polled.moved_to == (f"{web.url}/new" if moved else "")
    assert polled.raws[0].url == f"{web.url}/new"


def test_a_feed_that_is_gone_for_good_is_told(feeds: FeedChannel, web: Web) -> None:
    web.pages["/feed"] = Page(status=410)

    assert ask(feeds, f"{web.url}/feed").is_gone


@pytest.mark.parametrize("status", [404, 408, 425, 429, 500, 502, 503])
def test_a_busy_server_is_worth_another_try(
    feeds: FeedChannel, web: Web, status: int
) -> None:
    web.pages["/feed"] = Page(status=status, headers={"Retry-After": "120"})

    with pytest.raises(TemporaryListenError) as caught:
        ask(feeds, f"{web.url}/feed")

    assert caught.value.retry_after == timedelta(minutes=2)
    assert caught.value.address == f"{web.url}/feed"


@pytest.mark.parametrize("status", [400, 401, 403, 406, 451])
def test_a_refusal_waits_for_the_owner(
    feeds: FeedChannel, web: Web, status: int
) -> None:
    web.pages["/feed"] = Page(status=status)

    with pytest.raises(PermanentListenError, match=str(status)):
        ask(feeds, f"{web.url}/feed")


@pytest.mark.parametrize("address", ["mailto:bob@bob.example", "ftp://bob.example/"])
def test_an_address_that_is_no_url_waits_for_the_owner(
    feeds: FeedChannel, address: str
) -> None:
    with pytest.raises(PermanentListenError):
        ask(feeds, address)


def test_a_private_address_is_not_asked(web: Web) -> None:
    web.pages["/feed"] = FEED

    with Client(NetSettings()) as http, pytest.raises(PermanentListenError):
        ask(FeedChannel(http), f"{web.url}/feed")

    assert web.asked == []


def _too_many_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    handler.wfile.write(b"X-Padding: " + b"x" * 10_000_000 + b"\r\n\r\n")


def _too_short(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>")


def _too_long(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MAX_FEED_BYTES + 1))


@pytest.mark.parametrize("rude", [_too_many_headers, _too_short, _too_long])
def test_a_rude_server_is_worth_another_try(
    feeds: FeedChannel, web: Web, rude: Behave
) -> None:
    web.pages["/feed"] = rude

    with pytest.raises(TemporaryListenError):
        ask(feeds, f"{web.url}/feed")


def test_no_tls_where_there_should_be_is_worth_another_try(
    feeds: FeedChannel, web: Web
) -> None:
    with pytest.raises(TemporaryListenError, match="TLS"):
        ask(feeds, f"https://{web.host}/feed")


def test_the_owner_may_take_less(feeds: FeedChannel, web: Web) -> None:
    web.pages["/feed"] = FEED
    small = Account("feed", settings={"max_bytes": "100"})

    with pytest.raises(TemporaryListenError, match="100 bytes"):
        ask(feeds, f"{web.url}/feed", account=small)


def test_a_page_leads_to_the_feed_that_it_names(feeds: FeedChannel, web: Web) -> None:
    page = b'<!DOCTYPE html><link rel="alternate" type="application/atom+xml" href="a">'
    web.pages["/"] = Page(page, "text/html")
    web.pages["/a"] = Page(ATOM, "application/atom+xml")

    first = ask(feeds, f"{web.url}/")
    again = ask(feeds, f"{web.url}/", first.cursor)

    assert first.raws[0].body == ATOM
    assert (first.moved_to, again.raws) == ("", ())
    assert web.asked == ["GET /", "GET /a", "GET /a"]


def test_a_feed_that_left_is_looked_for_again_on_its_page(
    feeds: FeedChannel, web: Web
) -> None:
    link = b'<html><link rel="alternate" type="application/rss+xml" href="/%s">'
    web.pages["/"] = Page(link % b"one", "text/html")
    web.pages["/one"] = FEED
    first = ask(feeds, f"{web.url}/")
    web.pages["/"] = Page(link % b"two", "text/html")
    web.pages["/one"] = Page(status=410)
    web.pages["/two"] = Page(ATOM)

    found = ask(feeds, f"{web.url}/", first.cursor)

    assert found.raws[0].body == ATOM


def test_a_page_that_names_no_feed_waits_for_the_owner(
    feeds: FeedChannel, web: Web
) -> None:
    web.pages["/"] = Page(b"<!DOCTYPE html><p>Welcome", "text/html")

    with pytest.raises(PermanentListenError, match="names no feed"):
        ask(feeds, f"{web.url}/")


@pytest.mark.parametrize("body", [RSS, ATOM, JSON])
@pytest.mark.parametrize("media_type", ["text/html", "text/plain", "image/png"])
def test_a_feed_is_one_whatever_the_server_calls_it(
    feeds: FeedChannel, web: Web, body: bytes, media_type: str
) -> None:
    web.pages["/feed"] = Page(body, media_type)

    (raw,) = ask(feeds, f"{web.url}/feed").raws

    assert feeds.read(raw).arrivals
    assert isinstance(raw.point, URIRef)
