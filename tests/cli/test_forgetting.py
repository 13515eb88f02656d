"""`forget`: what a source said is gone, its bytes too."""

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Desk

ADA = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://ada.example/#me> a foaf:Person ; foaf:name "Ada" ;
  foaf:knows <https://ben.example/#me> .
<https://ben.example/#me> a foaf:Person ; foaf:name "Ottoline" .
"""


@pytest.fixture
def ada(tmp_path: Path) -> Path:
    file = tmp_path / "ada.ttl"
    file.write_text(ADA, "utf-8")
    return file


@pytest.mark.parametrize("called", ["path", "iri"])
@pytest.mark.usefixtures("home")
def test_a_forgotten_source_leaves_no_trace(
    plexus: Desk, ada: Path, home: Path, called: str
) -> None:
    before = plexus("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o").out
    plexus("import", ada)
    assert b"Ottoline" in bytes_of(home)

    said = plexus("forget", ada if called == "path" else ada.as_uri())

    assert said.status == 0, said.err
    assert "5 triples" in said.err
    assert plexus("sources", "--json").json == []
    assert plexus("query", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o").out == before
    assert b"Ottoline" not in bytes_of(home)


def bytes_of(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())


@pytest.mark.usefixtures("home")
def test_forgetting_what_is_not_known_is_a_sentence(plexus: Desk) -> None:
    said = plexus("forget", "https://ada.example/foaf")

    assert said.status == 1
    assert "https://ada.example/foaf" in said.err


@pytest.mark.usefixtures("home")
def test_names_of_files_are_told_as_they_are(plexus: Desk, tmp_path: Path) -> None:
    file = tmp_path / "Zoë & 李 100%.ttl"
    file.write_text(ADA, "utf-8")

    said = plexus("import", file, "--json")

    assert said.status == 0
    assert said.json["sources"][0]["source"] == str(file)
    assert plexus("forget", file).status == 0
    assert json.loads(plexus("sources", "--json").out) == []
