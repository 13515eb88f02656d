"""The hub, over real HTTP: asked by a subscriber, and asking back."""

import hmac
import urllib.parse
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from rdflib import URIRef

from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.sharer.hub.hub import MOST_ASKED
from plexus_ld.sharer.said import activity_lines
from tests.unit.publish.web.ada import say
from tests.web import Web
from tests.web_agent import WebAgent

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Subscriber:
    """A subscriber that says yes, until it is told otherwise."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.status = 200
        self.says = True
        self.got: list[tuple[bytes, dict[str, str]]] = []
        self.asked: list[dict[str, str]] = []
        web.otherwise = self

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        query = urllib.parse.urlsplit(handler.path).query
        said = dict(urllib.parse.parse_qsl(query))
        body = said.get("hub.challenge", "").encode() if self.says else b"no"
        if handler.command == "POST":
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self.got.append((self.web.bodies[-1], headers))
        else:
            self.asked.append(said)
        handler.send_response(self.status)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(body)

    def asks(self, agent: WebAgent, mode: str = "subscribe", **more: str) -> int:
        form = {
            "hub.mode": mode,
            "hub.topic": f"{agent.url}feed.atom",
            "hub.callback": f"{self.web.url}/callback?who=me",
            **{f"hub.{name}": value for name, value in more.items()},
        }
        body = urllib.parse.urlencode(form).encode()
        status = agent.ask("POST", "websub", body, FORM).status
        agent.plex.hub.settle()
        return status


@pytest.fixture
def bob(web: Web) -> Subscriber:
    return Subscriber(web)


class TestAsking:
    def test_the_feeds_name_the_hub(self, agent: WebAgent) -> None:
        feed = agent.ask("GET", "feed.atom")

        assert f'<{agent.url}websub>; rel="hub"' in feed.headers["Link"]
        assert f'<link rel="hub" href="{agent.url}websub" />'.encode() in feed.body

    def test_whoever_meant_it_is_sent_what_is_said(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        wanted = {"secret": "sesame", "lease_seconds": "9999999"}
        assert bob.asks(agent, **wanted) == 202
        say(agent, "Tea at four.")

        assert agent.plex.hub.tell() == 1

        ((asked),) = bob.asked
        assert asked["who"] == "me"
        assert asked["hub.lease_seconds"] == str(30 * 86_400)
        ((body, headers),) = bob.got
        assert body == agent.ask("GET", "feed.atom").body
        assert headers["content-type"] == "application/atom+xml"
        assert f'<{agent.url}feed.atom>; rel="self"' in headers["link"]
        mac = hmac.new(b"sesame", body, "sha256").hexdigest()
        assert headers["x-hub-signature"] == f"sha256={mac}"

    def test_the_same_thing_is_sent_once(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        bob.asks(agent)
        say(agent, "Tea at four.")
        agent.plex.hub.tell()

        agent.plex.people()

        assert agent.plex.hub.tell() == 0
        assert len(bob.got) == 1

    def test_what_is_for_some_is_sent_to_nobody(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        bob.asks(agent)

        now = datetime.now(UTC)
        note = Object(URIRef("urn:uuid:1"), text="Only for Bob.", published=now)
        act = Activity(
            URIRef("urn:uuid:2"),
            Verb.CREATE,
            agent.plex.me,
            note,
            now,
            privacy=Privacy.ADDRESSED,
            audience=(URIRef("urn:uuid:bob"),),
        )
        agent.plex.store.apply(Change(added=activity_lines(act)))

        assert agent.plex.hub.tell() == 0

    def test_whoever_did_not_mean_it_is_sent_nothing(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        bob.says = False
        assert bob.asks(agent) == 202
        say(agent, "Tea at four.")

        agent.plex.hub.tell()

        assert len(bob.asked) == 1
        assert bob.got == []

    def test_nobody_ends_it_but_the_subscriber(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        bob.asks(agent)
        bob.says = False
        bob.asks(agent, "unsubscribe")
        say(agent, "Tea at four.")
        assert agent.plex.hub.tell() == 1

        bob.says = True
        bob.asks(agent, "unsubscribe")
        say(agent, "And cake.")

        assert agent.plex.hub.tell() == 0

    def test_what_it_does_not_do_is_refused(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        refused: list[tuple[dict[str, str], int]] = [
            ({"mode": "publish"}, 400),
            ({"topic": "http://elsewhere.example/feed"}, 404),
            ({"callback": "ftp://elsewhere.example/"}, 400),
            ({"callback": "http://me:you@elsewhere.example/"}, 400),
            ({"callback": "http://[::1"}, 400),
            ({"lease_seconds": "-1"}, 400),
            ({"secret": "x" * 200}, 400),
        ]

        statuses = [bob.asks(agent, **form) for form, _ in refused]

        assert statuses == [status for _, status in refused]
        assert agent.ask("POST", "websub", b"{}").status == 415
        assert bob.asked == []


class TestBounds:
    def test_many_requests_are_few_questions(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        statuses = [bob.asks(agent, callback=f"{bob.web.url}/{n}") for n in range(30)]

        assert statuses.count(202) == MOST_ASKED
        assert statuses.count(429) == 30 - MOST_ASKED
        assert len(bob.asked) == MOST_ASKED

    def test_its_own_address_is_no_subscriber(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        assert bob.asks(agent, callback=f"{agent.url}inbox") == 400

    def test_a_private_network_is_not_asked(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        aim = f"http://localhost:{bob.web.port}/"
        assert bob.asks(agent, callback=aim) == 202

        assert bob.asked == []


class TestFailing:
    def test_whom_nothing_reached_is_tried_again_later(
        self, agent: WebAgent, bob: Subscriber
    ) -> None:
        bob.asks(agent)
        say(agent, "Tea at four.")
        bob.status = 500
        assert agent.plex.hub.tell() == 0
        bob.status = 200
        assert agent.plex.hub.tell() == 0

        _later(agent, timedelta(minutes=2))

        assert agent.plex.hub.tell() == 1

    def test_who_is_gone_is_let_go(self, agent: WebAgent, bob: Subscriber) -> None:
        bob.asks(agent)
        say(agent, "Tea at four.")
        bob.status = 410
        agent.plex.hub.tell()

        bob.status = 200
        say(agent, "And cake.")

        assert agent.plex.hub.tell() == 0

    def test_a_lease_ends(self, agent: WebAgent, bob: Subscriber) -> None:
        bob.asks(agent, lease_seconds="300")
        say(agent, "Tea at four.")

        _later(agent, timedelta(minutes=6))

        assert agent.plex.hub.tell() == 0


def _later(agent: WebAgent, by: timedelta) -> None:
    clock = agent.plex.hub._clock
    agent.plex.hub._clock = lambda: clock() + by


def test_what_was_asked_for_is_looked_into_after_a_restart(
    agent: WebAgent, bob: Subscriber
) -> None:
    bob.asks(agent)
    file = agent.plex.home.folder / "hub.db"  # type: ignore[union-attr]

    agent.plex.hub.close()
    del agent.plex.__dict__["hub"]
    say(agent, "Tea at four.")

    assert file.stat().st_mode & 0o777 == 0o600
    assert agent.plex.hub.tell() == 1
