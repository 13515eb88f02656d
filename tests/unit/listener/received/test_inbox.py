"""What strangers bring to the inbox, over real HTTP."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from plexus_ld.settings import Settings, WebSettings
from tests.web_agent import Told, WebAgent, serving_plex

LD_JSON = {"Content-Type": "application/ld+json"}
HELLO = json.dumps(
    {"@id": "", "http://www.w3.org/2000/01/rdf-schema#label": "Hello"}
).encode()


def post(agent: WebAgent, body: bytes = HELLO, **headers: str) -> Told:
    return agent.ask("POST", "inbox", body, {**LD_JSON, **headers})


def reader(agent: WebAgent, *scopes: str) -> dict[str, str]:
    _, secret = agent.plex.tokens.create("reader", scopes or ["read"])
    return {"Authorization": f"Bearer {secret}"}


def test_a_notification_is_kept_as_it_came_and_read_by_the_owner(
    agent: WebAgent,
) -> None:
    owner = reader(agent)

    told = post(agent)
    listed = agent.ask("GET", "inbox", headers=owner)
    where = told.headers["Location"]
    read = agent.ask("GET", where.removeprefix(agent.url), headers=owner)

    assert told.status == 201
    assert json.loads(listed.body)["contains"] == [where]
    assert listed.headers["Content-Type"] == "application/ld+json"
    assert (read.status, read.body) == (200, HELLO)
    assert read.headers["X-Content-Type-Options"] == "nosniff"


def test_it_stands_in_no_timeline(agent: WebAgent) -> None:
    post(agent)

    assert list(agent.plex.stream.timeline()) == []


def test_the_same_again_is_kept_once(agent: WebAgent) -> None:
    first, second = post(agent), post(agent)

    assert second.status == 201
    assert first.headers["Location"] == second.headers["Location"]
    assert len(agent.plex.inbox.names()) == 1


def test_it_is_there_after_the_home_was_closed(tmp_path: Path) -> None:
    with serving_plex(tmp_path / "ada") as agent:
        post(agent)
        names = agent.plex.inbox.names()

    with serving_plex(tmp_path / "ada") as again:
        assert again.plex.inbox.names() == names


def test_nobody_else_reads_it(agent: WebAgent) -> None:
    where = post(agent).headers["Location"].removeprefix(agent.url)

    asked = [agent.ask("GET", path) for path in ("inbox", where)]
    poster = reader(agent, "post")
    with_less = [agent.ask("GET", path, headers=poster) for path in ("inbox", where)]

    assert [one.status for one in (*asked, *with_less)] == [401, 401, 403, 403]
    assert not any(b"Hello" in one.body for one in (*asked, *with_less))


def test_the_inbox_is_found_from_the_profile(agent: WebAgent) -> None:
    link = agent.ask("HEAD").headers["Link"]

    assert f'<{agent.url}inbox>; rel="http://www.w3.org/ns/ldp#inbox"' in link


def test_it_says_what_it_takes(agent: WebAgent) -> None:
    told = agent.ask("OPTIONS", "inbox")

    assert told.status == 204
    assert "application/ld+json" in told.headers["Accept-Post"]
    assert "POST" in told.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{}", {}, 400),
        (b"[]", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"{" * 100_000, {}, 400),
        (b'{"@id": "a", "b"', {}, 400),
        (b'{"@context": "http://127.0.0.1:9/c", "a": "b"}', {}, 400),
        (HELLO, {"Content-Type": "text/html"}, 415),
        (HELLO, {"Content-Type": "text/turtle"}, 415),
        (HELLO, {"Content-Type": ""}, 415),
        (HELLO, {"Content-Type": "application/ld+json; charset=utf-16"}, 415),
        (HELLO, {"Content-Encoding": "gzip"}, 415),
        (HELLO, {"Signature": "nonsense"}, 401),
    ],
)
def test_what_is_none_is_told_and_not_kept(
    agent: WebAgent, body: bytes, headers: dict[str, str], status: int
) -> None:
    told = post(agent, body, **headers)

    assert told.status == status
    assert agent.plex.inbox.names() == ()


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[WebAgent]:
    web = WebSettings(inbox_per_minute=3, max_inbox_bytes=2 * len(HELLO))
    with serving_plex(tmp_path / "ada", settings=replace(Settings(), web=web)) as agent:
        yield agent


def test_too_many_in_a_minute_are_told_to_come_again(narrow: WebAgent) -> None:
    told = [post(narrow) for _ in range(5)]

    assert [one.status for one in told] == [201, 201, 201, 429, 429]
    assert told[-1].headers["Retry-After"] == "60"


def test_strangers_fill_no_disk(narrow: WebAgent) -> None:
    bodies = [HELLO.replace(b"Hello", word) for word in (b"Other", b"Third")]

    told = [post(narrow, body) for body in (HELLO, *bodies)]

    assert [one.status for one in told] == [201, 201, 507]
    assert len(narrow.plex.inbox.names()) == 2


def test_what_is_old_is_dropped_and_makes_room(narrow: WebAgent) -> None:
    post(narrow)
    plex = narrow.plex
    before = plex.inbox.tend()
    later = plex.clock() + timedelta(days=31)
    plex.inbox._clock = lambda: later

    assert (before, plex.inbox.tend()) == (0, 1)
    assert plex.inbox.names() == ()
