"""What a person reads on a terminal, narrow or wide."""

import json
import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import PATIENCE_S, SCRIPT, Desk

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
#: Much longer than a line.
LONG = "We sat by the sea, and spoke of boats that we had and of those we never will. "

Look = Callable[..., list[str]]


@pytest.fixture
def look(peopled: Path) -> Look:
    def look(columns: int, *words: str) -> list[str]:
        """Return the lines that a command shows on a terminal of this width."""
        ours, theirs = pty.openpty()
        environ = {**os.environ, "TERM": "xterm", "COLUMNS": str(columns)}
        with subprocess.Popen(  # noqa: S603 - our own program
            [SCRIPT, "--home", peopled, *words],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env=environ,
        ) as running:
            os.close(theirs)
            shown = b""
            while part := _read(ours):
                shown += part
            running.wait(PATIENCE_S)
        os.close(ours)
        return _COLOURS.sub("", shown.decode()).splitlines()

    return look


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # whoever wrote to it has ended
        return b""


@pytest.fixture
def mail(peopled: Path, plexus: Desk, tmp_path: Path) -> Path:
    folder = tmp_path / "a-folder-with-a-rather-long-name" / "for-alice"
    folder.mkdir(parents=True)
    both = f"file:{folder}"
    assert plexus("connect", "Alice", "--out", both, "--in", both).status == 0
    return folder


@pytest.mark.parametrize("columns", [80, 120])
def test_a_table_fits_the_terminal_and_folds_no_id(
    mail: Path, plexus: Desk, look: Look, columns: int
) -> None:
    plexus("share", "Tea?", "--to", "Alice")
    (delivery,) = plexus("deliveries", "--json").json["deliveries"]
    short = delivery["delivery"].removeprefix("urn:uuid:")[:8]

    for command, whole in (
        ("points", "file-alice"),
        ("deliveries", short),
        ("connections", "accepted"),
        ("channels", "listener/live/sharer"),
    ):
        lines = look(columns, command)
        assert max(map(len, lines)) <= columns
        assert [line for line in lines if whole in line]


def test_a_column_in_which_nothing_stands_is_not_shown(mail: Path, look: Look) -> None:
    (head,) = [line for line in look(100, "points") if "channel" in line]

    assert head.split() == ["id", "name", "way", "channel", "address", "status"]


def test_what_a_query_asks_for_is_shown_though_nothing_stands_there(look: Look) -> None:
    query = "SELECT ?person ?nothing { ?person foaf:name 'Alice Waratah' }"

    lines = look(100, "query", query)

    assert [line.split() for line in lines if "person" in line] == [
        ["person", "nothing"]
    ]


@pytest.mark.parametrize("columns", [60, 100])
def test_a_timeline_says_who_when_what_and_then_the_small_facts(
    mail: Path, plexus: Desk, look: Look, columns: int
) -> None:
    card = {"id": "urn:x:1", "name": "On boats", "content": LONG * 3}
    (mail / "inbox.jsonl").write_text(json.dumps(card) + "\n", "utf-8")
    plexus("listen", "--once")
    (entry,) = plexus("timeline", "--json").json

    who, title, *text, facts, _ = look(columns, "timeline")
    again = look(columns, "timeline")

    assert who == "• Alice Waratah  just now"
    assert title == "    On boats"
    assert " ".join(line.strip() for line in text) == (LONG * 3).strip()
    assert max(map(len, text)) <= columns
    assert facts == f"    {entry['id']} · file"
    assert again[0] == "Alice Waratah  just now"


def test_a_person_is_shown_with_their_points_and_what_they_said_last(
    mail: Path, plexus: Desk
) -> None:
    cards = [{"id": f"urn:x:{text}", "content": text} for text in ("First", "Last")]
    lines = "".join(json.dumps(card) + "\n" for card in cards)
    (mail / "inbox.jsonl").write_text(lines, "utf-8")
    before = plexus("person", "Alice", "--json").json["last_heard"]
    plexus("listen", "--once")

    card = plexus("person", "Alice", "--json").json
    lines_shown = plexus("person", "Alice").out.splitlines()

    assert before is None
    assert card["last_heard"]["text"] in ("First", "Last")
    assert lines_shown[1] == "you hold a connection: accepted"
    assert lines_shown[2] == f"  file-alice: both by file, file://{mail} (open)"
    assert lines_shown[3].startswith("last heard just now: Alice Waratah: ")
