"""The first five minutes: `examples/run.sh`, from nothing, as README tells them."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from tests.cli.terminal import PATIENCE_S, SCRIPT

#: The script runs once for all of them.
pytestmark = pytest.mark.xdist_group("first run")

RUN = Path(__file__).parents[2] / "examples" / "run.sh"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return what the script printed, and the folder that it worked in."""
    folder = tmp_path_factory.mktemp("first")
    yield run(folder), folder


def run(folder: Path) -> str:
    env = {
        **os.environ,
        "PATH": f"{SCRIPT.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PLEXUS_HOME": str(folder / "home"),
        "SITE": str(folder / "site"),
    }
    done = subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", RUN],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=PATIENCE_S,
        check=False,
    )
    told = done.stdout.decode()
    assert done.returncode == 0, told
    return told


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

    last = told[told.rindex("Your Plex lies in") :]
    assert str(folder / "home") in last
    assert str(folder / "site" / "index.html") in last
    assert "Traceback" not in told


def test_a_second_run_does_nothing_twice(first: tuple[str, Path]) -> None:
    again = run(first[1])

    assert answers(again)["plexus people"] == answers(first[0])["plexus people"]
    assert "nothing was changed" in again
    assert "nothing to change" in again
