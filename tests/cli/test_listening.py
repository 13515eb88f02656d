"""`listen`, `timeline`, `save`, `ignore`, `search` as an owner types them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Desk
from tests.web import Page, Web

ITEM = """<item><title>{title}</title><guid>https://bob.example/{n}</guid>
<link>https://bob.example/{n}</link><description>{text}</description>
<pubDate>{n:02d} May 2026 10:00:00 GMT</pubDate></item>"""


def feed(*posts: tuple[str, str]) -> Page:
    items = "".join(
        ITEM.format(n=number, title=title, text=text)
        for number, (title, text) in enumerate(posts, 1)
    )
    head = "<rss version='2.0'><channel><title>Bob's weblog</title>"
    return Page(f"{head}{items}</channel></rss>".encode(), "application/rss+xml")


@pytest.fixture
def listened(
    home: Path, plexus: Desk, web: Web, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Web]:
    """Return the server of a feed that the home listens to."""
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    monkeypatch.setenv("PLEXUS_SECRETS_PLACE", "file")
    web.pages["/feed"] = feed(("Shed", "The shed is done."), ("Beans", "They are up."))
    assert home.is_dir()
    connected = plexus("connect", f"{web.url}/feed", "--in", f"feed:{web.url}/feed")
    assert connected.status == 0, connected.err
    web.asked.clear()
    yield web


def test_what_is_heard_is_printed_kept_and_found(listened: Web, plexus: Desk) -> None:
    heard = plexus("listen", "--once", "--json")

    assert heard.status == 0
    assert heard.json["polled"] == 1
    assert sorted(one["title"] for one in heard.json["heard"]) == ["Beans", "Shed"]
    assert [row["title"] for row in plexus("timeline").rows] == ["Beans", "Shed"]
    (found,) = plexus("search", "shed", "--json").json
    assert found["snippet"] == "[Shed]"
    assert listened.asked.count("GET /feed") == 1


def test_nothing_is_heard_twice(listened: Web, plexus: Desk) -> None:
    plexus("listen", "--once")

    again = plexus("listen", "--once", "--json")
    due = plexus("listen", "--json")

    assert again.json["heard"] == []
    assert due.json["polled"] == 0
    assert len(plexus("timeline", "--json").json) == 2
    assert listened.asked.count("GET /feed") == 2


def test_where_nobody_is_due_it_is_said_when_somebody_will_be(
    listened: Web, plexus: Desk
) -> None:
    plexus("listen", "--once")

    due = plexus("listen")
    plexus("disconnect", f"{listened.url}/feed")
    nobody = plexus("listen")

    assert re.fullmatch(
        r"nobody is due before \d\d:\d\d on \d\d \w+; --once asks them now\n", due.err
    )
    assert nobody.err.startswith("nobody is asked: `plexus connect WHO --in")


def test_read_saved_and_ignored(listened: Web, plexus: Desk) -> None:
    plexus("listen", "--once")
    beans, shed = (row["id"] for row in plexus("timeline").rows)

    assert len(plexus("timeline", "--unread", "--mark-read", "--limit", "1").rows) == 1
    assert [row["id"] for row in plexus("timeline", "--unread").rows] == [shed]
    assert plexus("save", shed).status == 0
    assert plexus("ignore", beans).status == 0

    (left,) = plexus("timeline", "--json").json
    assert (left["id"], left["marks"]) == (shed, ["save"])
    assert plexus("save", "nothing").status == 1
    assert listened.host


def test_by_whom_and_since_when(listened: Web, plexus: Desk) -> None:
    plexus("listen", "--once")
    name = plexus("timeline").rows[0]["who"]

    assert len(plexus("timeline", "--by", name).rows) == 2
    assert len(plexus("timeline", "--since", "2026-05-02").rows) == 1
    assert plexus("timeline", "--by", "me").rows == []
    assert plexus("timeline", "--mine", "--json").json == []
    assert plexus("timeline", "--by", "Nobody Known").status == 1
    assert plexus("timeline", "--since", "soon").status == 1
    assert listened.host


def test_who_cannot_be_asked_is_told(listened: Web, plexus: Desk) -> None:
    listened.pages["/feed"] = Page(b"busy", "text/plain", 503)

    heard = plexus("listen", "--once", "--json")

    assert heard.status == 1
    assert heard.json["failed"] == 1
    assert "503" in heard.err
    assert heard.is_told()


def test_what_is_gone_for_good_is_paused(listened: Web, plexus: Desk) -> None:
    listened.pages["/feed"] = Page(b"gone", "text/plain", 410)

    plexus("listen", "--once")

    (point,) = plexus("points", "--json").json
    assert "paused" in str(point)
    assert plexus("listen", "--once", "--json").json["polled"] == 0


def test_what_moved_for_good_is_asked_there(listened: Web, plexus: Desk) -> None:
    listened.pages["/new"] = listened.pages["/feed"]
    listened.pages["/feed"] = Page(b"", "text/plain", 301, {"Location": "/new"})

    plexus("listen", "--once")

    (point,) = plexus("points", "--json").json
    assert point["address"] == f"{listened.url}/new"
    assert len(plexus("timeline").rows) == 2
