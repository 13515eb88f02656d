"""Signed documents, posted to a real server on this machine."""

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from plexus_ld.channels.webhook import CARD, WebhookChannel
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Attachment
from plexus_ld.model.delivery import Delivery
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import NOW, At, delivery_of
from tests.web import Page, Web

SECRET = "whsec_" + b64encode(b"a key of 24 bytes, well.").decode()


@pytest.fixture
def channel(web: Web) -> Iterator[WebhookChannel]:
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5.0)) as http:
        yield WebhookChannel(http, lambda: NOW)


def to(web: Web, path: str = "/hook", secret: str = SECRET) -> Delivery:
    return delivery_of(CARD, At(f"{web.url}{path}", {}, {"secret": secret}))


def answer(status: int, **headers: str) -> Page:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(b"", "text/plain", status, named)


def test_a_document_is_signed_so_that_its_receiver_can_tell(
    channel: WebhookChannel, web: Web
) -> None:
    web.pages["/hook"] = answer(202)

    channel.deliver(to(web))

    sent, body = web.headers[0], web.bodies[0]
    content = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    key = b64decode(SECRET.removeprefix("whsec_"))
    expected = b64encode(hmac.digest(key, content, sha256)).decode()
    assert sent["webhook-signature"] == f"v1,{expected}"
    assert sent["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert sent["content-type"] == "application/json"
    assert json.loads(body)["object"]["source"]["content"] == "Tea at four?"


def test_each_try_of_a_delivery_has_one_id(channel: WebhookChannel, web: Web) -> None:
    web.pages["/hook"] = answer(200)

    for _ in range(2):
        channel.deliver(to(web))

    assert web.headers[0]["webhook-id"] == web.headers[1]["webhook-id"]


@pytest.mark.parametrize(("secret", "is_signed"), [("", False), ("plain", True)])
def test_without_a_secret_nothing_is_signed(
    channel: WebhookChannel, web: Web, secret: str, is_signed: bool
) -> None:
    web.pages["/hook"] = answer(200)

    channel.deliver(to(web, secret=secret))

    assert ("webhook-signature" in web.headers[0]) == is_signed


def test_a_secret_that_is_none_is_said_and_not_told(
    channel: WebhookChannel, web: Web
) -> None:
    with pytest.raises(PermanentDeliveryError, match="base64") as caught:
        channel.deliver(to(web, "/hook", "whsec_canary!"))

    assert "canary" not in str(caught.value)
    assert web.asked == []


def test_a_location_is_what_the_receiver_calls_it(
    channel: WebhookChannel, web: Web
) -> None:
    web.pages["/hook"] = answer(201, Location="/made/7")

    assert channel.deliver(to(web)).remote_id == "/made/7"


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_receiver_is_worth_another_try(
    channel: WebhookChannel, web: Web, status: int
) -> None:
    web.pages["/hook"] = answer(status, Retry_After="120")

    with pytest.raises(TemporaryDeliveryError) as caught:
        channel.deliver(to(web))

    assert caught.value.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize("wish", ["9" * 5000, "-5", "soon", "Sun, 01 Mar 2026"])
def test_a_wish_that_is_none_is_no_wish(
    channel: WebhookChannel, web: Web, wish: str
) -> None:
    web.pages["/hook"] = answer(429, Retry_After=wish)

    with pytest.raises(TemporaryDeliveryError) as caught:
        channel.deliver(to(web))

    assert caught.value.retry_after is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_a_receiver_that_refuses_is_the_last_word(
    channel: WebhookChannel, web: Web, status: int
) -> None:
    web.pages["/hook"] = answer(status)

    with pytest.raises(PermanentDeliveryError, match=str(status)):
        channel.deliver(to(web))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_document_goes_where_the_owner_said_and_nowhere_else(
    channel: WebhookChannel, web: Web, status: int
) -> None:
    web.pages["/hook"] = answer(status, Location=f"{web.url}/elsewhere")

    with pytest.raises(PermanentDeliveryError, match="redirects"):
        channel.deliver(to(web))

    assert web.asked == ["POST /hook"]


def test_a_host_on_this_machine_must_be_named_by_the_owner(web: Web) -> None:
    with Client(NetSettings()) as http, pytest.raises(PermanentDeliveryError):
        WebhookChannel(http, lambda: NOW).deliver(to(web))

    assert web.asked == []


def test_a_picture_that_is_nowhere_on_the_web_goes_along(
    channel: WebhookChannel, web: Web, tmp_path: Path
) -> None:
    web.pages["/hook"] = answer(200)
    picture = tmp_path / "pot.png"
    picture.write_bytes(b"pot")
    here = Attachment("image/png", "pot.png", "A pot", picture)
    there = replace(here, url="https://ada.example/pot.png")

    channel.deliver(replace(to(web), attachments=(here, there)))

    first, second = json.loads(web.bodies[0])["object"]["attachment"]
    assert first["url"] == "data:image/png;base64,cG90"
    assert second["url"] == "https://ada.example/pot.png"


def test_whether_documents_are_signed_is_said(
    channel: WebhookChannel, web: Web
) -> None:
    assert "are signed" in channel.check(to(web).account)
    assert "not signed" in channel.check(to(web, "/hook", "").account)
    assert web.asked == []
