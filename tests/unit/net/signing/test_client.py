"""Asking and posting in the owner's name, at real servers."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from plexus_ld.net.client import Client
from plexus_ld.net.signing.client import SignedClient
from plexus_ld.net.signing.values import Incoming
from plexus_ld.net.signing.verifying import verified
from plexus_ld.settings import NetSettings
from tests.unit.net.signing.test_verifying import ALICE, BODY, pair
from tests.web import Page, Web


def answering(web: Web, takes: str, kinds: list[str]) -> None:
    """Answer who proves who they are in one kind of signature; others: 401."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = web.bodies[-1] if request.command == "POST" else b""
        incoming = Incoming(request.command, f"{web.url}{request.path}", headers, body)
        owner = verified(incoming, lambda _: pair("rsa")[1], datetime.now(UTC)).owner
        kind = "new" if "signature-input" in headers else "old"
        kinds.append(kind)
        request.send_response(202 if owner == ALICE and kind == takes else 401)
        request.send_header("Content-Length", "0")
        request.send_header("Connection", "close")
        request.end_headers()

    web.otherwise = answer


@pytest.fixture
def signed(web: Web) -> SignedClient:
    client = Client(NetSettings(allow_hosts=(web.host,)))
    return SignedClient(client, lambda: pair("rsa")[0], lambda: datetime.now(UTC))


def test_a_host_that_takes_the_newer_kind_is_asked_once(
    web: Web, signed: SignedClient
) -> None:
    kinds: list[str] = []
    answering(web, "new", kinds)

    answers = [
        signed.post(f"{web.url}/inbox", BODY, "application/activity+json"),
        signed.get(f"{web.url}/actor?page=1", "application/activity+json"),
    ]

    assert [one.status for one in answers] == [202, 202]
    assert kinds == ["new", "new"]


def test_a_host_that_takes_the_older_kind_only_is_remembered(
    web: Web, signed: SignedClient
) -> None:
    kinds: list[str] = []
    answering(web, "old", kinds)

    statuses = [
        signed.post(f"{web.url}/inbox", BODY, "application/activity+json").status
        for _ in range(3)
    ]

    assert statuses == [202, 202, 202]
    assert kinds == ["new", "old", "old", "old"]


def test_a_host_that_refuses_both_says_so(web: Web, signed: SignedClient) -> None:
    kinds: list[str] = []
    answering(web, "neither", kinds)

    assert signed.get(f"{web.url}/actor", "application/ld+json").status == 401
    assert kinds == ["new", "old"]


def test_a_host_that_says_yes_to_anything_is_told_in_the_older_kind_where_wished(
    web: Web,
) -> None:
    kinds: list[str] = []
    client = Client(NetSettings(allow_hosts=(web.host,)))
    signed = SignedClient(
        client, lambda: pair("rsa")[0], lambda: datetime.now(UTC), older_first=True
    )

    answering(web, "old", kinds)
    signed.post(f"{web.url}/inbox", BODY, "application/activity+json")
    answering(web, "new", kinds)
    statuses = [signed.get(f"{web.url}/actor", "*/*").status for _ in range(2)]

    assert statuses == [202, 202]
    assert kinds == ["old", "old", "new", "new"]


def test_a_connection_that_was_kept_and_closed_costs_no_delivery(web: Web) -> None:
    client = Client(NetSettings(allow_hosts=(web.host,)))
    signed = SignedClient(client, lambda: pair("rsa")[0], lambda: datetime.now(UTC))

    ended: list[str] = []

    def once(request: BaseHTTPRequestHandler) -> None:
        """End the connection without a word, and answer on the next one."""
        ended.append(request.path)
        if len(ended) > 1:
            request.send_response(202)
            request.send_header("Content-Length", "0")
            request.end_headers()

    web.otherwise = Page(b"", status=202)
    first = signed.post(f"{web.url}/inbox", BODY, "application/activity+json")
    web.otherwise = once
    second = signed.post(f"{web.url}/inbox", BODY, "application/activity+json")

    assert (first.status, second.status) == (202, 202)
    assert len(ended) == 2
