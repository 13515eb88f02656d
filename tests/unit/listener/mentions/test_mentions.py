"""Pages that mention what was said, over real HTTP: Bob writes about Ada's post."""

import urllib.parse
from collections.abc import Iterator
from datetime import timedelta

import pytest
from rdflib import URIRef

from plexus_ld.assembly.requests import accept, refuse
from plexus_ld.errors import RequestError
from plexus_ld.listener.mentions.mentions import MOST_A_MINUTE
from plexus_ld.listener.mentions.records import all_mentions
from plexus_ld.settings import NetSettings, Settings
from tests.unit.publish.web.ada import say, served
from tests.web import Page, Web
from tests.web_agent import Told, WebAgent

ENTRY = """<!doctype html><title>On tea</title>
<article class="h-entry"><a class="u-in-reply-to" href="{0}">Ada</a>
<p class="p-author h-card"><a class="u-url p-name" href="/">Bob <b>Example</b></a></p>
<div class="e-content"><p>Four is <b>late</b><script>alert(1)</script>.</p></div>
</article>"""


class Bob:
    """Bob's site."""

    def __init__(self, web: Web, agent: WebAgent) -> None:
        self.web = web
        self.agent = agent
        self.page = f"{web.url}/on-tea"

    def writes(self, html: str, status: int = 200) -> None:
        body = html.encode()
        self.web.pages["/on-tea"] = Page(body, "text/html; charset=utf-8", status)

    def tells(self, target: str, source: str = "") -> Told:
        form = urllib.parse.urlencode({"source": source or self.page, "target": target})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.agent.ask("POST", "webmention", form.encode(), headers)

    @property
    def asked(self) -> int:
        return len(self.web.asked)


@pytest.fixture
def agent() -> Iterator[WebAgent]:
    settings = Settings(net=NetSettings(allow_hosts=("127.0.0.1",)))
    with served(settings, base="{here}/") as agent:
        yield agent


@pytest.fixture
def bob(web: Web, agent: WebAgent) -> Bob:
    return Bob(web, agent)


def page_of(iri: str) -> str:
    return f"{iri.replace('/objects/', '/posts/')}.html"


def later(agent: WebAgent, by: timedelta) -> None:
    clock = agent.plex.mentions._clock
    agent.plex.mentions._clock = lambda: clock() + by


class TestTelling:
    def test_pages_say_where_to_tell(self, agent: WebAgent) -> None:
        iri = say(agent, "Tea at four.")

        for path in (page_of(iri).removeprefix(agent.url), ""):
            link = agent.ask("GET", path).headers["Link"]
            assert f'<{agent.url}webmention>; rel="webmention"' in link

    def test_what_is_no_page_here_is_refused(self, agent: WebAgent, bob: Bob) -> None:
        page = page_of(say(agent, "Tea at four."))
        told = [
            bob.tells(f"{agent.url}posts/nothing.html"),
            bob.tells("http://elsewhere.example/"),
            bob.tells(page, "ftp://bob.example/x"),
            bob.tells(page, "http://me:you@bob.example/x"),
            bob.tells(page, page),
            agent.ask("POST", "webmention", b"{}", {"Content-Type": "text/plain"}),
            agent.ask("GET", "webmention"),
        ]

        assert [one.status for one in told] == [400, 400, 400, 400, 400, 415, 405]
        assert agent.plex.mentions.work() == 0

    def test_nobody_is_made_to_shout_at_others(self, agent: WebAgent, bob: Bob) -> None:
        page = page_of(say(agent, "Tea at four."))
        told = [bob.tells(page, f"{bob.page}?{n}").status for n in range(30)]

        agent.plex.mentions.work()

        assert told.count(202) == bob.asked == MOST_A_MINUTE
        assert told.count(429) == 30 - MOST_A_MINUTE

    def test_a_private_network_is_not_asked(self, agent: WebAgent, bob: Bob) -> None:
        page = page_of(say(agent, "Tea at four."))
        assert bob.tells(page, f"http://localhost:{bob.web.port}/on-tea").status == 202

        agent.plex.mentions.work()

        assert bob.asked == 0


