"""`connect`, `points`, `circle`, `channels` as an owner types them."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.terminal import PATIENCE_S, SCRIPT, Desk, Terminal
from tests.web import Page, Web

FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<title>The Daily Paper</title><id>urn:x</id><updated>2026-03-14T12:00:00Z</updated>
</feed>"""


@pytest.fixture(autouse=True)
def _secrets_in_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLEXUS_SECRETS_PLACE", "file")


def test_what_is_found_is_proposed_and_taken_only_by_word(
    peopled: Path, plexus: Desk
) -> None:
    asked = plexus("connect", "Carla", "--json")

    assert asked.status == 0
    assert [one["channel"] for one in asked.json["proposals"]].count("email") == 1
    assert asked.json["connected"] is False
    assert plexus("connections", "--json").json == []

    taken = plexus("connect", "Carla", "--yes", "--json")
    assert {one["id"] for one in taken.json["points"]} >= {"email-carla"}


def test_a_point_is_named_set_paused_and_removed(peopled: Path, plexus: Desk) -> None:
    plexus("connect", "Bashir", "--out", "email:bashir@new.example", "--note", "choir")

    (line,) = plexus("points", "Bashir").rows
    assert (line["id"], line["way"], line["address"], line["status"]) == (
        "email-bashir", "out", "bashir@new.example", "open",
    )  # fmt: skip

    plexus("point", "set", "email-b", "quiet=22:00-07:00", "accepts=text,picture")
    assert plexus("points").rows[0]["set"] == "accepts=picture,text quiet=22:00-07:00"

    plexus("point", "pause", "email-b")
    assert plexus("points").rows[0]["status"] == "paused"
    plexus("point", "resume", "email-b")
    (entry,) = plexus("points", "--json").json
    assert (entry["paused"], entry["quiet"], entry["status"]) == (
        False, "22:00-07:00", "open",
    )  # fmt: skip

    plexus("point", "remove", "email-b")
    assert plexus("points").rows == []
    (held,) = plexus("connections").rows
    assert (held["state"], held["note"]) == ("accepted", "choir")


def test_a_person_says_how_you_are_connected(peopled: Path, plexus: Desk) -> None:
    plexus("connect", "Bashir", "--out", "email:bashir@new.example")

    card = plexus("person", "Bashir", "--json").json

    assert card["connected"] == "you hold a connection: accepted"
    assert [(one["channel"], one["address"]) for one in card["points"]] == [
        ("email", "mailto:bashir@new.example")
    ]


