"""Every command works beside a running one, on one home."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.terminal import Said, Terminal, end_of
from tests.web import Page, Web

CARD = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    '<#me> a foaf:Person ; foaf:name "Number {number}" .\n'
)


@pytest.fixture
def crawl(web: Web) -> list[str]:
    """Return the words of an import that takes a few seconds, and its environment."""
    for number in range(60):
        web.pages[f"/{number}"] = Page(CARD.format(number=number).encode())
    return ["import", *(f"{web.url}/{number}" for number in range(60)), "--json"]


@pytest.fixture
def settings(web: Web) -> dict[str, str]:
    return {
        "PLEXUS_NET_ALLOW_HOSTS": web.host,
        "PLEXUS_IMPORTS_HOST_PAUSE_S": "0",
        "PLEXUS_NET_PER_HOST": "1",
    }


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a folder of documents that take a few seconds to import."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(2_000):
        text = CARD.format(number=number)
        (folder / f"{number}.ttl").write_text(text, "utf-8")
    return folder


def is_quiet(said: Said) -> bool:
    return said.is_told() and "locked" not in said.err and "busy" not in said.err


@pytest.mark.usefixtures("peopled")
def test_commands_are_answered_while_an_import_runs(
    terminal: Terminal, many: Path
) -> None:
    running = terminal.start("import", many, "--json")
    beside = []
    commands = [
        ["query", "people", "--format", "json"],
        ["me", "set", "nick", "rob"],
        ["history", "--json"],
        ["sources", "--json"],
        ["me", "show", "--json"],
        ["doctor", "--json"],
    ]
    with ThreadPoolExecutor(2) as threads:
        beside = list(threads.map(lambda words: terminal(*words), commands))
    whole = end_of(running)

    assert whole.status == 0, whole.err
    assert len(whole.json["sources"]) == 2_000
    assert [said.status for said in beside] == [0] * 6, [s.err for s in beside]
    assert all(is_quiet(said) for said in [*beside, whole])
    assert "rob" in terminal("me", "show").out
    assert len(terminal("sources", "--json").json) == 2_003
    assert terminal("doctor").status == 0


@pytest.mark.usefixtures("peopled")
def test_undo_beside_an_import_takes_one_change_back(
    terminal: Terminal, many: Path
) -> None:
    terminal("me", "set", "nick", "rob")

    running = terminal.start("import", many)
    undone = terminal("undo")
    whole = end_of(running)

    assert undone.status == 0, undone.err
    assert whole.status == 0, whole.err
    assert terminal("doctor").status == 0


@pytest.mark.usefixtures("home")
def test_many_writers_lose_nothing(terminal: Terminal) -> None:
    nicks = [f"nick{number}" for number in range(12)]

    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda n: terminal("me", "add", "nick", n), nicks))

    assert [said.status for said in told] == [0] * 12, [said.err for said in told]
    assert all(is_quiet(said) for said in told)
    shown = terminal("me", "show").out
    assert all(nick in shown for nick in nicks)
    assert terminal("history", "--json").json[0]["sequence"] == 13


def test_two_may_begin_one_home_at_once(terminal: Terminal) -> None:
    running = [terminal.start("init", "--name", "Robin") for _ in range(4)]

    told = [end_of(one) for one in running]

    assert [said.status for said in told] == [0] * 4, [said.err for said in told]
    assert sum("nothing was changed" in said.err for said in told) == 3
    assert terminal("doctor").status == 0


@pytest.mark.usefixtures("peopled")
def test_when_the_holder_is_killed_the_others_go_on(
    terminal: Terminal, many: Path
) -> None:
    running = terminal.start("import", many)
    with ThreadPoolExecutor(3) as threads:
        beside = [
            threads.submit(terminal, *words)
            for words in (
                ["me", "show"],
                ["query", "people"],
                ["me", "show", "--json"],
            )
        ]
        time.sleep(0.7)
        os.kill(running.pid, signal.SIGKILL)
        end_of(running)
        told = [one.result() for one in beside]

    assert [said.status for said in told] == [0, 0, 0], [said.err for said in told]
    again = terminal("import", many)
    assert again.status == 0, again.err
    assert len(terminal("sources", "--json").json) == 2_003
    assert terminal("doctor").status == 0


@pytest.mark.usefixtures("home")
def test_an_import_of_files_that_is_interrupted_keeps_what_it_has(
    terminal: Terminal, many: Path
) -> None:
    running = terminal.start("import", many, "--json")
    until_there_are_some(terminal)
    os.kill(running.pid, signal.SIGINT)
    said = end_of(running)

    again = terminal("import", many)

    assert said.status == 130, said.err
    assert "interrupted; what was done is kept" in said.err
    assert said.is_told()
    assert again.status == 0
    assert "unchanged" in again.out
    assert len(terminal("sources", "--json").json) == 2_000


def until_there_are_some(terminal: Terminal) -> None:
    end = time.monotonic() + 60
    while not terminal("sources", "--json").json:
        assert time.monotonic() < end


@pytest.mark.usefixtures("home")
def test_a_query_beside_a_crawl_sees_what_is_kept_so_far(
    terminal: Terminal, crawl: list[str], settings: dict[str, str]
) -> None:
    running = terminal.start(*crawl, env=settings)

    counted = "SELECT (COUNT(*) AS ?n) { ?p a foaf:Person }"
    seen = [terminal("query", counted, "--format", "csv") for _ in range(3)]
    whole = end_of(running)
    last = terminal("query", counted, "--format", "csv")

    assert whole.status == 0, whole.err
    assert [said.status for said in seen] == [0, 0, 0]
    counts = [int(said.out.split()[1]) for said in [*seen, last]]
    assert counts == sorted(counts)
    assert counts[-1] == 61