class TestAnswering:
    def test_nothing_is_heard_before_the_owner_agrees(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        iri = say(agent, "Tea at four.")
        bob.writes(ENTRY.format(page_of(iri)))
        assert bob.tells(page_of(iri)).status == 202

        agent.plex.mentions.work()

        assert agent.plex.stream.timeline() == ()
        (one,) = agent.plex.requests.all("waiting")
        assert (one.kind, one.name, str(one.about)) == ("mention", "Bob Example", iri)
        assert str(one.by) == f"{bob.web.url}/"
        assert "Four is late" in one.words

    def test_what_the_owner_lets_in_is_an_answer_in_the_thread(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        one = waiting(agent, bob)

        accept(agent.plex, str(one).removeprefix("urn:uuid:")[:8])

        (entry,) = agent.plex.stream.timeline()
        assert [r.state for r in agent.plex.requests.all()] == ["accepted"]
        assert entry.text == "Four is late."
        assert "script" not in entry.html
        assert (entry.author, entry.url) == ("Bob Example", bob.page)
        assert str(entry.in_reply_to).startswith(f"{agent.url}objects/")

    def test_an_edit_and_a_deletion_are_followed(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        one = waiting(agent, bob)
        agent.plex.mentions.accept(one)
        target = all_mentions(agent.plex.store)[0].target
        bob.writes(ENTRY.format(target).replace("late", "early"))
        bob.tells(target)
        agent.plex.mentions.work()
        edited = [entry.text for entry in agent.plex.stream.timeline()]

        bob.writes("gone", 410)
        bob.tells(target)
        agent.plex.mentions.work()

        assert edited == ["Four is early."]
        assert agent.plex.stream.timeline() == ()
        assert all_mentions(agent.plex.store) == ()

    def test_what_was_refused_is_never_looked_at_again(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        one = waiting(agent, bob)
        refuse(agent.plex, str(one))
        with pytest.raises(RequestError, match="refused already"):
            accept(agent.plex, str(one))
        with pytest.raises(RequestError, match="no request"):
            accept(agent.plex, "0000")
        before = bob.asked

        assert bob.tells(all_mentions(agent.plex.store)[0].target).status == 202

        assert agent.plex.mentions.work() == 0
        assert bob.asked == before

    def test_a_like_is_a_like(self, agent: WebAgent, bob: Bob) -> None:
        one = waiting(agent, bob, ENTRY.replace("in-reply-to", "like-of"))

        agent.plex.mentions.accept(one)

        (said,) = agent.plex.stream.mine()
        assert len(said.likes) == 1

    def test_a_page_speaks_for_nobody_else(self, agent: WebAgent, bob: Bob) -> None:
        page = ENTRY.replace('href="/"', 'href="https://carol.example/"')
        waiting(agent, bob, page)

        (one,) = all_mentions(agent.plex.store)

        assert str(one.author) == f"{bob.web.url}/"

    def test_a_bare_link_is_a_mention(self, agent: WebAgent, bob: Bob) -> None:
        one = waiting(agent, bob, "<title>On tea</title><a href='{0}'>tea</a>")

        agent.plex.mentions.accept(one)

        assert [entry.title for entry in agent.plex.stream.timeline()] == ["On tea"]


class TestLooking:
    @pytest.mark.parametrize(
        "html",
        ["<p>Nothing.", "<!-- <a href='{0}'> -->", "<p>{0}</p>", "<title>{0}</title>"],
    )
    def test_a_page_that_does_not_link_is_dropped(
        self, agent: WebAgent, bob: Bob, html: str
    ) -> None:
        page = page_of(say(agent, "Tea at four."))
        bob.writes(html.format(page))
        bob.tells(page)

        agent.plex.mentions.work()

        assert all_mentions(agent.plex.store) == ()
        assert agent.plex.requests.all("waiting") == ()

    def test_a_page_that_cannot_be_had_is_looked_at_a_few_times(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        page = page_of(say(agent, "Tea at four."))
        bob.writes("broken", 500)
        bob.tells(page)

        for _ in range(12):
            agent.plex.mentions.work()
            later(agent, timedelta(hours=2))

        assert bob.asked == 5
        assert all_mentions(agent.plex.store) == ()

    def test_a_page_that_kills_its_reader_is_dropped(
        self, agent: WebAgent, bob: Bob
    ) -> None:
        page = page_of(say(agent, "Tea at four."))
        bob.writes(f"<a href='{page}'>" + "<div>" * 5_000)
        bob.tells(page)

        agent.plex.mentions.work()

        assert agent.ask("GET", "").status == 200


def waiting(agent: WebAgent, bob: Bob, html: str = ENTRY) -> URIRef:
    """Return a mention that waits for Ada's word."""
    target = page_of(say(agent, "Tea at four."))
    bob.writes(html.format(target))
    bob.tells(target)
    agent.plex.mentions.work()
    (one,) = all_mentions(agent.plex.store)
    return one.iri
