"""Feeds that are pushed, between two agents over real HTTP: Ada says, Bob listens."""

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.listener.pushing.records import Push, PushRecords
from plexus_ld.listener.targets import Target
from tests.unit.publish.web.ada import say
from tests.web import Page, Web
from tests.web_agent import Told, WebAgent, serving_plex

FEED = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>Ada</title><atom:link rel="hub" href="%s"/>%s
<item><guid>urn:x:%s</guid><description>%s</description></item></channel></rss>"""


@pytest.fixture
def bob(tmp_path: Path) -> Iterator[WebAgent]:
    with serving_plex(tmp_path / "bob", "Bob Example") as bob:
        yield bob


def listens(bob: WebAgent, feed: str) -> Target:
    """Have Bob listen to a feed, and ask it once."""
    connections = bob.plex.connections
    ways = connections.ways(in_=[f"feed:{feed}"])
    connections.connect(connections.look("Ada", fetch=False), ways)
    bob.plex.listen(once=True)
    (target,) = bob.plex.listening.targets(bob.plex.clock())
    return target


def heard(bob: WebAgent) -> list[str]:
    return [entry.text for entry in bob.plex.stream.timeline()]


def known(bob: WebAgent) -> Push:
    (one,) = bob.plex.pushes._records.all()
    return one


def sends(bob: WebAgent, body: bytes, secret: str, method: str = "sha256") -> Told:
    mac = hmac.new(secret.encode(), body, method).hexdigest()
    headers = {"X-Hub-Signature": f"{method}={mac}", "Content-Type": "text/xml"}
    return bob.ask("POST", f"websub/callback/{known(bob).id}", body, headers)


def confirms(bob: WebAgent, **more: str) -> Told:
    one = known(bob)
    asked = {"mode": "subscribe", "topic": one.topic, "challenge": "tea", **more}
    query = "&".join(f"hub.{name}={value}" for name, value in asked.items())
    return bob.ask("GET", f"websub/callback/{one.id}?{query}")


def test_what_a_friend_says_is_there_without_a_poll(
    agent: WebAgent, bob: WebAgent
) -> None:
    say(agent, "Tea at four.")
    before = listens(bob, f"{agent.url}feed.atom")
    assert bob.plex.pushes.renew() == 1
    agent.plex.hub.settle()

    say(agent, "And cake.")
    assert agent.plex.hub.tell() == 1

    assert sorted(heard(bob)) == ["And cake.", "Tea at four."]
    (after,) = bob.plex.listening.targets(bob.plex.clock())
    assert before.bounds.least < timedelta(hours=1) <= after.bounds.least


def test_who_listens_no_more_is_sent_nothing(agent: WebAgent, bob: WebAgent) -> None:
    listens(bob, f"{agent.url}feed.json")
    bob.plex.pushes.renew()
    agent.plex.hub.settle()

    bob.plex.connections.disconnect("Ada")
    bob.plex.pushes.renew()
    agent.plex.hub.settle()
    say(agent, "And cake.")

    assert agent.plex.hub.tell() == 0
    assert bob.plex.pushes._records.all() == []


class TestCallback:
    """A hub that is not ours, and whoever pretends to be one."""

    @pytest.fixture
    def target(self, bob: WebAgent, web: Web) -> Target:
        hub = f"{web.url}/hub".encode()
        web.pages["/feed"] = Page(FEED % (hub, b"", b"1", b"Tea"), "text/xml")
        web.pages["/hub"] = Page(b"", "text/plain", 202)
        return listens(bob, f"{web.url}/feed")

    def test_what_was_not_asked_for_is_not_confirmed(
        self, bob: WebAgent, target: Target
    ) -> None:
        early = confirms(bob)
        bob.plex.pushes.renew()

        assert early.status == 404
        assert confirms(bob, topic="http://elsewhere.example/").status == 404
        assert confirms(bob, mode="unsubscribe").status == 404
        told = confirms(bob, lease_seconds="86400")
        assert (told.status, told.body) == (200, b"tea")
        assert told.headers.get_content_type() == "text/plain"
        assert confirms(bob).status == 404
        assert bob.plex.pushes.alive() == {target.iri}

    def test_what_its_hub_did_not_sign_is_dropped(
        self, bob: WebAgent, target: Target
    ) -> None:
        bob.plex.pushes.renew()
        confirms(bob)
        secret = known(bob).secret

        forged = sends(bob, FEED % (b"x", b"", b"2", b"Forged"), "wrong")
        unsigned = bob.ask(
            "POST", f"websub/callback/{known(bob).id}", FEED % (b"x", b"", b"3", b"x")
        )
        good = [
            sends(bob, FEED % (b"x", b"", name.encode(), name.encode()), secret, name)
            for name in ("sha1", "sha256", "sha512")
        ]

        assert {forged.status, unsigned.status, *(t.status for t in good)} == {204}
        assert sorted(heard(bob)) == ["Tea", "sha1", "sha256", "sha512"]

    def test_a_callback_that_is_over_is_gone(
        self, bob: WebAgent, target: Target
    ) -> None:
        bob.plex.pushes.renew()
        confirms(bob, lease_seconds="3600")
        secret = known(bob).secret
        _later(bob, timedelta(hours=2))

        assert sends(bob, FEED % (b"x", b"", b"2", b"Late"), secret).status == 410
        assert bob.ask("POST", "websub/callback/nobody", b"x").status == 410
        assert bob.plex.pushes.alive() == frozenset()

    def test_a_lease_is_renewed_before_it_ends(
        self, bob: WebAgent, web: Web, target: Target
    ) -> None:
        bob.plex.pushes.renew()
        confirms(bob, lease_seconds="864000")
        assert bob.plex.pushes.renew() == 0

        _later(bob, timedelta(days=9, hours=1))

        assert bob.plex.pushes.renew() == 1
        assert confirms(bob).status == 200
        assert bob.plex.pushes.alive() == {target.iri}

    def test_a_hub_that_does_not_answer_is_asked_ever_more_seldom(
        self, bob: WebAgent, web: Web, target: Target
    ) -> None:
        web.pages["/hub"] = Page(b"", "text/plain", 500)
        asked = 0
        for _ in range(7 * 24):
            bob.plex.pushes.renew()
            asked += web.asked.count("POST /hub") - asked
            _later(bob, timedelta(hours=1))

        assert asked == 5
        assert heard(bob) == ["Tea"]

    def test_a_feed_that_names_ever_other_hubs_makes_one_question_a_day(
        self, bob: WebAgent, web: Web, target: Target
    ) -> None:
        bob.plex.pushes.renew()
        for n in range(5):
            hub = f"{web.url}/hub{n}".encode()
            web.pages["/feed"] = Page(FEED % (hub, b"", b"1", b"Tea"), "text/xml")
            bob.plex.listen(once=True)
            bob.plex.pushes.renew()

        assert [one for one in web.asked if "hub" in one] == ["POST /hub"]

    def test_its_secrets_are_for_the_owner_alone(
        self, bob: WebAgent, target: Target
    ) -> None:
        folder = bob.plex.home.folder  # type: ignore[union-attr]
        assert (folder / "pushes.db").stat().st_mode & 0o777 == 0o600
        assert known(bob).secret not in repr(known(bob))


def test_a_json_feed_names_its_hub_too(bob: WebAgent, web: Web) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "feed_url": f"{web.url}/self.json",
        "hubs": [{"type": "WebSub", "url": f"{web.url}/hub"}],
        "items": [{"id": "1", "content_text": "Tea"}],
    }
    web.pages["/feed"] = Page(json.dumps(feed).encode(), "application/feed+json")

    listens(bob, f"{web.url}/feed")

    one = known(bob)
    assert (one.hub, one.topic) == (f"{web.url}/hub", f"{web.url}/self.json")


def test_how_it_stands_survives_the_process(tmp_path: Path) -> None:
    one = Push("urn:x:point", "id", "https://hub.example/", "https://a.example/", "s")
    first = PushRecords(tmp_path / "pushes.db")
    first.put(one)
    first.close()

    again = PushRecords(tmp_path / "pushes.db")

    assert again.of_callback("id") == again.of_point("urn:x:point") == one
    again.close()


def _later(bob: WebAgent, by: timedelta) -> None:
    clock = bob.plex.pushes._clock
    bob.plex.pushes._clock = lambda: clock() + by


def test_what_is_no_address_on_the_web_is_no_hub(bob: WebAgent) -> None:
    bob.plex.pushes.named(URIRef("urn:x:p"), "javascript:x", "https://a.example/")
    bob.plex.pushes.named(URIRef("urn:x:p"), "https://hub.example/", "ftp://a.example")

    assert bob.plex.pushes._records.all() == []
