import json

import pyoxigraph as ox
import pytest

from plexus_ld.errors import QueryError
from plexus_ld.storage.typed.answering import GRAPHS, RESULTS
from plexus_ld.workers import Workers
from tests.unit.storage.typed.place import FOAF, Place, ask, table

ALICE = "<http://people.example/0#me>"


def test_that_a_prefix_that_everybody_knows_needs_no_declaration(
    place: Place, workers: Workers
) -> None:
    answer = ask(place, workers, f"SELECT ?n {{ {ALICE} foaf:name ?n }}", "csv")

    assert table(answer) == [["Person 0"]]


def test_that_a_prefix_that_is_declared_means_what_it_says(
    place: Place, workers: Workers
) -> None:
    text = f"PREFIX foaf: <http://other.example/> SELECT ?n {{ {ALICE} foaf:name ?n }}"

    answer = ask(place, workers, text, "csv")

    assert table(answer) == []


def test_that_the_default_graph_is_not_the_union_of_all(
    place: Place, workers: Workers
) -> None:
    text = f"SELECT ?n {{ {ALICE} foaf:name ?n }}"

    answer = ask(place, workers, text, "csv")

    assert len(table(answer)) == 1


@pytest.mark.parametrize("format_", RESULTS)
def test_that_a_table_comes_in_every_w3c_format(
    format_: str, place: Place, workers: Workers
) -> None:
    text = f"SELECT ?n {{ {ALICE} foaf:name ?n }}"

    answer = ask(place, workers, text, format_)

    assert answer.kind == "select"
    assert answer.media_type == RESULTS[format_]
    assert b"Person 0" in answer.body


def test_that_yes_or_no_comes_as_json(place: Place, workers: Workers) -> None:
    answer = ask(place, workers, f"ASK {{ {ALICE} a foaf:Person }}")

    assert answer.kind == "ask"
    assert json.loads(answer.body)["boolean"] is False


@pytest.mark.parametrize("format_", GRAPHS)
def test_that_a_graph_comes_in_every_format(
    format_: str, place: Place, workers: Workers
) -> None:
    text = f"CONSTRUCT WHERE {{ {ALICE} foaf:name ?n }}"

    answer = ask(place, workers, text, format_)

    reader = {
        "turtle": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }[format_]
    read = list(ox.parse(answer.body, reader))
    assert [str(quad.triple) for quad in read] == [f'{ALICE} <{FOAF}name> "Person 0"']
    assert answer.media_type == GRAPHS[format_]


def test_that_a_constructed_statement_is_written_once(
    place: Place, workers: Workers
) -> None:
    text = "CONSTRUCT { <a:b> <a:c> <a:d> } WHERE { ?s ?p ?o }"

    answer = ask(place, workers, text, "nt")

    assert answer.body == b"<a:b> <a:c> <a:d> .\n"


@pytest.mark.parametrize(
    ("text", "format_", "said"),
    [
        ("SELECT * {}", "turtle", "SELECT gives a table: choose one of json"),
        ("ASK {}", "nt", "ASK gives yes or no"),
        ("DESCRIBE <a:b>", "csv", "DESCRIBE gives a graph: choose one of turtle"),
    ],
)
def test_that_a_format_that_cannot_be_had_is_refused(
    text: str, format_: str, said: str, place: Place, workers: Workers
) -> None:
    with pytest.raises(QueryError, match=said):
        ask(place, workers, text, format_)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * WHERE {\n ?s ?p \n}", 3, 1),
        ("SELECT * {\n ?s fof:name ?p \n}", 2, 5),
        ("SELECT é* {}", 1, 8),
        ("SELECT * WHERE { ?s ?p ?o . FILTER(?o > ) }", 1, 41),
        ("SELECT * WHERE { ?s ?p ?o } ORDER ?o", 1, 35),
        ("SELECT * WHERE { ?s ?p ?o } LIMIT x", 1, 35),
        ("SELECT ?x WHERE { ?s ?p ?o GROUP BY ?x }", 1, 28),
        ("SELEC * { ?s ?p ?o }", 1, 1),
        ("SELECT ?x { ?x a foaf:Person } GROUP BY", 1, 40),
        ("SELECT (COUNT(*) ?n) {?s ?p ?o}", 1, 18),
        ("SELECT * { ?s ?p 'abc'@ }", 1, 23),
        ("SELECT * { ?s ?p ?o FILTER(nosuch(?o)) }", 1, 28),
        ("SELECT * { ?s ?p ?o FILTER(STRLEN(?o,?o)) }", 1, 37),
        ("SELECT ?x, ?y { ?x ?y ?z }", 1, 10),
        ("SELECT * { <http://a b> ?p ?o }", 1, 12),
        ("SELECT * { <#x> ?p ?o }", 1, 12),
        ("SELECT * { ?s ?p ?o } LIMIT 1 ORDER BY ?s", 1, 31),
        ("# a comment\r\nSELECT *\r\nWHERE {\r\n  ?s foaf:name ?n ,\r\n}", 5, 1),
        ("SELECT * { ?s ?p 'x }", 1, 18),
        ("SELECT * { ?s ?p ?o", 1, 10),
        ("SELECT * { ?s ?p ?o }}", 1, 22),
        ("SELECT * { ?s ?p ?o ] }", 1, 21),
        ("SELECT * { ?a <http://x.example/#y> ?b . ?c }", 1, 45),
        ("INSERT DATA { <a:b> <a:c> <a:d> }", 1, 1),
        ("PREFIX a: <b:>\nLOAD <a:b>", 2, 1),
    ],
)
def test_that_a_fault_points_at_its_place(
    text: str, line: int, column: int, place: Place, workers: Workers
) -> None:
    with pytest.raises(QueryError) as caught:
        ask(place, workers, text)

    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("text", ["", "   ", "# only a remark", "PREFIX a: <b:>"])
def test_that_no_question_is_told_from_a_wrong_one(
    text: str, place: Place, workers: Workers
) -> None:
    with pytest.raises(QueryError, match="there is no question in it"):
        ask(place, workers, text)


def test_that_a_fault_of_meaning_is_said_in_words(
    place: Place, workers: Workers
) -> None:
    with pytest.raises(QueryError, match="a variable that is unbound"):
        ask(place, workers, "SELECT ?s { ?s ?p ?o } GROUP BY ?p")
