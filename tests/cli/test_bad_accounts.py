"""Accounts, mailboxes, libraries, clocks, addresses that are wrong: said, not lost."""

import importlib.util
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from plexus_ld.assembly import Plex
from plexus_ld.settings import NetSettings, Settings
from tests.channels.smtp_host import SmtpHost, smtp_host
from tests.cli.terminal import Desk
from tests.unit.sharer.post import Hands, deliverer, say, standing
from tests.unit.sharer.post import connect as connected
from tests.web import Page, Web

BOB = "https://bob.example/card#me"
CY = "https://cy.example/card#me"
CANARY = "sesame-in-clear"


@pytest.fixture(autouse=True)
def _secrets_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEXUS_SECRETS_PLACE", "file")


@pytest.fixture
def post(home: Path, plexus: Desk, tmp_path: Path) -> Iterator[SmtpHost]:
    """Return a mail server of Robin's; Bob is reached by mail, Cy by a folder."""
    assert home.is_dir()
    with smtp_host() as host:
        settings = {
            "from": "robin@robin.example", "user": "robin", "timeout_s": "2",
            "smtp_host": "127.0.0.1", "smtp_port": host.port, "smtp_security": "none",
            "imap_host": "127.0.0.1", "imap_port": host.port, "imap_security": "none",
            "password": CANARY,
        }  # fmt: skip
        words = [f"{name}={value}" for name, value in settings.items()]
        assert plexus("channel", "set", "email", *words).status == 0
        (tmp_path / "cy").mkdir()
        plexus("connect", BOB, "--out", "email:bob@bob.example")
        plexus("connect", CY, "--out", f"file:{tmp_path / 'cy'}")
        yield host


def told(plexus: Desk) -> str:
    """Return everything that `doctor` says is wrong, with its advice."""
    wrong = [one for one in plexus("doctor", "--json").json if not one["ok"]]
    return "\n".join(f"{one['what']} {one['advice']}" for one in wrong)


@pytest.mark.parametrize(
    ("step", "answer", "state", "words"),
    [
        ("AUTH", "535 5.7.8 authentication failed", "waiting", "535"),
        ("RCPT", "452 4.2.2 mailbox full", "waiting", "mailbox full"),
        ("RCPT", "552 5.2.2 mailbox full", "waiting", "mailbox full"),
        ("RCPT", "550 5.1.1 no such user", "refused", "no such user"),
        (".", "554 5.7.1 spam", "refused", "spam"),
        ("HELLO", "421 4.3.2 too busy", "waiting", "too busy"),
    ],
)
def test_what_a_mail_server_says_is_the_state_and_others_have_it(
    plexus: Desk, post: SmtpHost, step: str, answer: str, state: str, words: str
) -> None:
    post.answers[step] = answer

    said = plexus("share", "Hello.", "--json")

    found = {line["agent"]: line for line in said.json["deliveries"]}
    assert found[CY]["state"] == "taken"
    assert found[BOB]["state"] == state
    assert words in found[BOB]["last_error"]
    doctors = told(plexus)
    assert words in doctors
    assert f"plexus deliveries --state {state}" in doctors
    assert CANARY not in said.out + said.err + doctors

    # Once the server is well again nothing is lost, and nothing comes twice.
    post.answers.clear()
    again = plexus("deliver", "--retry", found[BOB]["delivery"])
    assert again.status == 0, again.err
    assert len(post.mails) == 1


def test_a_mailbox_that_refuses_the_login_is_said_with_what_to_do(
    plexus: Desk, post: SmtpHost
) -> None:
    """The host speaks no IMAP at all, which no login survives."""
    plexus("connect", BOB, "--in", "email:bob@bob.example")

    said = plexus("listen", "--once")

    assert said.status == 1
    assert said.is_told()
    doctors = told(plexus)
    assert "account email" in doctors
    assert "plexus channel set email" in doctors
    assert CANARY not in said.out + said.err + doctors


def test_an_account_that_is_gone_keeps_what_was_shared(
    plexus: Desk, post: SmtpHost
) -> None:
    post.answers["RCPT"] = "452 4.2.2 later"
    said = plexus("share", "Hello.", "--to", BOB, "--json")
    plexus("channel", "remove", "email")
    (line,) = said.json["deliveries"]

    tried = plexus("deliver", "--retry", line["delivery"])

    (left,) = plexus("deliveries", "--json").json["deliveries"]
    assert tried.is_told()
    assert left["state"] == "waiting"
    assert "plexus channel set email" in left["last_error"]
    assert "plexus channel set email" in told(plexus)


def test_a_channel_whose_library_is_missing_says_how_to_get_it(
    plexus: Desk, post: SmtpHost, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    plexus("channel", "set", "xmpp", "jid=robin@robin.example", "password=x",
           "server=127.0.0.1:1", "timeout_s=1")  # fmt: skip
    plexus("connect", "https://xen.example/card#me", "--out", "xmpp:xen@xen.example")
    find = importlib.util.find_spec

    def lacking(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "slixmpp" else find(name, package)

    monkeypatch.setattr("plexus_ld.channels.registry.find_spec", lacking)

    said = plexus("share", "Hello.", "--json")

    found = {line["agent"]: line["state"] for line in said.json["deliveries"]}
    assert (found[BOB], found[CY]) == ("taken", "taken")
    everybody = {one["agent"]: one["reason"] for one in said.json["people"]}
    assert "pip install 'plexus-ld[xmpp]'" in everybody["https://xen.example/card#me"]
    assert "pip install 'plexus-ld[xmpp]'" in told(plexus)


@pytest.mark.parametrize(
    ("way", "word"),
    [
        ("email:bob@", "looks like"),
        ("email:bob at bob.example", "looks like"),
        ("webhook:http://[::1", "looks like"),
        ("xmpp:@", "looks like"),
        ("matrix:bob", "looks like"),
        ("mastodon:bob", "looks like"),
        ("irc:", ""),
        ("ldn:ftp://bob.example/inbox", "looks like"),
    ],
)
def test_an_address_that_is_none_is_not_kept(
    home: Path, plexus: Desk, way: str, word: str
) -> None:
    assert home.is_dir()

    said = plexus("connect", BOB, "--out", way)

    assert said.status in (1, 2)
    assert said.is_told()
    assert word in said.err
    assert plexus("points").rows == []


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_loses_and_doubles_nothing(
    tmp_path: Path, web: Web, days: int
) -> None:
    web.pages = {
        "/bob": Page(status=503, headers={"Retry-After": "3600"}),
        "/cy": Page(status=201),
    }
    clock = Hands(datetime.now(UTC))
    settings = Settings(net=NetSettings(allow_hosts=(web.host,)))
    with Plex(tmp_path / "home", settings, clock) as plex:
        plex.init(name="Ada", webid="https://ada.example/card#me")
        connected(plex, {"bob": f"{web.url}/bob", "cy": f"{web.url}/cy"})
        say(plex, ["bob", "cy"])
        deliverer(plex).deliver_due()
        clock.at += timedelta(days=days)
        web.pages["/bob"] = Page(status=201)
        say(plex, ["cy"])

        deliverer(plex).deliver_due()
        clock.at += timedelta(hours=12)
        deliverer(plex).deliver_due()

        found = standing(plex)
        assert {one.state.value for one in found.values()} == {"taken"}
    ids = [json.loads(body)["id"] for body in web.bodies]
    assert web.asked.count("POST /cy") == 2
    assert web.asked.count("POST /bob") == 2
    assert len(set(ids)) == 2
    assert all(re.match("urn:uuid:", one) for one in ids)
