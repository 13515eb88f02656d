"""The activitypub channel against servers of this machine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.channels.activitypub import CARD, ActivityPubChannel
from plexus_ld.channels.base import Tools
from plexus_ld.errors import (
    GoneDeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.activity import Attachment, Kind, Object, Privacy, Verb
from plexus_ld.model.delivery import Delivery
from plexus_ld.model.site import Site
from plexus_ld.net.client import Answer, Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import NOW, At, delivery_of, note_of
from tests.web import Page, Web

PROGRAM = "application/activity+json"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
FOLLOWERS = "https://ada.example/followers"


class Marked:
    """Asks and posts as the account does, with a mark for its signature."""

    def __init__(self, http: Client) -> None:
        self._http = http

    def get(self, url: str, accept: str) -> Answer:
        return self._http.get(url, {"Accept": accept, "Signature": "Ada"})

    def post(self, url: str, body: bytes, media_type: str) -> Answer:
        headers = {"Content-Type": media_type, "Signature": "Ada"}
        return self._http.request("POST", url, body, headers)


@dataclass
class World:
    """A server, with accounts that share an inbox, and our channel."""

    web: Web
    channel: ActivityPubChannel
    now: datetime = NOW

    def account(self, name: str, *, is_shared: bool = True, **more: object) -> str:
        """Add an account, and return its IRI."""
        url = self.web.url
        actor: dict[str, object] = {
            "id": f"{url}/{name}", "type": "Person", "preferredUsername": name,
            "inbox": f"{url}/{name}/inbox", **more,
        }  # fmt: skip
        if is_shared:
            actor["endpoints"] = {"sharedInbox": f"{url}/inbox"}
        self.web.pages[f"/{name}"] = Page(json.dumps(actor).encode(), PROGRAM)
        for path in (f"/{name}/inbox", "/inbox"):
            self.web.pages.setdefault(path, Page(b"", status=202))
        return f"{url}/{name}"

    def delivery(
        self,
        address: str,
        item: Object | None = None,
        verb: Verb = Verb.CREATE,
        *,
        is_public: bool = True,
        **more: Any,
    ) -> Delivery:
        made = delivery_of(CARD, At(address), item or note_of(), verb, **more)
        privacy = Privacy.PUBLIC if is_public else Privacy.ADDRESSED
        return replace(made, activity=replace(made.activity, privacy=privacy))

    def sent(self) -> Any:
        """What was posted last."""
        return json.loads(self.web.bodies[-1])

    def posts(self) -> list[str]:
        return [one for one in self.web.asked if one.startswith("POST")]


@pytest.fixture
def world(web: Web) -> Iterator[World]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",), timeout_s=5)) as http:
        made: list[World] = []
        tools = Tools(
            http,
            lambda: made[0].now,
            lambda: pytest.fail("no loop"),
            lambda: Marked(http),
            lambda: Site("https://ada.example/"),
        )
        made.append(World(web, ActivityPubChannel(tools)))
        yield made[0]


def test_what_is_public_goes_to_a_server_once_for_all_of_its_accounts(
    world: World,
) -> None:
    bob, eve = world.account("bob"), world.account("eve")

    first = world.channel.deliver(world.delivery(bob))
    second = world.channel.deliver(world.delivery(eve))

    assert world.posts() == ["POST /inbox"]
    assert first == second
    sent = world.sent()
    assert (sent["type"], sent["actor"]) == ("Create", "https://ada.example/actor")
    assert (sent["to"], sent["cc"]) == ([PUBLIC], [FOLLOWERS])
    said = sent["object"]
    assert said["content"] == "<p>Tea at four?</p>"
    assert said["attributedTo"] == "https://ada.example/actor"
    assert (said["to"], said["cc"]) == ([PUBLIC], [FOLLOWERS])
    assert first.remote_id == said["id"]


def test_what_failed_for_one_is_sent_for_the_next(world: World) -> None:
    bob, eve = world.account("bob"), world.account("eve")
    world.web.pages["/inbox"] = Page(b"", status=503)
    with pytest.raises(TemporaryDeliveryError):
        world.channel.deliver(world.delivery(bob))
    world.web.pages["/inbox"] = Page(b"", status=202)

    world.channel.deliver(world.delivery(eve))

    assert world.posts() == ["POST /inbox", "POST /inbox"]


def test_what_is_for_one_goes_to_their_inbox_and_names_nobody_else(
    world: World,
) -> None:
    bob = world.account("bob")

    world.channel.deliver(world.delivery(bob, is_public=False))

    assert world.posts() == ["POST /bob/inbox"]
    sent = world.sent()
    assert (sent["to"], sent["cc"]) == ([bob], [])
    assert (sent["object"]["to"], sent["object"]["cc"]) == ([bob], [])
    mention = {"type": "Mention", "href": bob, "name": f"@bob@{world.web.host}"}
    assert sent["object"]["tag"] == [mention]
    assert b"secret-friend" not in world.web.bodies[-1]
    assert b"bto" not in world.web.bodies[-1]


def test_an_answer_goes_to_who_is_answered_and_names_what_it_answers(
    world: World,
) -> None:
    bob = world.account("bob")
    answered = f"{world.web.url}/bob/notes/1"

    world.channel.deliver(world.delivery(bob, reply_to=answered))

    assert world.posts() == ["POST /bob/inbox"]
    said = world.sent()["object"]
    assert said["inReplyTo"] == answered
    assert said["cc"] == [FOLLOWERS, bob]


def test_likes_and_reshares_name_what_they_are_about(world: World) -> None:
    bob = world.account("bob")
    note = f"{world.web.url}/bob/notes/1"

    world.channel.deliver(world.delivery(bob, verb=Verb.LIKE, reply_to=note))
    liked = world.sent()
    about = Object(URIRef(note), Kind.NOTE)
    receipt = world.channel.deliver(world.delivery(bob, about, Verb.ANNOUNCE))
    passed_on = world.sent()

    assert (liked["type"], liked["object"], liked["to"]) == ("Like", note, [bob])
    assert (passed_on["type"], passed_on["object"]) == ("Announce", note)
    assert passed_on["to"] == [PUBLIC]
    assert receipt.remote_id == passed_on["id"]


def test_what_is_taken_back_is_a_grave_and_a_reshare_is_undone(world: World) -> None:
    bob = world.account("bob")
    own = str(note_of().iri)

    world.channel.deliver(world.delivery(bob, verb=Verb.DELETE, remote_id=own))
    deleted = world.sent()
    act = "https://ada.example/activities/1"
    about = Object(URIRef("https://social.example/notes/1"))
    gone = replace(
        world.delivery(bob, about, Verb.DELETE, remote_id=act), iri=URIRef("urn:x:2")
    )
    again = replace(gone.activity, iri=URIRef("https://ada.example/activities/2"))
    world.channel.deliver(replace(gone, activity=again))
    undone = world.sent()

    assert (deleted["type"], deleted["object"]["type"]) == ("Delete", "Tombstone")
    assert deleted["object"]["id"] == own
    assert undone["type"] == "Undo"
    assert (undone["object"]["type"], undone["object"]["id"]) == ("Announce", act)


def test_a_picture_lies_on_the_web_where_everybody_may_see_it(
    world: World, tmp_path: Path
) -> None:
    bob, file = world.account("bob"), tmp_path / "tea.png"
    file.write_bytes(b"a picture")
    pot = Attachment("image/png", "tea.png", "A teapot", file, sha256="0f" * 32)
    item = note_of(attachments=(pot,), kind=Kind.IMAGE)

    world.channel.deliver(world.delivery(bob, item))
    public = world.sent()["object"]["attachment"][0]
    assert world.sent()["object"]["type"] == "Note"
    world.channel.deliver(world.delivery(bob, item, is_public=False))
    private = world.sent()["object"]["attachment"][0]

    assert public["url"] == f"https://ada.example/media/{'0f' * 32}.png"
    assert (public["type"], public["name"]) == ("Image", "A teapot")
    assert private["url"] == "data:image/png;base64,YSBwaWN0dXJl"


def test_words_are_told_as_html_that_says_the_same(world: World) -> None:
    bob = world.account("bob")
    text = "<b>No</b> & no\nline\n\nSee https://tea.example/?a=1&b=2."

    world.channel.deliver(world.delivery(bob, note_of(text, language="en")))

    said = world.sent()["object"]
    url = "https://tea.example/?a=1&amp;b=2"
    assert said["content"] == (
        "<p>&lt;b&gt;No&lt;/b&gt; &amp; no<br>line</p>"
        f'<p>See <a href="{url}" rel="nofollow noopener">{url}</a>.</p>'
    )
    assert said["contentMap"] == {"en": said["content"]}


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
