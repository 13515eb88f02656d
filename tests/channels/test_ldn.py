"""Inboxes: what is posted to them, and how they are found."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from plexus_ld.channels.ldn import CARD, LdnChannel, open_channel
from plexus_ld.channels.ldn.card import MAX_BYTES
from plexus_ld.errors import (
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Receipt
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, delivery_of, note_of, tools_of
from tests.web import Behave, Page, Web

TAKEN = Page(status=201, headers={"Location": "/inbox/1"})
JSONLD = "application/ld+json"


@pytest.fixture
def ldn(web: Web) -> Iterator[LdnChannel]:
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5)) as http:
        yield open_channel(tools_of(http))


def send(ldn: LdnChannel, address: str) -> Receipt:
    return ldn.deliver(delivery_of(CARD, At(address)))


@pytest.mark.parametrize(
    ("page", "remote"),
    [
        (TAKEN, "/inbox/1"),
        (Page(status=202), ""),
        (Page(status=200), ""),
        (Page(status=201, headers={"Location": "http://[bad"}), ""),
    ],
)
def test_an_inbox_takes_what_is_posted(
    ldn: LdnChannel, web: Web, page: Page, remote: str
) -> None:
    web.pages["/inbox/"] = page

    receipt = send(ldn, f"{web.url}/inbox/")

    sent = json.loads(web.bodies[0])
    assert receipt.remote_id == (f"{web.url}{remote}" if remote else "")
    assert sent["object"]["content"] == "Tea at four?"
    assert web.headers[0]["content-type"].startswith(JSONLD)
    assert b"secret-friend" not in web.bodies[0]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_a_busy_inbox_is_worth_another_try(
    ldn: LdnChannel, web: Web, status: int
) -> None:
    web.pages["/inbox/"] = Page(status=status, headers={"Retry-After": "60"})

    with pytest.raises(TemporaryDeliveryError) as caught:
        send(ldn, f"{web.url}/inbox/")

    assert caught.value.retry_after == timedelta(minutes=1)
    assert caught.value.is_hosts == (status in (429, 503))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 415])
def test_a_refusal_is_the_last_word(ldn: LdnChannel, web: Web, status: int) -> None:
    web.pages["/inbox/"] = Page(status=status)

    with pytest.raises(PermanentDeliveryError, match=str(status)):
        send(ldn, f"{web.url}/inbox/")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_what_is_posted_follows_no_redirect(
    ldn: LdnChannel, web: Web, status: int
) -> None:
    web.pages["/inbox/"] = Page(status=status, headers={"Location": "/elsewhere"})

    with pytest.raises(PermanentDeliveryError, match="/elsewhere"):
        send(ldn, f"{web.url}/inbox/")

    assert web.asked == ["POST /inbox/"]


CARDS = {
    "jsonld": Page(
        b'[{"@id": "/card#other", "http://www.w3.org/ns/ldp#inbox": [{"@id": "/no/"}]},'
        b'{"@id": "/card#me", "http://www.w3.org/ns/ldp#inbox": [{"@id": "/inbox/"}]}]',
        JSONLD,
    ),
    "turtle": Page(
        b"@prefix ldp: <http://www.w3.org/ns/ldp#> .\n<#me> ldp:inbox </inbox/> .",
        "text/turtle",
    ),
    "n-triples": Page(
        b"<http://x/#me> <http://www.w3.org/ns/ldp#inbox> </inbox/> .",
        "application/n-triples",
    ),
    "header": Page(
        b"<html>",
        "text/html",
        headers={"Link": '</inbox/>; rel="http://www.w3.org/ns/ldp#inbox"'},
    ),
}


@pytest.mark.parametrize("form", CARDS)
@pytest.mark.parametrize("address", ["/card#me", "/card"])
def test_a_profile_leads_to_its_inbox(
    ldn: LdnChannel, web: Web, form: str, address: str
) -> None:
    if (form, address) == ("jsonld", "/card"):
        return  # of several people in one document none is meant
    web.pages["/inbox/"] = TAKEN
    web.pages["/card"] = _no_posts(CARDS[form])

    send(ldn, f"{web.url}{address}")

    assert web.asked[-1] == "POST /inbox/"


def _no_posts(page: Page) -> Behave:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        status = 405 if handler.command == "POST" else 200
        body = page.body if status == 200 else b""
        handler.send_response(status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", page.media_type)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_profile_that_names_no_inbox_is_the_last_word(
    ldn: LdnChannel, web: Web
) -> None:
    web.pages["/card"] = Page(b"<#me> a <#Person> .")

    with pytest.raises(PermanentDeliveryError, match="names none"):
        send(ldn, f"{web.url}/card#me")


def test_a_file_that_lies_nowhere_goes_along(
    ldn: LdnChannel, web: Web, tmp_path: Path
) -> None:
    web.pages["/inbox/"] = TAKEN
    file = tmp_path / "tea.png"
    file.write_bytes(b"picture")
    picture = Attachment("image/png", alt="Tea", file=file)

    item = note_of(attachments=(picture,))
    ldn.deliver(delivery_of(CARD, At(f"{web.url}/inbox/"), item))
    file.unlink()
    with pytest.raises(PermanentDeliveryError, match="gone"):
        ldn.deliver(delivery_of(CARD, At(f"{web.url}/inbox/"), item))

    (sent,) = json.loads(web.bodies[0])["object"]["attachment"]
    assert sent["url"].startswith("data:image/png;base64,")


def test_what_is_too_long_is_not_sent(ldn: LdnChannel, web: Web) -> None:
    item = note_of("x" * MAX_BYTES)

    with pytest.raises(PermanentDeliveryError, match="more than"):
        ldn.deliver(delivery_of(CARD, At(f"{web.url}/inbox/"), item))

    assert web.asked == []
