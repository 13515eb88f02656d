"""Asking people who have no agent, each in the way of their service."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.assembly.offering import Wish, offer
from plexus_ld.errors import RequestError
from plexus_ld.model.connection import Direction
from plexus_ld.plex.profile.key import ActorKey
from tests.web import Page, Web
from tests.web_agent import WebAgent, serving_plex

PROGRAM = "application/activity+json"
FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>Bob's log</title><id>urn:x:1</id><updated>2026-11-26T00:00:00Z</updated>
</feed>"""


@pytest.fixture
def ada(tmp_path: Path, web: Web) -> Iterator[WebAgent]:
    with serving_plex(tmp_path / "ada", allow=(web.host,)) as ada:
        yield ada


def test_a_feed_is_subscribed_to(ada: WebAgent, web: Web) -> None:
    web.pages["/feed.atom"] = Page(FEED, "application/atom+xml")

    said = offer(ada.plex, f"{web.url}/feed.atom", Wish())

    assert said == "you listen to the feed of Bob's log: nobody has to be asked"
    (line,) = ada.plex.connections.points()
    assert (line.point.channel, line.point.direction) == ("feed", Direction.INCOMING)


def test_an_account_of_the_fediverse_is_asked_to_be_followed(
    ada: WebAgent, web: Web
) -> None:
    bob, key = f"{web.url}/bob", ActorKey(None)
    owned = {"id": f"{bob}#main-key", "owner": bob, "publicKeyPem": key.public_pem}
    actor = {"id": bob, "type": "Person", "inbox": f"{bob}/inbox", "publicKey": owned}
    web.pages["/bob"] = Page(json.dumps(actor).encode(), PROGRAM)
    web.pages["/bob/inbox"] = Page(b"", status=202)
    ways = ada.plex.connections.ways(out=[f"activitypub:{bob}"])
    ada.plex.connections.connect(ada.plex.connections.look("Bob", fetch=False), ways)

    said = offer(ada.plex, "Bob", Wish())

    assert said == "Bob is asked to let you follow them"
    (line,) = ada.plex.connections.points()
    assert line.point.direction is Direction.BOTH
    assert [json.loads(body)["type"] for body in web.bodies] == ["Follow"]


def test_a_mailbox_gets_a_mail_that_asks(ada: WebAgent) -> None:
    with pytest.raises(RequestError, match="email"):
        offer(ada.plex, "bob@bob.example", Wish())
    assert ada.plex.connections.list() == ()
    settings = {"from": "ada@ada.example", "smtp_host": "127.0.0.1"}
    ada.plex.accounts.set("email", "default", settings)

    said = offer(ada.plex, "bob@bob.example", Wish())

    assert said.startswith("bob@bob.example is asked by mail")
    (one,) = ada.plex.stream.mine()
    assert str(ada.plex.me) in one.text
    assert "answer this mail" in one.text


def test_who_cannot_negotiate_is_offered_no_terms(ada: WebAgent, web: Web) -> None:
    web.pages["/feed.atom"] = Page(FEED, "application/atom+xml")

    with pytest.raises(RequestError, match="no agent to negotiate with"):
        offer(ada.plex, f"{web.url}/feed.atom", Wish(terms=("rate=3",)))

    assert ada.plex.connections.list() == ()


def test_who_cannot_be_reached_at_all_is_not_asked(ada: WebAgent) -> None:
    with pytest.raises(RequestError, match="no way to ask"):
        offer(ada.plex, "Carol", Wish())

    assert ada.plex.connections.list() == ()
