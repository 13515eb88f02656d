"""The owner's page: for the owner alone, and nothing that was heard runs on it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD
from plexus_ld.vocab.plx import PLX
from tests.web_agent import Told, WebAgent, serving_plex

NAUGHTY = (
    '"><script>alert(1)</script>',
    "<img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "]]><!--",
)
AGENT = URIRef("https://bob.example/#me")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebAgent]:
    with serving_plex(tmp_path_factory.mktemp("owner") / "ada") as agent:
        yield agent


@pytest.fixture(scope="module")
def cookie(served: WebAgent) -> str:
    """Return the cookie of a browser that is logged in."""
    key = served.plex.logins.new_link()
    told = post(served, "enter", f"key={key}")
    assert told.status == 303
    return str(told.headers["Set-Cookie"])


def post(
    agent: WebAgent, act: str, form: str, cookie: str = "", origin: str = ""
) -> Told:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": origin or f"http://{agent.host}",
        "Cookie": cookie.partition(";")[0],
    }
    return agent.ask("POST", f"owner/{act}", form.encode(), headers)


def get(agent: WebAgent, path: str, cookie: str = "") -> Told:
    return agent.ask("GET", path, headers={"Cookie": cookie.partition(";")[0]})


def hear(agent: WebAgent, number: int, text: str, url: str = "") -> URIRef:
    """Have something heard, with a text in all its fields; return its IRI."""
    item = URIRef(f"urn:uuid:00000000-0000-5000-8000-{number:012}")
    at = Literal(f"2026-03-14T12:{number % 60:02}:00+00:00", datatype=XSD.dateTime)
    said = [
        (RDF.type, AS2.Note),
        (AS2.attributedTo, AGENT),
        (AS2.content, Literal(text)),
        (AS2.name, Literal(text)),
        (AS2.summary, Literal(text)),
        (PLX.senderName, Literal(text)),
        (AS2.published, at),
        (PLX.heardAt, at),
    ]
    if url:
        said.append((AS2.url, URIRef(url)))
    lines = tuple(
        line(text_of(item), text_of(term), text_of(value), text_of(HEARD))
        for term, value in said
    )
    agent.plex.store.apply(Change(added=lines))
    return item


def test_that_nobody_else_sees_the_page_or_does_anything(served: WebAgent) -> None:
    item = hear(served, 1, "a word for Ada")
    sequence = served.plex.store.sequence

    told = [
        get(served, "owner/"),
        get(served, f"owner/entry?id={item}"),
        get(served, "owner/", "plexus=nonsense"),
        post(served, "share", "text=hello"),
        post(served, "mark", f"id={item}&mark=save"),
        post(served, "enter", "key=nonsense"),
        get(served, "events"),
    ]

    assert {one.status for one in told} == {401}
    assert not any(b"a word for Ada" in one.body for one in told)
    assert served.plex.store.sequence == sequence


def test_that_the_cookie_is_the_browser_s_alone(served: WebAgent, cookie: str) -> None:
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_that_looking_at_the_link_does_not_use_it_up(served: WebAgent) -> None:
    key = served.plex.logins.new_link()

    looked = get(served, f"owner/enter?key={key}")
    entered = post(served, "enter", f"key={key}")

    assert key.encode() in looked.body
    assert entered.status == 303


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
def test_that_another_site_can_do_nothing(
    origin: str, served: WebAgent, cookie: str
) -> None:
    sequence = served.plex.store.sequence

    told = post(served, "share", "text=hello&to=public", cookie, origin)

    assert told.status == 403
    assert served.plex.store.sequence == sequence


class _Shape(HTMLParser):
    """Elements and the names of their attributes."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("number", range(len(NAUGHTY)))
