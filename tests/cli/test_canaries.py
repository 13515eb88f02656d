"""Fifty private words: in no file, feed, message, report, log that is for others."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.terminal import Desk, Said
from tests.web import Page, Web

#: What each is hidden in, and how many of them.
HIDDEN = {
    "text": 8, "title": 4, "summary": 2, "alt": 4, "file": 4, "article": 2, "link": 2,
    "draft": 4, "note": 6, "secret": 9, "arrival": 5,
}  # fmt: skip
#: The channels and settings that hold the secrets.
SECRETS = (
    "email:password", "webhook:secret", "xmpp:password", "matrix:password",
    "mastodon:access_token", "ldn:password", "ldn:token", "irc:password", "apprise:url",
)  # fmt: skip
PEOPLE = ("bob", "cy", "dee")


def canary(kind: str, number: int) -> str:
    return f"canary-{kind}-{number}-7b1f"


def canaries(*kinds: str) -> list[bytes]:
    wanted = kinds or tuple(HIDDEN)
    return [canary(k, n).encode() for k in wanted for n in range(HIDDEN[k])]


def found(where: bytes, *kinds: str) -> list[bytes]:
    return [one for one in canaries(*kinds) if one in where]


def card(name: str) -> str:
    return f"https://{name}.example/card#me"


def everything(folder: Path) -> bytes:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    assert files
    named = (file.name.encode() + file.read_bytes() for file in files)
    return b"\n".join(named)


@pytest.fixture
def lived(
    home: Path,
    plexus: Desk,
    web: Web,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """Return a home in which all of them were said, heard, noted and kept."""
    monkeypatch.setenv("PLEXUS_SECRETS_PLACE", "file")
    monkeypatch.setenv("PLEXUS_NET_ALLOW_HOSTS", web.host)
    web.pages = {
        "/bob": Page(status=201), "/cy": Page(status=201), "/dee": Page(status=500),
        "/page": Page(b"<title>Nothing</title>", "text/html"),
    }  # fmt: skip
    for number, name in enumerate(PEOPLE):
        note = canary("note", number)
        words = ("--out", f"webhook:{web.url}/{name}", "--note", note)
        done(plexus("connect", card(name), *words))
        purpose = f"purpose={canary('note', number + 3)}"
        (point,) = plexus("points", card(name), "--json").json
        done(plexus("point", "set", point["id"], purpose))
    for number, where in enumerate(SECRETS):
        channel, _, key = where.partition(":")
        done(plexus("channel", "set", channel, f"{key}={canary('secret', number)}"))
    say(plexus, web, tmp_path)
    hear(plexus, tmp_path)
    yield home


def done(said: Said) -> Said:
    assert said.is_told()
    assert said.status == 0, said.err
    return said


def say(plexus: Desk, web: Web, folder: Path) -> None:
    to = ("--to", card("bob"), "--to", card("cy"), "--to", card("dee"))
    done(plexus("share", "Said to everybody.", "--to", "public"))
    for number in range(HIDDEN["text"]):
        words: list[str | Path] = ["--title", canary("title", number)]
        picture, file = folder / f"{number}.png", folder / f"{number}.txt"
        Image.new("RGB", (8, 8), (number, 0, 0)).save(picture)
        file.write_text(canary("file", number))
        words += ["--attach", picture, "--alt", canary("alt", number), "--attach", file]
        more = words if number < HIDDEN["title"] else []
        plexus("share", canary("text", number), *more, *to)
    for number in range(HIDDEN["article"]):
        file = folder / f"{number}.md"
        title = canary("summary", number)
        file.write_text(f"# {title}\n\n{canary('article', number)}\n")
        plexus("share", "--article", file, *to)
    for number in range(HIDDEN["link"]):
        plexus("share", "--link", f"{web.url}/page?{canary('link', number)}", *to)
    drafts = " ".join(canary("draft", number) for number in range(HIDDEN["draft"]))
    plexus("share", drafts, *to, "--preview")


def hear(plexus: Desk, folder: Path) -> None:
    """Bob writes to Robin alone."""
    (folder / "in").mkdir()
    done(plexus("connect", card("bob"), "--in", f"file:{folder / 'in'}"))
    lines = [
        json.dumps(
            {
                "type": "Create",
                "actor": card("bob"),
                "to": ["https://robin.example/#me"],
                "object": {
                    "id": f"urn:x:{number}",
                    "type": "Note",
                    "content": canary("arrival", number),
                },
            }
        )
        for number in range(HIDDEN["arrival"])
    ]
    (folder / "in" / "inbox.jsonl").write_text("\n".join(lines) + "\n")
    heard = done(plexus("listen", "--once", "--json"))
    assert len(heard.json["heard"]) == HIDDEN["arrival"]


#: Commands that list or report, and what fails.
LISTS = (
    "deliveries --json", "timeline --json", "timeline --mine --json", "points --json",
    "connections --json", "channels --json", "doctor --json", "history --json",
    "circle list --json", "people --json", "rule list --json", "watch list --json",
    "digest --json", "sources --json", "me show", "queries --json", "quiet --json",
    "channel test email", "channel test xmpp", "channel test matrix",
    "channel test mastodon", "channel test webhook", "channel test irc",
    "channel test ldn", "channel set email password", "channel set email nonsense=1",
    "deliver", "deliver --retry ffffffff", "run --once",
)  # fmt: skip


def test_fifty_private_words_are_found_nowhere(
    lived: Path, plexus: Desk, web: Web, tmp_path: Path
) -> None:
    assert len(canaries()) == 50
    # They are there: what is looked for below could be found.
    said = plexus("timeline", "--mine", "--json", "--limit", "200").body
    assert len(found(said, "text")) == HIDDEN["text"]
    assert len(found(plexus("timeline", "--json").body, "arrival")) == 5

    # Nobody who fetches what is published finds any.
    plexus("circle", "create", "choir", "--member", card("bob"))
    for audience in ("public", "connections", "circle:choir"):
        site = tmp_path / f"site-{audience}"
        done(plexus("publish", site, "--audience", audience))
        assert found(everything(site)) == []
    assert b"Said to everybody." in everything(tmp_path / "site-public")

    # Who was written to finds neither the others nor what was for the owner alone.
    for path, body in posted(web).items():
        assert len(found(body, "text")) == HIDDEN["text"]
        assert found(body, "draft", "note", "secret", "arrival") == []
        others = [name for name in PEOPLE if name != path]
        assert not [name for name in others if card(name).encode() in body]

    # No secret stands in a report, an error, a log, an export, a file of the home.
    for words in LISTS:
        shown = plexus(*words.split())
        assert shown.is_told(), shown.err
        assert found(shown.body + shown.err.encode(), "secret") == [], words
    plexus("export", tmp_path / "all.zip")
    plexus("export", tmp_path / "all.nq")
    exports = (tmp_path / "all.zip").read_bytes() + (tmp_path / "all.nq").read_bytes()
    assert found(exports, "secret") == []
    assert len(found(exports, "text")) == HIDDEN["text"]
    assert found(everything(lived), "secret") == []
    assert found(everything(lived), "draft") == []
    logs = b"".join(file.read_bytes() for file in lived.rglob("*.log*"))
    assert found(logs) == []


def posted(web: Web) -> Mapping[str, bytes]:
    """Return all that was posted to each."""
    paths = [line.partition(" /")[2] for line in web.asked if line.startswith("POST")]
    assert len(paths) == len(web.bodies)
    got = dict.fromkeys(paths, b"")
    for path, body in zip(paths, web.bodies, strict=True):
        got[path] += body
    return {path: got[path] for path in ("bob", "cy")}
