"""A terminal: tables, and nothing of a stranger's that it would obey."""

import os
import pty
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import PATIENCE_S, SCRIPT, Terminal


@pytest.fixture
def screen() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


@pytest.mark.parametrize("form", ["table", "csv", "json", "xml", "tsv"])
@pytest.mark.usefixtures("peopled")
def test_on_a_terminal_there_are_tables_and_no_strangers_commands(
    screen: tuple[int, int], terminal: Terminal, tmp_path: Path, form: str
) -> None:
    bad = "\\u001B[2J\\u001B]0;owned\\u0007\\u009B2J"
    (tmp_path / "bad.nt").write_text(f'<urn:a> <urn:p> "{bad}" .', "utf-8")
    terminal("import", tmp_path / "bad.nt")
    ours, theirs = screen

    done = subprocess.run(  # noqa: S603 - our own program
        [
            SCRIPT,
            "--home",
            terminal.home,
            "query",
            "SELECT * { <urn:a> ?p ?o }",
            "--format",
            form,
        ],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "200"},
        timeout=PATIENCE_S,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()

    assert done.stderr == b""
    assert ("─" in shown) is (form == "table")
    assert "owned" in shown
    assert "\x1b[2J" not in shown
    assert "\x1b]0" not in shown
    assert "\x07" not in shown
    assert "\u009b" not in shown
