"""What other accounts bring to the inbox, over real HTTP, signed and not."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from plexus_ld.assembly.requests import accept, refuse
from plexus_ld.model.connection import Direction
from plexus_ld.net.signing import cavage, message
from plexus_ld.net.signing.finding import MOST_A_MINUTE
from plexus_ld.net.signing.values import SigningKey
from plexus_ld.plex.profile.key import ActorKey
from plexus_ld.settings import Settings
from plexus_ld.settings.sections import WebSettings
from tests.web import Page, Web
from tests.web_agent import Told, WebAgent, serving_plex

PROGRAM = "application/activity+json"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture(scope="module")
def key() -> ActorKey:
    return ActorKey(None)


@dataclass
class Bob:
    """An account elsewhere, that signs what it posts to Ada's inbox."""

    ada: WebAgent
    web: Web
    key: ActorKey
    count: int = field(default=0)

    @property
    def iri(self) -> str:
        return f"{self.web.url}/bob"

    def begin(self) -> None:
        actor = {
            "id": self.iri, "type": "Person", "preferredUsername": "bob",
            "inbox": f"{self.iri}/inbox",
            "publicKey": {
                "id": f"{self.iri}#main-key", "owner": self.iri,
                "publicKeyPem": self.key.public_pem,
            },
        }  # fmt: skip
        self.web.pages["/bob"] = Page(json.dumps(actor).encode(), PROGRAM)
        self.web.pages["/bob/inbox"] = Page(b"", status=202)

    def act(self, verb: str, about: object, **more: object) -> dict[str, Any]:
        self.count += 1
        act = {"id": f"{self.iri}/acts/{self.count}", "type": verb, "actor": self.iri}
        return {**act, "object": about, "to": [PUBLIC], **more}

    def note(self, text: str, **more: object) -> dict[str, Any]:
        self.count += 1
        item = {"id": f"{self.iri}/notes/{self.count}", "type": "Note"}
        return {**item, "content": f"<p>{text}</p>", "attributedTo": self.iri, **more}

    def post(
        self,
        told: object,
        *,
        older: bool = True,
        at: datetime | None = None,
        changed: bytes = b"",
        media_type: str = PROGRAM,
    ) -> Told:
        body = json.dumps(told).encode() if not isinstance(told, bytes) else told
        url = f"{self.ada.url}inbox"
        signing = SigningKey(f"{self.iri}#main-key", self.key.pem)
        sign = cavage.signed_headers if older else message.signed_headers
        headers = sign("POST", url, body, signing, at or datetime.now(UTC))
        headers["content-type"] = media_type
        return self.ada.ask("POST", "inbox", changed or body, headers)

    def was_told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.web.bodies]

    def is_followed(self) -> None:
        ways = self.ada.plex.connections.ways(in_=[f"activitypub:{self.iri}"])
        found = self.ada.plex.connections.look("Bob", fetch=False)
        self.ada.plex.connections.connect(found, ways)

    def heard(self) -> list[str]:
        return [one.text for one in self.ada.plex.stream.timeline()]


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[WebAgent]:
    with serving_plex(tmp_path) as ada:
        yield ada


@pytest.fixture
def bob(ada: WebAgent, web: Web, key: ActorKey) -> Bob:
    bob = Bob(ada, web, key)
    bob.begin()
    return bob


def test_who_asks_to_follow_follows_by_the_owners_word(bob: Bob) -> None:
    plex = bob.ada.plex
    follow = bob.act("Follow", plex.site.actor)

    statuses = [bob.post(follow, older=older).status for older in (True, False)]
    (request,) = plex.requests.all("waiting")
    sentence = accept(plex, str(request.iri))

    assert statuses == [202, 202]
    assert (request.kind, str(request.by)) == ("follow", bob.iri)
    assert sentence == f"@bob@{bob.web.host} follows you now"
    (answer,) = bob.was_told()
    assert (answer["type"], answer["object"]["id"]) == ("Accept", follow["id"])
    (line,) = plex.connections.points()
    assert line.point.direction is Direction.OUTGOING
    followers = bob.ada.ask("GET", "followers", headers={"Accept": PROGRAM})
    assert json.loads(followers.body)["totalItems"] == 1


def test_who_is_refused_does_not_follow(bob: Bob) -> None:
    plex = bob.ada.plex
    bob.post(bob.act("Follow", plex.site.actor))
    (request,) = plex.requests.all("waiting")

    refuse(plex, str(request.iri))

    assert [told["type"] for told in bob.was_told()] == ["Reject"]
    assert plex.connections.points() == ()


def test_anyone_follows_where_the_owner_wants_so(
    tmp_path: Path, web: Web, key: ActorKey
) -> None:
    settings = Settings(web=WebSettings(followers="anyone"))
    with serving_plex(tmp_path, settings=settings) as ada:
        bob = Bob(ada, web, key)
        bob.begin()

        bob.post(bob.act("Follow", ada.plex.site.actor))

        assert [told["type"] for told in bob.was_told()] == ["Accept"]
        assert len(ada.plex.connections.points()) == 1


