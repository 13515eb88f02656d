"""`query`, `queries`, `graph`."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import Graph

from tests.cli.terminal import Desk

ALICE = "https://alice.example/#me"
NAMES = "SELECT ?n WHERE { ?p foaf:name ?n } ORDER BY ?n"


@pytest.mark.usefixtures("peopled")
def test_a_query_is_answered_in_each_format(plexus: Desk) -> None:
    told = {
        form: plexus("query", NAMES, "--format", form).out
        for form in ("table", "csv", "tsv", "json", "xml")
    }

    bindings = json.loads(told["json"])["results"]["bindings"]
    names = [row["n"]["value"] for row in bindings]
    assert "Alice Waratah" in names
    assert [row["n"] for row in csv.DictReader(io.StringIO(told["csv"]))] == names
    assert told["table"].splitlines() == ["n", *names]
    assert told["tsv"].splitlines()[0] == "?n"
    assert len(told["tsv"].splitlines()) == len(names) + 1
    space = "{http://www.w3.org/2005/sparql-results#}"
    literals = ET.fromstring(told["xml"]).iter(f"{space}literal")  # noqa: S314 - ours
    assert [one.text for one in literals] == names


@pytest.mark.parametrize("form", ["turtle", "nt", "jsonld", "table"])
@pytest.mark.usefixtures("peopled")
def test_a_graph_is_answered_in_each_format(plexus: Desk, form: str) -> None:
    query = "CONSTRUCT { ?p foaf:name ?n } WHERE { ?p foaf:name ?n }"

    said = plexus("query", query, "--format", form)

    reader = {"jsonld": "json-ld", "table": "turtle"}.get(form, form)
    assert len(Graph().parse(data=said.body, format=reader)) >= 5


@pytest.mark.parametrize(
    ("query", "word"), [("ASK {}", "yes"), ("ASK {<a:> ?p ?o}", "no")]
)
@pytest.mark.usefixtures("home")
def test_yes_or_no_is_a_word(plexus: Desk, query: str, word: str) -> None:
    assert plexus("query", query).out == f"{word}\n"


@pytest.mark.usefixtures("peopled")
def test_a_query_comes_out_of_a_file_too(plexus: Desk, tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(NAMES, "utf-8")

    assert plexus("query", f"@{file}").out == plexus("query", NAMES).out


@pytest.mark.usefixtures("peopled")
def test_a_query_takes_parameters(plexus: Desk) -> None:
    query = "SELECT ?n { ?who foaf:name ?n }"

    iri = plexus("query", query, "--param", f"who={ALICE}")
    text = plexus(
        "query", "SELECT ?p { ?p foaf:name ?n }", "--param", "n=Bashir Okafor"
    )

    assert "Alice Waratah" in iri.out
    assert "Bashir Okafor" not in iri.out
    assert len(text.out.splitlines()) <= 2


@pytest.mark.usefixtures("peopled")
def test_every_named_question_can_be_asked(plexus: Desk) -> None:
    wanted = {"place": "Hobart", "since": "7 days ago", "to": ALICE, "from": "me",
              "source": (Path(__file__).parents[2] / "examples/alice.ttl").as_uri(),
              "name": "Alice"}  # fmt: skip
    questions = plexus("queries", "--json").json

    for question in questions:
        needed = [
            p["name"]
            for p in question["parameters"]
            if not p["default"] and "may be left out" not in p["comment"]
        ]
        if "circle" in needed:
            continue
        given = [f"--param={name}={wanted[name]}" for name in needed]
        said = plexus("query", question["name"], "--format", "json", *given)
        assert said.status == 0, (question["name"], said.err)
        assert said.json["head"]["vars"] == [c["name"] for c in question["columns"]]
    assert len(questions) >= 10


@pytest.mark.usefixtures("peopled")
def test_the_path_between_two_has_the_people_on_it(plexus: Desk) -> None:
    plexus("me", "add", "knows", ALICE)

    said = plexus(
        "query", "path", "--param", "to=https://carla.example/#me", "--format", "json"
    )

    people = [row["person"]["value"] for row in said.json["results"]["bindings"]]
    assert people[0] == "https://robin.example/#me"
    assert people[-1] == "https://carla.example/#me"
    assert len(people) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no-such-question"], "plexus queries"),
        (["near"], "--param place="),
        (["near", "--param", "nowhere=x"], "it takes:"),
        (["changed-since", "--param", "since=yesteryear"], "'7 days ago'"),
        (["path", "--param", "to=Nobody Known"], "Nobody Known"),
        (["@missing.rq"], "missing.rq"),
        (["SELECT * WHERE { ?s ?p "], ""),
        (["SELECT ?s { ?s nope:name ?o }"], "nope"),
        (["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
        (["SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"], "FROM"),
        (["INSERT DATA { <a:> <a:> <a:> }"], ""),
        (["DROP ALL"], ""),
        (["LOAD <http://127.0.0.1:9/>"], ""),
        ([NAMES, "--format", "docx"], "choose one of"),
        ([NAMES, "--format", "turtle"], "table"),
        (["CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], "graph"),
        ([""], ""),
        (["x" * 100_000], ""),
        (["SELECT * { ?s ?p ?o }", "--timeout", "0"], ""),
        (["SELECT * { ?s ?p ?o }", "--timeout", "-1"], ""),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)  # fmt: skip
@pytest.mark.usefixtures("home")
def test_a_query_that_cannot_be_is_a_sentence(
    plexus: Desk, words: list[str], sentence: str
) -> None:
    said = plexus("query", *words)

    assert said.status in (1, 2)
    assert said.out == ""
    assert sentence in said.err
    assert said.err.strip()
    assert said.is_told()
    assert len(said.err) < 3000


@pytest.mark.usefixtures("home")
def test_a_fault_in_a_query_is_pointed_at(plexus: Desk) -> None:
    said = plexus("query", "SELECT *\nWHERE {\n  ?s ?p ?o . . ?x\n}")

    shown = said.err.splitlines()
    assert shown[0] == "   3 |   ?s ?p ?o . . ?x"
    assert shown[1].lstrip(" |") == "^"


BOMBS = {
    "groups": "SELECT * WHERE " + "{" * 5000 + "}" * 5000,
    "parentheses": "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
    "product": "SELECT (COUNT(*) AS ?n) { "
    + "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . "
    "?m ?n1 ?o . ?q ?r ?s }",
    "long": "SELECT * { " + "?s ?p ?o . " * 20_000 + "}",
    "regex": 'SELECT * { ?s ?p ?o FILTER(REGEX(REPLACE("'
    + "a" * 40
    + '", "a", "aa"), "(a*)*b")) }',
    "path": "SELECT * { ?a (!<a:>)* ?b . ?b (!<a:>)* ?c . ?c (!<a:>)* ?d }",
    "repeat": "SELECT ("
    + "CONCAT(?o," * 300
    + "?o"
    + ")" * 300
    + " AS ?x) { ?s ?p ?o }",
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.usefixtures("peopled")
def test_a_bomb_of_a_query_ends_soon_and_hurts_nobody(
    plexus: Desk, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "bomb.rq"
    file.write_text(BOMBS[name], "utf-8")

    said = plexus("query", f"@{file}", "--timeout", "2", "--format", "csv")

    assert said.status in (0, 1)
    assert said.is_told()
    assert said.status == 0 or len(said.err.splitlines()) <= 3
    assert plexus("query", "ASK {}").out == "yes\n"


@pytest.mark.parametrize("body", [bytes(range(256)), b"\xff\xfeS\0E\0", b"\0" * 100])
@pytest.mark.usefixtures("home")
def test_a_query_file_that_is_no_text_is_a_sentence(
    plexus: Desk, tmp_path: Path, body: bytes
) -> None:
    file = tmp_path / "query.rq"
    file.write_bytes(body)

    said = plexus("query", f"@{file}")

    assert said.status == 1
    assert said.is_told()


@pytest.mark.usefixtures("peopled")
def test_the_homes_own_questions_are_listed_and_asked(
    plexus: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "home" / "queries"
    folder.mkdir(exist_ok=True)
    (folder / "nicks.rq").write_text(
        "#+ summary: Nicks\n#\n# Out: ?n string the nick\n\n"
        "SELECT ?n WHERE { ?p <http://xmlns.com/foaf/0.1/nick> ?n }\n",
        "utf-8",
    )

    listed = plexus("queries")
    said = plexus("query", "nicks")

    assert "nicks" in [row["name"] for row in listed.rows]
    assert said.status == 0, said.err
    assert said.out.splitlines()[0] == "n"


@pytest.mark.parametrize("suffix", ["svg", "html"])
@pytest.mark.usefixtures("peopled")
def test_a_picture_of_the_network_is_drawn(
    plexus: Desk, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"network.{suffix}"

    said = [
        plexus("graph", file),
        plexus("graph", file, "--who", ALICE),
        plexus("graph", file, "--query", "people"),
        plexus("graph", file, "--query", "near", "--param", "place=Hobart"),
    ]

    assert [one.status for one in said] == [0] * 4, [one.err for one in said]
    assert "people" in said[0].err
    assert "<svg" in file.read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["network.docx"],
        ["network"],
        ["missing/folder/network.svg"],
        ["n.svg", "--query", NAMES],
        ["n.svg", "--query", "ASK {}"],
        ["n.svg", "--query", "SELECT ?person { ?person a <urn:nothing> }"],
        ["n.svg", "--who", "Nobody Known"],
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("peopled")
def test_a_picture_that_cannot_be_is_a_sentence(
    plexus: Desk, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said = plexus("graph", *words)

    assert said.status == 1
    assert said.err.startswith("plexus: ")
    assert said.is_told()
