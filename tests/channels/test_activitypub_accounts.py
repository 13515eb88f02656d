"""How the activitypub channel finds accounts."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from plexus_ld.channels.activitypub import ActivityPubChannel
from plexus_ld.errors import (
    GoneDeliveryError,
    PermanentDeliveryError,
)
from plexus_ld.model.site import Site
from tests.channels.accounts import PROGRAM, World, fediverse
from tests.channels.contract import NOW
from tests.web import Page, Web


@pytest.fixture
def world(web: Web) -> Iterator[World]:
    with fediverse(web) as world:
        yield world


def test_an_account_is_found_by_its_handle(world: World) -> None:
    bob = world.account("bob")
    link = {"rel": "self", "type": PROGRAM, "href": bob}
    told = json.dumps({"subject": "acct:bob@x", "links": [link]}).encode()
    resource = f"?resource=acct%3Abob%40{world.web.host.replace(':', '%3A')}"
    world.web.pages[f"/.well-known/webfinger{resource}"] = Page(told)

    world.channel.deliver(world.delivery(f"acct:bob@{world.web.host}"))

    assert world.posts() == ["POST /inbox"]


def test_a_server_that_wants_to_know_who_asks_is_told(world: World) -> None:
    bob = world.account("bob")
    page = world.web.pages["/bob"]
    assert isinstance(page, Page)

    def guarded(handler: Any) -> None:
        known = "Signature" in handler.headers
        handler.send_response(200 if known else 401)
        body = page.body if known else b""
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    world.web.pages["/bob"] = guarded

    world.channel.deliver(world.delivery(bob))

    assert world.web.asked == ["GET /bob", "GET /bob", "POST /inbox"]


def test_an_account_is_asked_for_once_an_hour(world: World) -> None:
    bob = world.account("bob", is_shared=False)

    for minutes in (0, 30, 61):
        world.now = NOW + timedelta(minutes=minutes)
        world.channel.deliver(world.delivery(bob))

    assert world.web.asked.count("GET /bob") == 2


@pytest.mark.parametrize("status", [404, 410])
def test_an_account_that_is_gone_is_told_as_such(world: World, status: int) -> None:
    world.web.pages["/bob"] = Page(b"", status=status)

    with pytest.raises(GoneDeliveryError):
        world.channel.deliver(world.delivery(f"{world.web.url}/bob"))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": 7, "inbox": []},
        {"id": "{url}/mallory", "inbox": "{url}/mallory/inbox"},
        {"id": "{url}/bob", "inbox": "javascript:alert(1)"},
    ],
)
def test_a_document_that_is_no_account_of_its_own_is_none(
    world: World, document: dict[str, object]
) -> None:
    body = json.dumps(document).replace("{url}", world.web.url).encode()
    world.web.pages["/bob"] = Page(body, PROGRAM)
    world.web.pages["/mallory"] = Page(b"[]", PROGRAM)

    with pytest.raises(PermanentDeliveryError):
        world.channel.deliver(world.delivery(f"{world.web.url}/bob"))
    assert world.posts() == []


def test_an_inbox_elsewhere_is_nobodys_to_share(world: World) -> None:
    elsewhere = {"endpoints": {"sharedInbox": "http://victim.example/inbox"}}
    bob = world.account("bob", is_shared=False, **elsewhere)

    world.channel.deliver(world.delivery(bob))

    assert world.posts() == ["POST /bob/inbox"]


def test_an_agent_without_an_address_says_so(world: World) -> None:
    tools = replace(world.channel._tools, site=Site)

    with pytest.raises(PermanentDeliveryError, match="address"):
        ActivityPubChannel(tools).deliver(world.delivery("https://x.example/"))