def test_a_feed_makes_a_newspaper_a_connection(
    home: Path, plexus: Desk, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    page = (
        b'<html><link rel=alternate type="application/atom+xml" href="/a.xml"></html>'
    )
    web.pages["/"] = Page(page, "text/html")
    web.pages["/a.xml"] = Page(FEED, "application/atom+xml")

    done = plexus("connect", f"{web.url}/a.xml", "--yes", "--json").json
    page_too = plexus("connect", f"{web.url}/", "--json").json

    assert [one["address"] for one in done["points"]] == [f"{web.url}/a.xml"]
    assert plexus("connections").rows[0]["name"] == "The Daily Paper"
    assert [one["address"] for one in page_too["proposals"]] == [f"{web.url}/a.xml"]


@pytest.mark.parametrize("words", ["/card", "/card#me"])
def test_the_profile_of_somebody_new_says_who_they_are(
    home: Path, plexus: Desk, web: Web, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    foaf = "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."
    me = "<#me> a foaf:Person; foaf:name 'Una Example'; foaf:mbox <mailto:una@una.test>"
    about = "<> a foaf:PersonalProfileDocument; foaf:primaryTopic <#me>"
    web.pages["/card"] = Page(f"{foaf} {about} . {me} .".encode())

    taken = plexus("connect", f"{web.url}{words}", "--yes", "--json")

    assert taken.json["agent"] == f"{web.url}/card#me"
    assert [one["id"] for one in taken.json["points"]] == ["email-una"]
    assert [one["name"] for one in plexus("connections").rows] == ["Una Example"]


def test_with_a_way_the_profile_is_fetched_for_the_name_alone(
    home: Path, plexus: Desk, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    foaf = "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."
    me = "<#me> a foaf:Person; foaf:name 'Una Example'; foaf:mbox <mailto:una@una.test>"
    about = "<> a foaf:PersonalProfileDocument; foaf:primaryTopic <#me>"
    web.pages["/card"] = Page(f"{foaf} {about} . {me} .".encode())

    known = plexus("connect", f"{web.url}/card", "--out", "email:other@una.test")
    unknown = plexus("connect", f"{web.url}/gone", "--out", "email:gone@una.test")
    nobodys = plexus("connect", f"{web.url}/gone#me", "--out", "email:me@una.test")

    assert known.status == unknown.status == nobodys.status == 0
    assert "connected with Una Example" in known.err
    for failed in (unknown, nobodys):
        assert "404" in failed.err
        assert "connected with" in failed.err
    assert len(plexus("points").rows) == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--out", "email:carla@"), "looks like"),
        (("--out", "email"), "CHANNEL:ADDRESS"),
        (("--out", "pigeon:loft"), "no such channel"),
        (("--in", "feed:nowhere"), "looks like https://"),
    ],
)
def test_a_wrong_address_is_said_with_a_right_one(
    peopled: Path, plexus: Desk, words: tuple[str, str], told: str
) -> None:
    said = plexus("connect", "Carla", *words)

    assert said.status == 1
    assert told in said.err
    assert plexus("connections").rows == []


def test_words_that_are_no_pair_are_wrong_words(peopled: Path, plexus: Desk) -> None:
    plexus("connect", "Carla", "--out", "email:carla@carla.example")

    assert plexus("point", "set", "email-carla", "quiet").status == 2
    assert plexus("circle", "create", "choir").status == 2
    assert plexus("channel", "set", "email", "nonsense").status == 2


def test_disconnecting_ends_what_connecting_began(peopled: Path, plexus: Desk) -> None:
    plexus("connect", "Carla", "--out", "email:carla@carla.example")

    assert plexus("disconnect", "Carla").status == 0

    assert plexus("points").rows == []
    assert plexus("connections").rows[0]["state"] == "withdrawn"
    assert "disconnected: Carla" in plexus("history").out
    assert plexus("disconnect", "Bashir").status == 1


def test_a_circle_by_query_is_who_it_finds(
    peopled: Path, plexus: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "named.rq"
    file.write_text('SELECT ?person WHERE { ?person foaf:name "Carla Mendes" }')

    assert plexus("circle", "create", "carlas", "--query", file).status == 0

    shown = plexus("circle", "show", "carlas", "--json").json
    assert [(one["name"], one["connected"]) for one in shown["people"]] == [
        ("Carla Mendes", False)
    ]
    assert plexus("circle", "list").rows[0]["circle"] == "carlas"
    assert plexus("circle", "remove", "carlas").status == 0
    assert plexus("circle", "show", "carlas").status == 1


def test_a_circle_by_hand_is_whom_it_names(peopled: Path, plexus: Desk) -> None:
    plexus("circle", "create", "choir", "--member", "Carla", "--member", "Bashir")

    people = plexus("circle", "show", "choir").rows

    assert {row["name"] for row in people} == {"Carla Mendes", "Bashir Okafor"}
    assert plexus("circle", "create", "all", "--member", "circle:choir").status == 0


def test_channels_say_what_they_can_do_and_what_they_lack(
    home: Path, plexus: Desk
) -> None:
    rows = {row["channel"]: row for row in plexus("channels").rows}

    assert rows["feed"]["status"] == "ready"
    assert "plexus channel set email" in rows["email"]["status"]
    entries = {
        one["name"]: one for one in plexus("channels", "--json").json["channels"]
    }
    secret = [one["name"] for one in entries["email"]["settings"] if one["secret"]]
    assert secret == ["password"]


def test_a_secret_is_asked_for_and_shown_nowhere(home: Path, plexus: Desk) -> None:
    said = plexus(
        "channel", "set", "email", "from=robin@robin.example",
        "smtp_host=localhost", "password=-", stdin=b"sesame\n",
    )  # fmt: skip

    assert said.status == 0
    assert "password: kept in a sealed file in the home" in said.err
    for words in (("channels", "--json"), ("doctor", "--json"), ("history", "--json")):
        told = plexus(*words)
        assert "sesame" not in told.out + told.err
    plexus("export", home.parent / "all.nq")
    assert "sesame" not in (home.parent / "all.nq").read_text()


def test_trying_an_account_says_what_is_wrong(home: Path, plexus: Desk) -> None:
    lacking = plexus("channel", "test", "email")
    ready = plexus("channel", "test", "file", "--json")

    assert (lacking.status, ready.status) == (1, 0)
    assert "it lacks" in lacking.out
    assert ready.json["ok"] is True
    assert plexus("channel", "test", "pigeon").status == 1


def test_doctor_says_which_points_cannot_be_used(peopled: Path, plexus: Desk) -> None:
    plexus("connect", "Carla", "--out", "email:carla@carla.example")

    told = [one for one in plexus("doctor", "--json").json if not one["ok"]]

    assert any(
        "1 point by email cannot be used: it lacks" in one["what"] for one in told
    )


def test_an_encrypted_export_takes_secrets_along_and_they_come_back(
    home: Path, plexus: Desk, terminal: Terminal, tmp_path: Path
) -> None:
    file, back = tmp_path / "all.zip", tmp_path / "back"
    plexus("channel", "set", "email", "from=robin@robin.example", "smtp_host=localhost")
    plexus("channel", "set", "email", "password", stdin=b"sesame\n")
    terminal("export", file, "--encrypt", stdin=b"tea and toast\ntea and toast\n")

    restored = terminal("--home", back, "restore", file, stdin=b"tea and toast\n")

    assert restored.status == 0
    from plexus_ld.assembly import Plex

    with Plex.open(back) as plex:
        assert plex.accounts.of("email").secrets["password"] == "sesame"  # noqa: S105


def test_an_open_export_leaves_secrets_out(
    home: Path, plexus: Desk, tmp_path: Path
) -> None:
    file, back = tmp_path / "all.zip", tmp_path / "back"
    plexus("channel", "set", "email", "from=robin@robin.example", "smtp_host=localhost")
    plexus("channel", "set", "email", "password", stdin=b"sesame\n")

    assert "left out: keys" in plexus("export", file).err

    plexus("--home", back, "restore", file)
    assert not list((back / "keys").iterdir())


def test_nothing_secret_stands_in_any_file_of_the_home(
    home: Path, plexus: Desk
) -> None:
    plexus("channel", "set", "email", "password", stdin=b"sesame-in-clear\n")

    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"sesame-in-clear" in path.read_bytes()]


@pytest.mark.usefixtures("peopled")
def test_on_a_terminal_each_point_is_asked_for(terminal: Terminal) -> None:
    ours, theirs = pty.openpty()
    words: list[str | Path] = [SCRIPT, "--home", terminal.home, "connect", "Carla"]

    with subprocess.Popen(  # noqa: S603 - our own program
        words, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs
    ) as running:
        os.close(theirs)
        # Yes to the first: her feed can be read now, and no mail be sent yet.
        os.write(ours, b"y\nn\nn\n")
        running.communicate(timeout=PATIENCE_S)
    os.close(ours)

    assert running.returncode == 0
    assert [row["id"] for row in terminal("points").rows] == ["feed-carla"]
