"""Two people, two homes on one machine, a mail server and a feed between them.

The story of the README: they become connected by mail and feed; one shares a text, a
picture, an article and something public with a circle by query; the other sees each
once; the first one's report says so; her agent is killed in the middle.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli.terminal import PATIENCE_S, Said, Terminal
from tests.web import Web
from tests.wire.mail import PASSWORD, MailServers, running_mail
from tests.wire.site import static_host

BY_MAIL = """SELECT ?person WHERE {
  GRAPH <urn:x-plexus:plex> {
    ?connection plx:agent ?person ; plx:connectionPoint ?point .
    ?point plx:channel plx:email
  }
}"""
SAID = ["At the sea", "Public news", "Shall we meet on Friday?", "Tea is good."]


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServers]:
    with running_mail() as servers:
        yield servers


@pytest.fixture
def site(tmp_path: Path, web: Web) -> Path:
    folder = tmp_path / "site"
    web.otherwise = static_host(folder)
    return folder


def a_home(folder: Path, name: str, user: str, mail: MailServers, web: Web) -> Terminal:
    """Make a home with a mailbox."""
    allowed = f"{web.host},127.0.0.1:{mail.smtp},127.0.0.1:{mail.imap}"
    env = {"PLEXUS_NET_ALLOW_HOSTS": allowed, "HOME": str(folder.parent)}
    home = Terminal(folder, env)
    base = ("--base", f"{web.url}/") if user == "alice" else ()
    done(home("init", "--name", name, *base))
    done(home("me", "set", "mbox", mail.address(user)))
    settings = [f"{key}={value}" for key, value in mail.settings(user).items()]
    done(home("channel", "set", "email", *settings, f"password={PASSWORD}"))
    return home


def done(said: Said) -> Said:
    assert said.status == 0, said.err
    return said


@pytest.fixture
def ada(tmp_path: Path, mail: MailServers, web: Web, site: Path) -> Terminal:
    home = a_home(tmp_path / "ada", "Ada Example", "alice", mail, web)
    done(home("publish", site))
    return home


@pytest.fixture
def bob(tmp_path: Path, mail: MailServers, web: Web) -> Terminal:
    return a_home(tmp_path / "bob", "Bob Example", "bob", mail, web)


@pytest.fixture
def agents() -> Iterator[Callable[[Terminal], "subprocess.Popen[bytes]"]]:
    running: list[subprocess.Popen[bytes]] = []

    def start(home: Terminal) -> subprocess.Popen[bytes]:
        process = home.start("run")
        running.append(process)
        assert process.stderr is not None
        while b"Ctrl-C ends it" not in process.stderr.readline():
            assert process.poll() is None
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)


def soon() -> str:
    """A time that has not passed when a slow machine reads it."""
    return (datetime.now(UTC) + timedelta(seconds=6)).isoformat()


def stream(home: Terminal) -> list[dict[str, Any]]:
    found = done(home("timeline", "--json")).json
    return list(found if isinstance(found, list) else found["items"])


def texts(home: Terminal) -> list[str]:
    return sorted(item["text"] for item in stream(home))


def eventually(ask: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S / 2
    while time.monotonic() < deadline:
        if ask():
            return True
        time.sleep(0.3)
    return False


def states(home: Terminal) -> list[str]:
    report = done(home("deliveries", "--json")).json["deliveries"]
    return [delivery["state"] for delivery in report]


def write(folder: Path) -> None:
    """Write what is shared."""
    (folder / "mail.rq").write_text(BY_MAIL, encoding="utf-8")
    Image.new("RGB", (32, 32), (200, 80, 20)).save(folder / "sea.png")
    (folder / "tea.md").write_text("# On tea\n\nTea is *good*.\n", encoding="utf-8")


def connect(ada: Terminal, bob: Terminal, mail: MailServers, web: Web) -> None:
    """Have each hold a card of the other."""
    alice, bobs = (f"email:{mail.address(user)}" for user in ("alice", "bob"))
    feed = f"feed:{web.url}/feed.atom"
    done(ada("connect", mail.address("bob"), "--out", bobs, "--in", bobs))
    done(bob("import", f"{web.url}/foaf.ttl"))
    done(bob("connect", "Ada Example", "--out", alice, "--in", alice, "--in", feed))


def test_two_homes_talk_by_mail_and_feed_and_a_kill_loses_nothing(
    ada: Terminal,
    bob: Terminal,
    mail: MailServers,
    web: Web,
    site: Path,
    tmp_path: Path,
    agents: Callable[[Terminal], "subprocess.Popen[bytes]"],
) -> None:
    write(tmp_path)
    connect(ada, bob, mail, web)
    done(ada("circle", "create", "friends", "--query", tmp_path / "mail.rq"))
    agents(bob)
    killed = agents(ada)

    # She shares, and her agent dies in the middle.
    done(ada("share", SAID[2], "--to", "circle:friends"))
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    sea = ("--attach", tmp_path / "sea.png", "--alt", "The sea at dusk")
    done(ada("share", SAID[0], *sea, "--to", "circle:friends", "--at", soon()))
    agents(ada)
    done(ada("share", "--article", tmp_path / "tea.md", "--to", "circle:friends"))
    done(ada("share", SAID[1], "--to", "public"))
    done(ada("publish", site))

    # He hears each once; what came twice has two renditions.
    assert eventually(lambda: texts(bob) == SAID), texts(bob)
    done(bob("listen", "--once"))
    heard = {item["text"]: item for item in stream(bob)}
    assert sorted(heard) == SAID
    assert len(stream(bob)) == len(SAID)
    ways = {
        text: sorted({way["channel"] for way in item["renditions"]})
        for text, item in heard.items()
    }
    assert ways[SAID[1]] == ["email", "feed"]
    assert ways[SAID[0]] == ["email"]
    [sea_heard] = heard[SAID[0]]["attachments"]
    assert sea_heard["media_type"] == "image/png"

    # Her report says so.
    assert eventually(lambda: states(ada) == ["taken"] * len(SAID)), states(ada)

    # He answers, and she sees it.
    done(bob("reply", heard[SAID[2]]["id"], "Yes, at noon."))
    assert eventually(lambda: texts(ada) == ["Yes, at noon."]), texts(ada)
