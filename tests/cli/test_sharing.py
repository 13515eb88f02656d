"""Sharing, as it is done at a terminal."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from plexus_ld.cli.times import moment
from tests.cli.terminal import Desk

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def place(home: Path, tmp_path: Path, plexus: Desk) -> Path:
    """Folders of Bob's and Cy's, to which we are connected."""
    assert home.is_dir()
    for name in ("bob", "cy"):
        folder = tmp_path / name
        folder.mkdir()
        who = f"https://{name}.example/card#me"
        done = plexus("connect", who, "--out", f"file:{folder}")
        assert done.status == 0, done.err
    return tmp_path


def got(place: Path, name: str) -> list[dict[str, Any]]:
    file = place / name / "outbox.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


def texts(place: Path, name: str) -> list[str]:
    """What was said to somebody; a deletion says nothing."""
    said = (one["object"] for one in got(place, name))
    return [one["source"]["content"] for one in said if "source" in one]


BOB = "https://bob.example/card#me"


def test_a_share_is_sent_at_once_and_told(plexus: Desk, place: Path) -> None:
    said = plexus("share", "Hello.")

    assert said.status == 0, said.err
    assert [row["name"] for row in said.rows] == [
        BOB,
        "https://cy.example/card#me",
    ]
    assert {row["why"] for row in said.rows} == {"by file, the first choice"}
    assert "2 delivered" in said.err
    assert texts(place, "bob") == texts(place, "cy") == ["Hello."]


def test_a_preview_sends_nothing(plexus: Desk, place: Path) -> None:
    said = plexus("share", "Hello.", "--except", BOB, "--preview", "--json")

    assert said.status == 0
    assert said.json["sent"] is False
    assert [(one["agent"], one["is_planned"]) for one in said.json["people"]] == [
        ("https://cy.example/card#me", True),
        (BOB, False),
    ]
    assert "--except" in said.json["people"][1]["reason"]
    assert got(place, "cy") == []
    assert plexus("deliveries", "--json").json["deliveries"] == []


def test_json_says_what_became_of_it(plexus: Desk, place: Path) -> None:
    said = plexus("share", "Hello.", "--to", BOB, "--json")

    assert said.json["privacy"] == "addressed"
    assert [one["state"] for one in said.json["deliveries"]] == ["taken"]
    assert len(got(place, "bob")) == 1


def test_the_story_of_a_post(
    plexus: Desk, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = plexus("share", "Helo.", "--to", BOB, "--json").json["object"]
    short = id_.rpartition("/")[2][:8]

    assert plexus("edit", short, "Hello.").status == 0
    monkeypatch.setenv("EDITOR", "sed -i s/Hello/Goodbye/")
    assert plexus("edit", short).status == 0
    monkeypatch.setenv("EDITOR", "true")
    assert "nothing was changed" in plexus("edit", short).err
    monkeypatch.setenv("EDITOR", "false")
    assert plexus("edit", short).status == 1
    assert plexus("reply", short, "And more.").status == 0
    assert plexus("delete", short).status == 0

    kinds = [one["type"] for one in got(place, "bob")]
    assert kinds == ["Create", "Update", "Update", "Create", "Delete"]
    assert texts(place, "bob") == ["Helo.", "Hello.", "Goodbye.", "And more."]
    assert got(place, "cy") == []


def test_a_share_by_query_for_later_with_a_file(
    plexus: Desk, place: Path, tmp_path: Path
) -> None:
    query = tmp_path / "who.rq"
    query.write_text("SELECT ?person WHERE { ?c plx:agent ?person }")
    (tmp_path / "paper.txt").write_text("words")

    said = plexus(
        "share", "Read.", "--query", query, "--at", "+2h",
        "--attach", tmp_path / "paper.txt", "--alt", "A paper", "--json",
    )  # fmt: skip

    assert said.status == 0, said.err
    assert said.json["kind"] == "Document"
    assert all(one["not_before"] for one in said.json["people"] if one["is_planned"])
    assert got(place, "bob") == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "there is nothing to share"),
        (("x", "--to", "nobody"), "nobody here answers to 'nobody'"),
        (("x", "--via", "email"), "nobody would get it"),
        (("--link", "no address"), "is no address"),
        (("--attach", "none.png"), "there is no such file"),
    ],
)
@pytest.mark.usefixtures("place")
def test_what_cannot_be_shared_is_said(
    plexus: Desk, words: tuple[str, ...], why: str
) -> None:
    said = plexus("share", *words)

    assert said.status == 1
    assert why in said.err
    assert said.is_told()


@pytest.mark.parametrize(
    "words",
    [
        ("x", "--via", "carrier"),
        ("x", "--at", "whenever"),
        ("x", "--at", "2001-01-01"),
        ("x", "--alt", "of nothing"),
        ("x", "--query", "none.rq"),
    ],
)
def test_wrong_words_are_told(plexus: Desk, words: tuple[str, ...]) -> None:
    assert plexus("share", *words).status == 2


@pytest.mark.parametrize("command", ["reply", "edit", "delete", "like", "reshare"])
def test_what_was_never_said_or_heard_is_told(plexus: Desk, command: str) -> None:
    words = ("x",) if command in ("reply", "edit") else ()
    said = plexus(command, "fedcba98", *words)

    assert said.status == 1
    assert "nothing that was heard or said" in said.err


NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("+2h", NOON + timedelta(hours=2)),
        ("+90 min", NOON + timedelta(minutes=90)),
        ("+1d", NOON + timedelta(days=1)),
        ("2026-03-15T08:00:00Z", NOON + timedelta(hours=20)),
        ("2026-03-15T08:00:00+02:00", NOON + timedelta(hours=18)),
    ],
)
def test_a_time_is_read_in_the_owners_words(words: str, then: datetime) -> None:
    assert moment(words, NOON) == then


def test_a_clock_without_a_day_means_the_next_one() -> None:
    here = NOON.astimezone()
    before, after = here - timedelta(hours=1), here + timedelta(hours=1)

    assert moment(f"{after:%H:%M}", NOON) == after
    assert moment(f"{before:%H:%M}", NOON) == before + timedelta(days=1)
    assert moment(f"tomorrow {after:%H:%M}", NOON) == after + timedelta(days=1)


@pytest.mark.parametrize("words", ["", "25:00", "now-ish", "+2x", "+", "2026-13-01"])
def test_what_is_no_time_is_told(words: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no time"):
        moment(words, NOON)
