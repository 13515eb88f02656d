"""What holds for every command: exit status, streams, homes, settings, help."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plexus_ld import __version__
from tests.cli.terminal import PATIENCE_S, Desk, Terminal
from tests.house.test_cli_docs import COMMANDS

#: Commands that list or report, with words that they need.
REPORTING = [
    ["people"],
    ["person", "me"],
    ["sources"],
    ["queries"],
    ["history"],
    ["duplicates"],
    ["doctor"],
    ["me", "show"],
    ["face", "list"],
    ["refresh"],
    ["import", "{file}"],
    ["query", "ASK {{}}", "--format", "json"],
    ["channels"],
    ["circle", "list"],
    ["connections"],
    ["deliveries"],
    ["digest"],
    ["listen", "--once"],
    ["points"],
    ["requests", "--all"],
    ["link", "list"],
    ["token", "list"],
    ["quiet"],
    ["rule", "list"],
    ["rule", "test", "SELECT ?item {{ ?item a as:Note }}"],
    ["search", "tea"],
    ["timeline"],
    ["watch", "list"],
]

#: Commands that report, too, of something that has to be there first; each is held to
#: it where it is tested.
ELSEWHERE = {
    "agreement", "channel test", "circle show", "connect", "delete", "edit", "like",
    "reply", "reshare", "share",
}  # fmt: skip

#: What each needs that opens a home.
NEEDS_HOME = [*REPORTING, ["undo"], ["forget", "x"], ["publish", "x"]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "card.ttl"
    file.write_text("<#me> a <http://xmlns.com/foaf/0.1/Person> .", "utf-8")
    return file


def filled(words: list[str], file: Path) -> list[str]:
    return [word.format(file=file) if "{" in word else word for word in words]


def test_the_version_is_told(terminal: Terminal) -> None:
    said = terminal("--version")

    assert (said.status, said.out, said.err) == (0, f"plexus {__version__}\n", "")


def test_the_module_is_the_command(terminal: Terminal) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "plexus_ld", "--version"],
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )

    assert told.stdout.decode() == f"plexus {__version__}\n"


@pytest.mark.parametrize("name", ["", *(c.partition(" ")[2] for c in COMMANDS)])
def test_help_is_on_stdout_and_has_an_example(plexus: Desk, name: str) -> None:
    said = plexus(*name.split(), "--help")

    assert said.status == 0
    assert said.err == ""
    assert "plexus " in said.out
    assert ("Example: plexus" in said.out) is bool(name)


def test_without_words_the_help_is_shown(plexus: Desk) -> None:
    said = plexus()

    assert "import" in said.out + said.err
    assert said.status in (0, 2)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["--nonsense"],
        ["import"],
        ["import", "x", "--depth", "-1"],
        ["import", "x", "--depth", "many"],
        ["query"],
        ["query", "ASK {}", "--timeout", "soon"],
        ["query", "ASK {}", "--param", "novalue"],
        ["me", "set", "nick"],
        ["me", "nonsense"],
        ["face", "show"],
        ["face", "show", "public", "--as", "me"],
        ["graph", "x.svg", "--who", "me", "--query", "people"],
        ["history", "--limit", "0"],
        ["same", "me"],
        ["publish"],
    ],
    ids=" ".join,
)
def test_wrong_words_are_two(plexus: Desk, words: list[str]) -> None:
    said = plexus(*words)

    assert said.status == 2
    assert said.out == ""
    assert "Error" in said.err


@pytest.mark.parametrize("words", NEEDS_HOME, ids=" ".join)
def test_without_a_home_the_way_to_one_is_told(
    plexus: Desk, tmp_path: Path, file: Path, words: list[str]
) -> None:
    said = plexus(*filled(words, file))

    assert said.status == 1
    assert said.out == ""
    assert "plexus init" in said.err
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("words", REPORTING, ids=" ".join)
@pytest.mark.usefixtures("peopled")
def test_json_is_one_document_and_nothing_else(
    plexus: Desk, file: Path, words: list[str]
) -> None:
    option = [] if words[0] == "query" else ["--json"]

    said = plexus(*filled(words, file), *option)

    assert said.status == 0, said.err
    assert isinstance(said.json, list | dict)


@pytest.mark.parametrize("words", REPORTING, ids=" ".join)
@pytest.mark.usefixtures("peopled")
def test_in_a_pipe_the_answer_is_plain(
    plexus: Desk, file: Path, words: list[str]
) -> None:
    said = plexus(*filled(words, file))

    assert said.status == 0, said.err
    assert "\x1b" not in said.out + said.err
    assert "│" not in said.out
    assert "━" not in said.out


def test_the_home_is_where_the_environment_says(
    plexus: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLEXUS_HOME", str(tmp_path / "elsewhere"))

    plexus("init", "--name", "Robin")

    assert (tmp_path / "elsewhere" / "VERSION").is_file()


def test_the_option_wins_over_the_environment(plexus: Desk, tmp_path: Path) -> None:
    plexus("--home", tmp_path / "mine", "init", "--name", "Robin")

    assert (tmp_path / "mine" / "VERSION").is_file()
    assert not (tmp_path / "home").exists()


def test_without_either_the_home_is_in_the_users_data_folder(
    plexus: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PLEXUS_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    plexus("init", "--name", "Robin")

    assert [file.name for file in (tmp_path / "data").iterdir()] == ["plexus-ld"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_the_shell_can_be_had(terminal: Terminal, shell: str) -> None:
    script = terminal("--show-completion", env={"SHELL": f"/bin/{shell}"})
    asked = terminal(
        env={"_PLEXUS_COMPLETE": "complete_bash", "COMP_WORDS": "plexus que",
             "COMP_CWORD": "1"},
    )  # fmt: skip

    assert "_PLEXUS_COMPLETE" in script.out, script.err
    assert asked.out.split() == ["query", "queries"]


@pytest.mark.usefixtures("home")
def test_an_unexpected_fault_is_one_line_that_says_where_the_log_is(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "sitecustomize.py").write_text(
        "import plexus_ld.plex.profile.faces as faces\n"
        "def whole_profile(store):\n    raise RuntimeError('as if')\n"
        "faces.whole_profile = whole_profile\n",
        "utf-8",
    )

    said = terminal("me", "show", env={"PYTHONPATH": str(broken)})

    log = tmp_path / "home" / "log" / "faults.log"
    assert said.status == 1
    assert said.out == ""
    assert said.err.splitlines() == [
        f"plexus: an unexpected fault (RuntimeError); it is written down in {log}"
    ]
    assert "as if" in log.read_text("utf-8")


@pytest.mark.usefixtures("peopled")
def test_a_reader_that_leaves_early_is_no_fault(terminal: Terminal) -> None:
    running = terminal.start("query", "SELECT * { ?s ?p ?o }", "--format", "csv")
    assert running.stdout and running.stderr

    running.stdout.close()
    err = running.stderr.read().decode()
    running.wait(PATIENCE_S)

    running.stderr.close()
    assert "Traceback" not in err
    assert "unexpected" not in err


def test_every_command_that_reports_is_held_to_it() -> None:
    able = {
        name.removeprefix("plexus ")
        for name, command in COMMANDS.items()
        if any("--json" in parameter.opts for parameter in command.params)
    }

    tried = {" ".join(words[:2]) for words in REPORTING}
    tried |= {words[0] for words in REPORTING}

    assert able - ELSEWHERE <= tried
    assert able >= ELSEWHERE
    assert json.dumps(sorted(able))
