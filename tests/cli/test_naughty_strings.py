"""Whatever a person is called: kept, shown, asked for and published as it is."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import FOAF, Graph

from tests.cli.terminal import Desk

#: What `me` refuses, as XML cannot write it; and what a page cannot, which is left out.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_UNPUBLISHED = re.compile("[\x80-\x84\x86-\x9f]")
#: Taken as the term that it writes, not as a text.
_TERM = re.compile(r'"(?:[^"\\]|\\.)*"(?:@\S+|\^\^<.*>)?|<[^<>\s]+>')


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    """Return the strings that make a text, each once."""
    every = json.loads((shared / "suites/naughty-strings/blns.json").read_text("utf-8"))
    kept = {
        text.strip()
        for text in every
        if text.strip() and not _REFUSED.search(text) and not _TERM.fullmatch(text)
    }
    return sorted(text for text in kept if not _UNPUBLISHED.search(text))


@pytest.mark.usefixtures("home")
def test_naughty_strings_come_back_equal_everywhere(
    plexus: Desk, naughty: list[str], tmp_path: Path
) -> None:
    assert len(naughty) > 400

    said = plexus("me", "set", "nick", "--", *naughty)

    assert said.status == 0, said.err[:500]
    shown = plexus("me", "show", "--json").json
    assert (
        sorted(r["value"] for r in shown if r["property"] == str(FOAF.nick)) == naughty
    )
    assert nicks_asked(plexus) == dict.fromkeys(("json", "csv", "xml", "nt"), naughty)
    assert plexus("publish", tmp_path / "site").status == 0
    for name, form in (
        ("foaf.ttl", "turtle"),
        ("foaf.rdf", "xml"),
        ("foaf.jsonld", "json-ld"),
    ):
        graph = Graph().parse(tmp_path / "site" / name, format=form)
        assert sorted(str(o) for o in graph.objects(None, FOAF.nick)) == naughty, name
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "<script>alert" not in page.lower()
    assert "<img src=x" not in page.lower()


def nicks_asked(plexus: Desk) -> dict[str, list[str]]:
    query = "SELECT ?n { ?p foaf:nick ?n }"
    told = {f: plexus("query", query, "--format", f) for f in ("json", "csv", "xml")}
    rows = told["json"].json["results"]["bindings"]
    lines = csv.DictReader(io.StringIO(told["csv"].out, newline=""))
    document = ET.fromstring(told["xml"].out)  # noqa: S314 - our own
    literals = document.iter("{http://www.w3.org/2005/sparql-results#}literal")
    construct = "CONSTRUCT WHERE { ?p foaf:nick ?n }"
    graph = Graph().parse(
        data=plexus("query", construct, "--format", "nt").body, format="nt"
    )
    found = {
        "json": [row["n"]["value"] for row in rows],
        "csv": [row["n"] for row in lines],
        "xml": [literal.text or "" for literal in literals],
        "nt": [str(o) for o in graph.objects()],
    }
    return {form: sorted(values) for form, values in found.items()}


@pytest.mark.usefixtures("home")
def test_naughty_names_in_a_strangers_document_come_back_equal(
    plexus: Desk, naughty: list[str], tmp_path: Path
) -> None:
    lines = [
        f"<urn:p:{number}> <{FOAF.name}> {json.dumps(text, ensure_ascii=False)} .\n"
        f"<urn:p:{number}> a <{FOAF.Person}> .\n"
        for number, text in enumerate(naughty)
    ]
    (tmp_path / "people.ttl").write_text("".join(lines), "utf-8")

    said = plexus("import", tmp_path / "people.ttl", "--json")

    assert said.status == 0, said.err
    query = "SELECT ?p ?n { ?p foaf:name ?n }"
    rows = plexus("query", query, "--format", "json").json["results"]["bindings"]
    names = {row["p"]["value"]: row["n"]["value"] for row in rows}
    assert [names[f"urn:p:{number}"] for number in range(len(naughty))] == naughty
    people = plexus("people")
    assert people.status == 0
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", people.out)


@pytest.mark.usefixtures("home")
def test_what_no_profile_can_say_is_refused_one_by_one(plexus: Desk) -> None:
    before = plexus("me", "show", "--json").out

    for text in ("", " ", "\t\n", "a\x07b", "\x1b[2J", "\x7f", "\ufffe", "\udcff"):
        said = plexus("me", "set", "nick", "--", text)
        assert said.status in (1, 2), ascii(text)
        assert said.is_told()

    assert plexus("me", "show", "--json").out == before
