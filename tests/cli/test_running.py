"""`plexus run`: one process that speaks and listens; commands go on beside it."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.terminal import PATIENCE_S, Said, Terminal, end_of
from tests.web import Page, Web


@pytest.fixture
def terminal(home: Path, web: Web) -> Terminal:
    return Terminal(home, {"PLEXUS_NET_ALLOW_HOSTS": web.host})


@pytest.fixture
def start(terminal: Terminal) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []

    def begin(*words: str) -> subprocess.Popen[bytes]:
        process = terminal.start("run", *words)
        running.append(process)
        until(process, "Ctrl-C ends it")
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
            process.communicate()


def until(process: subprocess.Popen[bytes], words: str) -> str:
    """Read what it says until it says some words."""
    said = b""
    assert process.stderr is not None
    while words.encode() not in said:
        line = process.stderr.readline()
        assert line, f"it ended, and said: {said.decode()}"
        said += line
    return said.decode()


def eventually(ask: Callable[[], bool]) -> bool:
    """Ask again and again until it is so, for as long as a busy machine may take."""
    deadline = time.monotonic() + PATIENCE_S / 2
    while time.monotonic() < deadline:
        if ask():
            return True
        time.sleep(0.2)
    return False


def soon() -> str:
    """A time that has not passed when a slow machine reads it."""
    return (datetime.now(UTC) + timedelta(seconds=6)).isoformat()


def feed(*texts: str) -> Page:
    items = "".join(
        f"<item><guid>urn:x:{text}</guid><title>{text}</title></item>" for text in texts
    )
    channel = f"<channel><title>Paper</title>{items}</channel>"
    return Page(f"<rss version='2.0'>{channel}</rss>".encode(), "application/rss+xml")


def lines(file: Path) -> list[dict[str, object]]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def ended(process: subprocess.Popen[bytes], number: int) -> Said:
    process.send_signal(number)
    return end_of(process)


def test_what_others_say_is_heard_while_it_runs(
    terminal: Terminal, web: Web, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    web.pages["/feed"] = feed("Hello")
    start()

    said = terminal("connect", f"{web.url}/feed", "--in", f"feed:{web.url}/feed")

    assert said.status == 0, said.err
    assert eventually(lambda: "Hello" in terminal("timeline", "--json").out)


def test_what_is_shared_beside_it_goes_out(
    terminal: Terminal, tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    folder = tmp_path / "bob"
    folder.mkdir()
    assert terminal("connect", "Bob", "--out", f"file:{folder}").status == 0
    start()

    said = terminal("share", "Shall we have lunch?")

    assert said.status == 0, said.err
    assert eventually(lambda: len(lines(folder / "outbox.jsonl")) == 1)


def test_what_is_shared_with_no_agent_goes_out_when_one_begins(
    terminal: Terminal, tmp_path: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    folder = tmp_path / "bob"
    folder.mkdir()
    terminal("connect", "Bob", "--out", f"file:{folder}")
    process = start()
    process.kill()
    process.communicate()
    said = terminal("share", "Later", "--at", soon())

    start()

    assert said.status == 0, said.err
    assert eventually(lambda: len(lines(folder / "outbox.jsonl")) == 1)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it(
    start: Callable[..., subprocess.Popen[bytes]], number: int, status: int
) -> None:
    process = start()

    said = ended(process, number)

    assert said.status == status
    assert said.is_told()


def test_a_second_agent_on_a_home_says_that_one_runs(
    terminal: Terminal, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    start()

    said = terminal("run")

    assert said.status == 1
    assert "an agent runs on this home already" in said.err


def test_its_settings_are_read_anew(
    home: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = start()
    (home / "settings.toml").write_text("[agent]\nthreads = 3\n", encoding="utf-8")

    process.send_signal(signal.SIGHUP)
    said = until(process, "Ctrl-C ends it")

    assert "the settings are read anew" in said
    assert ended(process, signal.SIGTERM).status == 0


def test_wrong_settings_are_said_and_the_ones_before_are_kept(
    home: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = start()
    (home / "settings.toml").write_text("[agent]\nthreads = 'many'\n", encoding="utf-8")

    process.send_signal(signal.SIGHUP)
    said = until(process, "Ctrl-C ends it")

    assert "the settings from before are kept" in said
    assert "agent.threads" in said
    assert ended(process, signal.SIGTERM).status == 0


def test_once_does_what_is_due_and_ends(
    terminal: Terminal, web: Web, tmp_path: Path
) -> None:
    folder = tmp_path / "bob"
    folder.mkdir()
    web.pages["/feed"] = feed("Hello")
    terminal(
        "connect", "Bob", "--out", f"file:{folder}", "--in", f"feed:{web.url}/feed"
    )
    assert terminal("share", "Hi", "--at", soon()).status == 0
    first = terminal("run", "--once")
    time.sleep(6)

    said = terminal("run", "--once")

    assert first.status == said.status == 0, said.err
    assert "0 delivered, 1 on their way; 1 heard, 1 asked" in first.err
    assert "1 delivered, 0 on their way" in said.err
    assert len(lines(folder / "outbox.jsonl")) == 1
    assert "Hello" in terminal("timeline", "--json").out


def test_once_says_what_failed(terminal: Terminal, web: Web) -> None:
    terminal("connect", "Bob", "--in", f"feed:{web.url}/nothing")

    said = terminal("run", "--once")

    assert said.status == 1
    assert "/nothing" in said.err
    assert said.is_told()


def test_a_rule_tells_while_it_runs(
    terminal: Terminal, web: Web, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    web.pages["/feed"] = feed("Lunch today")
    when = """SELECT ?item {
      GRAPH <urn:x-plexus:heard> { ?item as:name ?t FILTER(CONTAINS(?t, "Lunch")) } }"""
    assert (
        terminal("rule", "add", "lunch", "--when", when, "--then", "notify").status == 0
    )
    process = start()

    terminal("connect", "Paper", "--in", f"feed:{web.url}/feed")

    assert "Lunch today" in until(process, "told: ")
