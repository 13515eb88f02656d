"""Whatever a person is called: kept, shown, asked for and published as it is."""

import base64
import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import FOAF, Graph

from tests.cli.terminal import Desk

#: What `me` refuses: a text of nothing, and what XML cannot write.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
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
    return sorted(kept)


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
    assert nicks_asked(plexus) == dict.fromkeys(("json", "csv", "xml"), naughty)
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
    space = "{http://www.w3.org/2005/sparql-results#}"
    found = {
        "json": [r["n"]["value"] for r in told["json"].json["results"]["bindings"]],
        "csv": [
            r["n"] for r in csv.DictReader(io.StringIO(told["csv"].out, newline=""))
        ],
        "xml": [
            e.text or "" for e in ET.fromstring(told["xml"].out).iter(f"{space}literal")
        ],  # noqa: S314
    }
    return {form: sorted(values) for form, values in found.items()}


@pytest.mark.usefixtures("home")
def test_naughty_names_in_a_strangers_document_come_back_equal(
    plexus: Desk, naughty: list[str], tmp_path: Path
) -> None:
    lines = [
        f"<urn:p:{number}> <{FOAF.name}> {json.dumps(text)} .\n"
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
def test_what_no_profile_can_say_is_refused_one_by_one(
    plexus: Desk, shared: Path
) -> None:
    file = shared / "suites/naughty-strings/blns.base64.json"
    if not file.is_file():
        every = json.loads((file.with_name("blns.json")).read_text("utf-8"))
    else:
        every = [
            base64.b64decode(text).decode(errors="surrogateescape")
            for text in json.loads(file.read_text("utf-8"))
        ]
    refused = [t for t in every if not t.strip() or _REFUSED.search(t)]
    before = plexus("me", "show", "--json").out

    told = [
        plexus("me", "set", "nick", "--", text)
        for text in refused[:8]
        if "\0" not in text
    ]

    assert told
    assert all(said.status in (1, 2) for said in told)
    assert all(said.is_told() for said in told)
    assert plexus("me", "show", "--json").out == before