def test_that_what_was_heard_is_text_and_nothing_else(
    number: int, served: WebAgent, cookie: str
) -> None:
    plain = hear(served, 100 + number, "plain words")
    naughty = hear(served, 200 + number, NAUGHTY[number], "javascript:alert(1)")

    usual = get(served, f"owner/entry?id={plain}", cookie)
    told = get(served, f"owner/entry?id={naughty}", cookie)

    assert told.status == 200
    assert _Shape(told.body).shape == _Shape(usual.body).shape
    assert not any("javascript" in link for link in _Shape(told.body).links)
    policy = told.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_that_what_cannot_be_said_comes_back_as_it_was_typed(
    served: WebAgent, cookie: str
) -> None:
    told = post(served, "share", f"text={quote(NAUGHTY[3])}&to=nobody-known", cookie)

    assert told.status == 400
    assert b"nobody here answers to" in told.body
    assert b"<svg" not in told.body
    assert b"&lt;svg onload=alert(1)&gt;" in told.body


def test_that_the_owner_says_something_on_the_page(
    served: WebAgent, cookie: str
) -> None:
    told = post(served, "share", "text=Good+morning&to=public", cookie)

    assert told.status == 303, told.body
    assert [one.text for one in served.plex.stream.mine()] == ["Good morning"]


def test_that_the_owner_saves_and_ignores_on_the_page(
    served: WebAgent, cookie: str
) -> None:
    kept, away = hear(served, 31, "keep this"), hear(served, 32, "not for me")

    post(served, "mark", f"id={kept}&mark=save", cookie)
    post(served, "mark", f"id={away}&mark=ignore", cookie)

    shown = get(served, "owner/", cookie).body
    assert b"keep this" in shown
    assert b"saved</button>" in shown
    assert b"not for me" not in shown
    assert post(served, "mark", f"id={kept}&mark=burn", cookie).status == 400


@contextmanager
def opened(
    agent: WebAgent, cookie: str, last: int | None = None
) -> Iterator[HTTPResponse]:
    connection = HTTPConnection("127.0.0.1", agent.port, timeout=10)
    headers = {"Cookie": cookie.partition(";")[0]}
    if last is not None:
        headers["Last-Event-ID"] = str(last)
    connection.request("GET", agent.plex.site.path("events"), headers=headers)
    with closing(connection), closing(connection.getresponse()) as answer:
        assert answer.status == 200
        assert answer.readline() == b"retry: 3000\n"
        yield answer


def event(stream: HTTPResponse) -> tuple[dict[str, object], int]:
    """Return the next event, and its number."""
    data: dict[str, object] = {}
    while not (read := stream.readline()).startswith(b"id:"):
        if read.startswith(b"data:"):
            data = json.loads(read[5:])
    return data, int(read[3:])


def test_that_arrivals_are_told_as_they_come(served: WebAgent, cookie: str) -> None:
    with opened(served, cookie) as stream:
        hear(served, 41, "line one\nline two")
        data, number = event(stream)

    assert data["text"] == "line one\nline two"
    assert number == served.plex.store.sequence


def test_that_who_was_away_is_told_what_came_meanwhile(
    served: WebAgent, cookie: str
) -> None:
    before = served.plex.store.sequence
    hear(served, 51, "while you were away")

    with opened(served, cookie, before) as stream:
        data, number = event(stream)

    assert data["text"] == "while you were away"
    assert number == before + 1


def test_that_open_streams_take_nobody_s_turn(agent: WebAgent) -> None:
    key = agent.plex.logins.new_link()
    cookie = str(post(agent, "enter", f"key={key}").headers["Set-Cookie"])
    with ExitStack() as streams:
        for _ in range(16):
            streams.enter_context(opened(agent, cookie))

        one_more = get(agent, "events", cookie)
        other = get(agent, "owner/", cookie)

    assert one_more.status == 503
    assert other.status == 200


def test_that_who_logged_out_sees_nothing(served: WebAgent, tmp_path: Path) -> None:
    key = served.plex.logins.new_link()
    cookie = str(post(served, "enter", f"key={key}").headers["Set-Cookie"])

    post(served, "leave", "", cookie)

    assert get(served, "owner/", cookie).status == 401
