"""Inboxes: what is taken in from them, and as whom."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from plexus_ld.channels.ldn import CARD, LdnChannel, open_channel, read
from plexus_ld.channels.ldn.caller import Caller
from plexus_ld.channels.ldn.channel import MAX_NEW
from plexus_ld.channels.ldn.listing import targets
from plexus_ld.errors import (
    FetchError,
    PermanentListenError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Verb
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.connection import Account
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, point_of, tools_of
from tests.channels.subjects.ldn import COMPACT, OTHER, TURTLE
from tests.web import Behave, Page, Web

TAKEN = Page(status=201, headers={"Location": "/inbox/1"})
JSONLD = "application/ld+json"


@pytest.fixture
def ldn(web: Web) -> Iterator[LdnChannel]:
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5)) as http:
        yield open_channel(tools_of(http))


def ask(
    ldn: LdnChannel, web: Web, cursor: str = "", account: Account | None = None
) -> Polled:
    point = point_of(CARD, At(f"{web.url}/inbox/"))
    return ldn.poll(account or Account("ldn"), (point,), cursor)


def listing(*names: str, word: str = "ldp:contains") -> Page:
    listed = [{"@id": name} for name in names]
    return Page(json.dumps({"@id": "", word: listed}).encode(), JSONLD)


@pytest.mark.parametrize(
    "page",
    [
        listing("/inbox/1", "/inbox/2"),
        listing("/inbox/1", "/inbox/2", word="http://www.w3.org/ns/ldp#contains"),
        Page(
            b"@prefix ldp: <http://www.w3.org/ns/ldp#>.\n"
            b"<> a ldp:Container; ldp:contains <1>, <2> .",
        ),
    ],
)
def test_each_notification_is_taken_in_once(
    ldn: LdnChannel, web: Web, page: Page
) -> None:
    web.pages["/inbox/"] = page
    web.pages["/inbox/1"] = Page(COMPACT, JSONLD)
    web.pages["/inbox/2"] = Page(TURTLE, "text/turtle")

    first = ask(ldn, web)
    again = ask(ldn, web, first.cursor)
    web.pages["/inbox/"] = listing("/inbox/2", "/inbox/3")
    web.pages["/inbox/3"] = Page(OTHER, "text/turtle")
    later = ask(ldn, web, again.cursor)

    assert [raw.body for raw in first.raws] == [COMPACT, TURTLE]
    assert again.raws == ()
    assert [raw.url for raw in later.raws] == [f"{web.url}/inbox/3"]
    assert web.asked.count("GET /inbox/1") == web.asked.count("GET /inbox/2") == 1


def test_what_could_not_be_fetched_is_fetched_next_time(
    ldn: LdnChannel, web: Web
) -> None:
    web.pages["/inbox/"] = listing("/inbox/1", "/inbox/2", "/inbox/3")
    web.pages["/inbox/1"] = Page(COMPACT, JSONLD)
    web.pages["/inbox/2"] = Page(status=503)

    first = ask(ldn, web)
    web.pages["/inbox/2"] = Page(TURTLE)
    second = ask(ldn, web, first.cursor)

    assert [raw.body for raw in first.raws] == [COMPACT]
    assert [raw.body for raw in second.raws] == [TURTLE]
    assert web.asked.count("GET /inbox/3") == 1  # 404: there is none


def test_a_full_inbox_is_taken_in_bit_by_bit(ldn: LdnChannel, web: Web) -> None:
    names = [f"/inbox/{n}" for n in range(MAX_NEW + 1)]
    web.pages["/inbox/"] = listing(*names)
    web.pages.update((name, Page(COMPACT, JSONLD)) for name in names)

    first = ask(ldn, web)
    second = ask(ldn, web, first.cursor)

    assert (len(first.raws), len(second.raws)) == (MAX_NEW, 1)


def test_a_listing_sends_nobody_elsewhere(ldn: LdnChannel, web: Web) -> None:
    web.pages["/inbox/"] = listing(
        "http://localhost:9/x", "file:///etc/passwd", "//evil.example/", "http://[bad"
    )

    assert ask(ldn, web).raws == ()
    assert web.asked == ["GET /inbox/"]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Page(b"<html>", "text/html"), TemporaryListenError),
        (Page(status=404), TemporaryListenError),
        (Page(status=503), TemporaryListenError),
        (Page(status=401), PermanentListenError),
        (Page(status=403), PermanentListenError),
    ],
)
def test_an_inbox_that_cannot_be_read_says_why(
    ldn: LdnChannel, web: Web, page: Page, error: type[Exception]
) -> None:
    web.pages["/inbox/"] = page

    with pytest.raises(error):
        ask(ldn, web)


def test_an_inbox_that_is_gone_for_good_is_told(ldn: LdnChannel, web: Web) -> None:
    web.pages["/inbox/"] = Page(status=410)

    assert ask(ldn, web).is_gone


BASIC = "Basic YWRhOnBhc3M="  # ada:pass


@pytest.mark.parametrize(
    ("settings", "secrets", "sent"),
    [
        ({}, {"token": "t0ken"}, ["Bearer t0ken", "Bearer t0ken"]),
        ({"user": "ada"}, {"password": "pass"}, [None, BASIC, BASIC]),
    ],
)
def test_the_owner_is_known_to_the_inbox_that_is_read(
    ldn: LdnChannel,
    web: Web,
    settings: dict[str, str],
    secrets: dict[str, str],
    sent: list[str | None],
) -> None:
    web.pages["/inbox/"] = _guarded(listing("/inbox/1"))
    web.pages["/inbox/1"] = _guarded(Page(COMPACT, JSONLD))

    polled = ask(ldn, web, account=Account("ldn", settings=settings, secrets=secrets))

    assert len(polled.raws) == 1
    assert [asked.get("authorization") for asked in web.headers] == sent


@pytest.mark.parametrize(
    ("settings", "secrets"),
    [
        ({"user": "ada", "server": "https://pod.example/"}, {"password": "canary"}),
        ({"server": "https://pod.example/"}, {"token": "canary"}),
        ({}, {}),
    ],
)
def test_the_login_goes_to_its_server_alone(
    ldn: LdnChannel, web: Web, settings: dict[str, str], secrets: dict[str, str]
) -> None:
    web.pages["/inbox/"] = _guarded(listing("/inbox/1"))

    with pytest.raises(PermanentListenError):
        ask(ldn, web, account=Account("ldn", settings=settings, secrets=secrets))

    assert [asked.get("authorization") for asked in web.headers] == [None]


def test_a_login_that_is_not_taken_waits_for_the_owner(
    ldn: LdnChannel, web: Web
) -> None:
    challenge = {"WWW-Authenticate": "Basic"}
    web.pages["/inbox/"] = Page(status=401, headers=challenge)
    account = Account("ldn", settings={"user": "ada"}, secrets={"password": "canary"})

    with pytest.raises(PermanentListenError, match="does not take the login") as told:
        ask(ldn, web, account=account)

    assert "canary" not in f"{told.value!r} {told.value.__cause__!r}"


def test_a_login_is_tried_where_it_is_for(ldn: LdnChannel, web: Web) -> None:
    web.pages["/pod/"] = _guarded(listing())
    settings = {"server": f"{web.url}/pod/", "user": "ada"}
    account = Account("ldn", settings=settings, secrets={"password": "pass"})
    nobody = Account("ldn", settings={"server": f"{web.url}/pod/"})

    assert "answers" in ldn.check(account)
    assert "no server" in ldn.check(Account("ldn"))
    with pytest.raises(PermanentListenError, match="401"):
        ldn.check(nobody)


def test_a_login_is_never_sent_readable_for_everybody() -> None:
    account = Account("ldn", secrets={"token": "t0ken"})
    with Client(NetSettings()) as http:
        caller = Caller(http, account, "http://bob.example/in/")

        with pytest.raises(FetchError, match="use https"):
            caller.request("GET", "http://bob.example/in/")


def _guarded(page: Page) -> Behave:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_known = "Authorization" in handler.headers
        body = page.body if is_known else b""
        handler.send_response(200 if is_known else 401)
        handler.send_header("WWW-Authenticate", 'Basic realm="inbox"')
        handler.send_header("Content-Type", page.media_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize("body", [COMPACT, TURTLE])
def test_a_notification_says_the_same_in_every_form(body: bytes) -> None:
    raw = Raw("ldn", body, "https://bob.example/acts/1")

    (heard,) = read(raw).arrivals

    assert heard.verb is Verb.CREATE
    assert "Four it is." in heard.text + heard.html
    assert heard.sender == "https://bob.example/card#me"
    assert heard.in_reply_to == ("https://ada.example/said/1",)


@pytest.mark.parametrize(
    "text", ["[" * 99_999, '{"a":' * 99_999, "ldp:contains <a" * 9]
)
def test_a_listing_that_makes_no_sense_lists_nothing(text: str) -> None:
    assert targets(text, "contains", "https://bob.example/inbox/") == ()
