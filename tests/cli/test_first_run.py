"""The first five minutes: `examples/run.sh`, from nothing, as README tells them."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from tests.cli.terminal import PATIENCE_S, SCRIPT

RUN = Path(__file__).parents[2] / "examples" / "run.sh"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return what the script printed, and the folder that it worked in."""
    folder = tmp_path_factory.mktemp("first")
    yield run(folder), folder


def run(folder: Path) -> str:
    """Run the script until its agent runs, then have that end."""
    env = {
        **os.environ,
        "PATH": f"{SCRIPT.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PLEXUS_HOME": str(folder / "home"),
        "SITE": str(folder / "site"),
        "MAIL": str(folder / "mail"),
    }
    with subprocess.Popen(  # noqa: S603 - our own script
        ["/bin/sh", RUN],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as running:
        told = _until_it_runs(running)
        os.killpg(running.pid, signal.SIGTERM)
        running.communicate(timeout=PATIENCE_S)
    return told


def _until_it_runs(running: "subprocess.Popen[bytes]") -> str:
    assert running.stdout is not None
    told = b""
    while b"Ctrl-C ends it" not in told:
        line = running.stdout.readline()
        assert line, told.decode()
        told += line
    return told.decode()


def answers(told: str) -> dict[str, list[str]]:
    """Each command with what it answered."""
    parts = told.split("\n$ ")[1:]
    return {part.splitlines()[0]: part.splitlines()[1:] for part in parts}


def test_four_people_and_the_owner_stand_once_each(first: tuple[str, Path]) -> None:
    people = answers(first[0])["plexus people"]

    names = [line.split("\t")[0] for line in people if "\t" in line][1:]
    assert len(names) == 5
    assert {"Robin Example", "Deniz Arslan"} <= set(names)


def test_the_questions_are_answered(first: tuple[str, Path]) -> None:
    told = answers(first[0])

    near = "\n".join(told["plexus query near --param place=Hobart"])
    friends = "\n".join(told["plexus query friends-of-friends"])
    path = "\n".join(told["plexus query path --param 'to=Deniz Arslan'"])
    assert "Alice" in near
    assert "Bashir" in near
    assert "Carla" in friends
    assert "Deniz" in path
    assert "Robin" in path


def test_the_page_and_its_data_are_published(first: tuple[str, Path]) -> None:
    site = first[1] / "site"

    page = (site / "index.html").read_text("utf-8")
    turtle = Graph().parse(site / "foaf.ttl")
    rdfxml = Graph().parse(site / "foaf.rdf", format="xml")
    assert "Robin Example" in page
    assert len(turtle) == len(rdfxml) > 0
    assert "<svg" in (first[1] / "site.svg").read_text("utf-8")


def test_the_end_says_where_to_look(first: tuple[str, Path]) -> None:
    told, folder = first

    last = told[told.rindex("Your Plex lies in") : told.rindex("$ plexus run")]
    assert str(folder / "home") in last
    assert str(folder / "site" / "index.html") in last
    assert "Traceback" not in told


def test_two_people_are_written_to_and_one_answers(first: tuple[str, Path]) -> None:
    told, folder = first
    heard = "\n".join(answers(told)["plexus timeline"])

    sent = (folder / "mail" / "bashir" / "outbox.jsonl").read_text("utf-8")
    assert "Shall we sail on Saturday?" in sent
    assert "Saturday it is. I bring tea." in heard
    assert "Alice Waratah" in heard


def test_a_second_run_does_nothing_twice(first: tuple[str, Path]) -> None:
    again = run(first[1])

    assert answers(again)["plexus people"] == answers(first[0])["plexus people"]
    assert "nothing was changed" in again
    assert "nothing to change" in again
    sent = (first[1] / "mail" / "alice" / "outbox.jsonl").read_text("utf-8")
    assert len(sent.splitlines()) == 1
    assert answers(again)["plexus timeline"] == answers(first[0])["plexus timeline"]
