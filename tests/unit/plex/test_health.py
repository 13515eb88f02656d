"""What `doctor` finds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import FOAF, Literal

from plexus_ld import Plex
from plexus_ld.model.change import Change
from plexus_ld.plex import health
from plexus_ld.plex.health import Finding
from plexus_ld.rdf.lines import lines_of
from plexus_ld.vocab.graphs import PROFILE

CARD = "<#me> a foaf:Person ; foaf:name 'Ada' ."


@pytest.fixture
def plex(tmp_path: Path) -> Iterator[Plex]:
    with Plex.open(tmp_path / "home", create=True) as opened:
        yield opened


def wrong(plex: Plex) -> list[Finding]:
    return [finding for finding in plex.examine() if not finding.ok]


def test_a_plex_without_an_owner_is_told_how_to_get_one(plex: Plex) -> None:
    (finding,) = wrong(plex)

    assert finding.what == "this Plex has no owner"
    assert finding.advice.startswith("plexus init")


def test_a_sound_home_has_nothing_wrong(plex: Plex) -> None:
    plex.init("Robin", base="https://robin.example/")

    told = [finding.what for finding in plex.examine()]

    assert wrong(plex) == []
    assert told[0] == "the store and its journal agree (change 1)"
    assert "you are <https://robin.example/#me>" in told


def test_an_owner_without_an_address_is_told_of_me_move(plex: Plex) -> None:
    plex.init("Robin")

    advice = [finding.advice for finding in plex.examine() if finding.ok]

    assert any(words.startswith("plexus me move") for words in advice)


def test_a_source_that_fails_comes_with_what_to_do(plex: Plex, tmp_path: Path) -> None:
    plex.init("Robin")
    file = tmp_path / "ada.ttl"
    file.write_text(CARD, "utf-8")
    plex.sources.import_([str(file)])
    file.unlink()
    plex.sources.refresh([str(file)])

    (finding,) = wrong(plex)

    assert file.as_uri() in finding.what
    assert f"plexus forget {file.as_uri()}" in finding.advice


def test_what_the_shapes_complain_of_is_told(plex: Plex) -> None:
    plex.init("Robin", base="https://robin.example/")
    odd = (plex.me, FOAF.mbox, Literal("robin"), PROFILE)
    plex.store.apply(Change(added=lines_of([odd])))

    told = [finding for finding in plex.examine() if "foaf:mbox" in finding.what]

    assert len(told) == 1
    assert told[0].what.endswith('it is "robin"')
    assert told[0].advice.startswith("plexus me set")


def test_a_disk_that_is_nearly_full_is_told(
    plex: Plex, monkeypatch: pytest.MonkeyPatch
) -> None:
    plex.init("Robin")
    monkeypatch.setattr(health, "_LEAST_FREE_BYTES", 2**62)

    (finding,) = wrong(plex)

    assert "MiB are free" in finding.what
    assert finding.advice


def test_a_plex_in_memory_has_no_disk_to_look_at() -> None:
    with Plex.in_memory() as plex:
        told = [finding.what for finding in plex.examine()]

    assert not any("free" in words for words in told)
