"""Servers that are down, slow or rude: a state and a sentence, and nothing is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.rude import PATIENCE_S, Street, street, web_at
from tests.cli.terminal import Desk
from tests.web import Page, Web

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>
<item><guid>{name}-1</guid><title>News of {name}</title></item></channel></rss>"""


@pytest.fixture
def hooks(web: Web, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    with street("/hook") as made:
        _allow(made, web, monkeypatch)
        yield made


@pytest.fixture
def feeds(web: Web, monkeypatch: pytest.MonkeyPatch) -> Iterator[Street]:
    with street("/feed.xml") as made:
        _allow(made, web, monkeypatch)
        yield made


def _allow(made: Street, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", f"{web.host},{made.hosts}")
    monkeypatch.setenv("PLEXUS_NET_TIMEOUT_S", PATIENCE_S)


def card(name: str) -> str:
    return f"https://{name}.example/card#me"


def connect(plexus: Desk, name: str, *words: str) -> None:
    done = plexus("connect", card(name), *words)
    assert done.status == 0, done.err


def rss(name: str) -> Page:
    return Page(FEED.format(name=name).encode(), "application/rss+xml")


@pytest.mark.usefixtures("home")
def test_what_was_shared_with_rude_servers_waits_and_the_others_have_it(
    plexus: Desk, hooks: Street, web: Web
) -> None:
    good = web_at("/hook", Page(status=201), web)
    for name, url in {**hooks.urls, "good": good}.items():
        connect(plexus, name, "--out", f"webhook:{url}")

    said = plexus("share", "Hello.", "--json")

    assert said.status == 0, said.err
    assert said.is_told()
    found = {line["agent"]: line for line in said.json["deliveries"]}
    assert found.pop(card("good"))["state"] == "taken"
    assert found.keys() == {card(name) for name in hooks.urls}
    assert {line["state"] for line in found.values()} == {"waiting"}
    assert all(line["last_error"] for line in found.values())
    soon = datetime.now(UTC) + timedelta(hours=1)
    later = {
        agent for agent, line in found.items()
        if datetime.fromisoformat(line["next_attempt"]) > soon
    }  # fmt: skip
    assert later == {card("busy-429"), card("busy-503")}

    # `doctor` counts them, and says what to do.
    wrong = [one for one in plexus("doctor", "--json").json if not one["ok"]]
    waiting = [one for one in wrong if "to be tried again" in one["what"]]
    assert sum(int(one["what"].split()[0]) for one in waiting) == len(hooks.urls)
    assert all("plexus deliveries --state waiting" in one["advice"] for one in waiting)

    # Once they answer, each has it, once; only the one that is down waits on.
    hooks.mend(lambda _: Page(status=201))
    before = {name: len(house.bodies) for name, house in hooks.houses.items()}
    plexus("deliver", "--retry", said.json["activity"].removeprefix("urn:uuid:"))
    left = plexus("deliveries", "--json").json["deliveries"]
    assert {line["agent"] for line in left if line["state"] != "taken"} == {
        card("down"),
        card("no-tls"),
    }
    for name, house in hooks.houses.items():
        assert len(house.bodies) - before[name] == (name != "no-tls")
    assert len(web.bodies) == 1


@pytest.mark.usefixtures("home")
def test_rude_feeds_are_asked_again_and_the_others_are_heard(
    plexus: Desk, feeds: Street, web: Web
) -> None:
    good = web_at("/feed.xml", rss("good"), web)
    for name, url in {**feeds.urls, "good": good}.items():
        connect(plexus, name, "--in", f"feed:{url}")

    said = plexus("listen", "--once", "--json")

    assert said.status == 1
    assert said.is_told()
    assert [one["title"] for one in said.json["heard"]] == ["News of good"]
    for url in feeds.urls.values():
        assert f"plexus: {url}: " in said.err

    wrong = [one for one in plexus("doctor", "--json").json if not one["ok"]]
    failing = [one for one in wrong if "could not be asked" in one["what"]]
    assert len(failing) == len(feeds.urls)
    assert all("plexus point pause" in one["advice"] for one in failing)

    feeds.mend(rss)
    again = plexus("listen", "--once", "--json")
    heard = {one["title"] for one in again.json["heard"]}
    assert heard == {f"News of {name}" for name in feeds.houses if name != "no-tls"}
    shown = plexus("timeline", "--json").json
    items = shown if isinstance(shown, list) else shown["items"]
    assert len(items) == len(heard) + 1


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("status", [401, 403, 404, 410, 413])
def test_a_no_for_good_is_said_and_tried_no_more(
    plexus: Desk, hooks: Street, web: Web, status: int
) -> None:
    connect(plexus, "bob", "--out", f"webhook:{web_at('/b', Page(status=status), web)}")

    said = plexus("share", "Hello.", "--json")

    (line,) = said.json["deliveries"]
    assert said.status == 1
    assert (line["state"], line["next_attempt"]) == ("refused", None)
    assert f"HTTP {status}" in line["last_error"]
    assert plexus("deliver").err.strip() == "nothing was due"


def test_an_attachment_that_is_gone_is_said_and_holds_up_nothing(
    home: Path, plexus: Desk, hooks: Street, web: Web, tmp_path: Path
) -> None:
    good = web_at("/hook", Page(status=201), web)
    connect(plexus, "bob", "--out", f"webhook:{good}")
    (tmp_path / "paper.txt").write_text("words")
    later = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    plexus("share", "Read.", "--attach", tmp_path / "paper.txt", "--at", later)
    for file in (home / "media").rglob("*"):
        if file.is_file():
            file.unlink()

    plexus("share", "And hello.")
    lost = plexus("deliveries", "--json").json["deliveries"]
    plexus("deliver", "--retry", next(
        line["delivery"] for line in lost if line["state"] != "taken"
    ).removeprefix("urn:uuid:"))  # fmt: skip

    found = plexus("deliveries", "--json").json["deliveries"]
    (gone,) = [line for line in found if line["state"] != "taken"]
    assert gone["state"] in ("refused", "givenUp")
    assert "attachment" in gone["last_error"]
    assert "gone" in gone["last_error"]
    assert len(found) == 2
