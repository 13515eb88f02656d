"""The Python API: `from plexus_ld import Plex`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import FOAF, Literal, URIRef

from plexus_ld import Plex
from plexus_ld.errors import HomeError, SettingsError, WhoError
from plexus_ld.settings import Settings

ME = URIRef("https://robin.example/#me")
EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_home_that_is_not_there_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="plexus init"):
        Plex.open(tmp_path / "home")
    assert not (tmp_path / "home").exists()

    with Plex.open(tmp_path / "home", create=True) as plex:
        plex.init("Robin", base="https://robin.example/")
    with Plex.open(tmp_path / "home") as plex:
        assert plex.me == ME


def test_a_plex_without_an_owner_says_so() -> None:
    with Plex.in_memory() as plex, pytest.raises(HomeError, match="plexus init"):
        assert plex.me


def test_two_in_one_home_see_each_other(tmp_path: Path) -> None:
    with Plex.open(tmp_path, create=True) as one, Plex.open(str(tmp_path)) as other:
        one.init("Robin", base="https://robin.example/")

        assert other.me == ME
        assert other.store.sequence == one.store.sequence


def test_settings_come_from_the_home_or_from_the_caller(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("[net]\ntimeout_s = 3\n", "utf-8")

    with Plex.open(tmp_path, create=True) as plex:
        assert plex.settings.net.timeout_s == 3
    with Plex.open(tmp_path, settings=Settings()) as plex:
        assert plex.settings.net.timeout_s == 30
    (tmp_path / "settings.toml").write_text("[net]\nnope = 3\n", "utf-8")
    with pytest.raises(SettingsError):
        Plex.open(tmp_path)


def test_the_whole_of_it_in_memory(tmp_path: Path) -> None:
    with Plex.in_memory() as plex:
        plex.init("Robin", base="https://robin.example/")
        report = plex.sources.import_([str(EXAMPLES)])
        people = [line.name for line in plex.people()]
        card = plex.person("Alice Waratah")
        drawn = plex.draw(tmp_path / "network.svg")
        changes = plex.history(of="Alice Waratah")
        rows = plex.store.select("people")
        graph = plex.store.graph(None)

        assert report.people == 4
        assert len(people) == len(rows) == 5
        assert card.iri == URIRef("https://alice.example/#me")
        assert plex.resolve("me") == ME
        assert len(drawn.names) >= 4
        assert [change.change.note for change in changes] == ["imported 3 documents"]
        assert (ME, FOAF.name, Literal("Robin")) in graph
        with pytest.raises(WhoError):
            plex.resolve("Nobody Known")


def test_the_package_opens_nothing_before_it_is_asked() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-c",
            "import plexus_ld; print(plexus_ld.__version__)",
        ],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)},
        timeout=60,
        check=True,
    )

    assert told.stdout.strip()
    assert b"rdflib" not in told.stderr
    assert b"pyoxigraph" not in told.stderr