def test_who_is_followed_is_asked_and_heard(bob: Bob) -> None:
    plex = bob.ada.plex
    bob.is_followed()
    plex.following.look()
    (wish,) = bob.was_told()
    bob.post(bob.act("Accept", wish))

    bob.post(bob.act("Create", bob.note("Tea at four?")))

    assert wish["type"] == "Follow"
    (line,) = plex.connections.points()
    assert line.point.is_pushed
    assert bob.heard() == ["Tea at four?"]


def test_what_is_heard_is_changed_and_taken_back(bob: Bob) -> None:
    bob.is_followed()
    note = bob.note("Tea at four?")
    for _ in range(2):
        bob.post(bob.act("Create", note))
    once = bob.heard()
    bob.post(bob.act("Update", {**note, "content": "Tea at five?"}))
    changed = bob.heard()
    bob.post(bob.act("Delete", note["id"]))

    assert (once, changed) == (["Tea at four?"], ["Tea at five?"])
    assert "Tea at five?" not in bob.heard()


def test_what_a_stranger_says_is_not_heard(bob: Bob) -> None:
    told = bob.post(bob.act("Create", bob.note("Buy now!")))

    assert told.status == 202
    assert bob.heard() == []


def test_what_is_not_signed_is_kept_for_the_owner_and_not_heard(bob: Bob) -> None:
    bob.is_followed()
    act = {
        "@context": "https://www.w3.org/ns/activitystreams",
        **bob.act("Create", bob.note("Tea?")),
    }

    told = bob.ada.ask(
        "POST", "inbox", json.dumps(act).encode(), {"Content-Type": PROGRAM}
    )

    assert told.status == 201
    assert len(bob.ada.plex.inbox.names()) == 1
    assert bob.heard() == []


def test_what_is_signed_for_other_bytes_or_times_is_not_taken(bob: Bob) -> None:
    bob.is_followed()
    act = bob.act("Create", bob.note("Tea?"))
    other = json.dumps(bob.act("Create", bob.note("Poison?"))).encode()

    stale = bob.post(act, at=datetime.now(UTC) - timedelta(hours=2))
    early = bob.post(act, at=datetime.now(UTC) + timedelta(hours=2))
    changed = [bob.post(act, older=one, changed=other) for one in (True, False)]

    assert {one.status for one in (stale, early, *changed)} == {401}
    assert bob.heard() == []


def test_nobody_speaks_for_another(bob: Bob) -> None:
    eve = "http://eve.example/actor"
    forged = [
        {**bob.act("Create", bob.note("Hello")), "actor": eve},
        bob.act("Create", {**bob.note("Hello"), "attributedTo": eve}),
        bob.act("Create", {**bob.note("Hello"), "id": "http://eve.example/1"}),
        bob.act("Delete", "http://eve.example/notes/1"),
        {**bob.act("Create", bob.note("Hello")), "id": "http://eve.example/2"},
        bob.act("Create", bob.note("For Eve"), to=[eve]),
    ]

    assert [bob.post(one).status for one in forged] == [403] * len(forged)


def test_what_is_no_activity_is_not_taken(bob: Bob) -> None:
    deep = b'{"type":' * 5000 + b"1" + b"}" * 5000
    bad = [b"", b"[]", b"null", b"{", b"\xff\xfe", deep, b'{"type": ["Create"]}']

    assert [bob.post(one).status for one in bad] == [400] * len(bad)
    assert bob.post(bob.act("Follow", 1), media_type="text/html").status == 415


def test_nobody_can_aim_us_at_a_host(bob: Bob) -> None:
    for number in range(MOST_A_MINUTE + 5):
        key_id = f"{bob.web.url}/victim/{number}#main-key"
        headers = {
            "Content-Type": PROGRAM,
            "Date": format_datetime(datetime.now(UTC), usegmt=True),
            "Digest": f"SHA-256={b64encode(sha256(b'{}').digest()).decode()}",
            "Signature": f'keyId="{key_id}",algorithm="rsa-sha256",'
            'headers="(request-target) host date digest",signature="AAAA"',
        }
        assert bob.ada.ask("POST", "inbox", b"{}", headers).status == 401

    assert len(bob.web.asked) == MOST_A_MINUTE


def test_a_key_counts_only_in_the_document_of_whose_it_is(bob: Bob) -> None:
    page = bob.web.pages["/bob"]
    assert isinstance(page, Page)
    other = json.loads(page.body)
    other["publicKey"]["owner"] = "http://victim.example/actor"
    bob.web.pages["/bob"] = Page(json.dumps(other).encode(), PROGRAM)

    assert bob.post(bob.act("Follow", bob.ada.plex.site.actor)).status == 401
    asked = list(bob.web.asked)
    assert bob.post(bob.act("Follow", bob.ada.plex.site.actor)).status == 401
    assert bob.web.asked == asked
