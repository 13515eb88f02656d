import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest

from plexus_ld.errors import QueryError, QueryLimitError
from plexus_ld.model.change import Change
from plexus_ld.settings import MIB, QuerySettings, Settings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed.answering import GRAPHS, RESULTS, Answer, answer_of
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers
from tests.unit.storage.typed_place import FOAF, Place, network

ALICE = "<http://people.example/0#me>"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("place"))
    place.add(*network())
    return place


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def store(tmp_path: Path, workers: Workers) -> Iterator[Store]:
    with open_store(tmp_path / "home", settings=Settings(), workers=workers) as store:
        yield store


def ask(place: Place, workers: Workers, text: str, format_: str = "json") -> Answer:
    settings = QuerySettings()
    return answer_of(cast(Engine, place), workers, text, format_, settings=settings)


def table(answer: Answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.body.decode())))[1:]


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


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE <http://x.example/> LOAD FROM' }",
        'SELECT * { ?s ?p """SERVICE "quoted" { \\""" } """ }',
        "SELECT * { # SERVICE <http://x.example/> {\n ?s ?p ?o }",
        "SELECT * { ?SERVICE $LOAD ?FROM }",
        "PREFIX SERVICE: <http://x.example/> SELECT * { ?s SERVICE:LOAD ?o }",
        "SELECT * { <http://x.example/SERVICE#FROM> ?p ?o }",
        "SELECT * { ?s ?p 'x'@service-load }",
        "SELECT * { _:SERVICE ?p ?o . ?s a _:FROM }",
        "SELECT * { ?s <http://x.example/it's> ?o }",
        "SELECT (1 AS ?a) { FILTER(?b<?c && ?d>?e) }",
    ],
)
def test_that_a_word_is_refused_only_where_it_is_one(
    text: str, place: Place, workers: Workers
) -> None:
    answer = ask(place, workers, text)

    assert answer.kind == "select"


def test_that_an_iri_with_an_apostrophe_or_a_fragment_is_itself(
    tmp_path: Path, workers: Workers
) -> None:
    place = Place(tmp_path)
    place.add(
        "<http://x.example/it's#me> <a:b> 'it''s' .".replace("'it''s'", '"it\'s"')
    )
    text = "SELECT ?o { <http://x.example/it's#me> <a:b> ?o }"

    answer = ask(place, workers, text, "csv")

    assert table(answer) == [["it's"]]


def test_that_from_takes_a_graph_that_is_here(place: Place, workers: Workers) -> None:
    text = (
        "PREFIX p: <http://people.example/> SELECT ?n FROM p:7 FROM NAMED p:8 "
        "{ { ?s foaf:name ?n } UNION { GRAPH ?g { ?s foaf:name ?n } } }"
    )

    answer = ask(place, workers, text, "csv")

    assert sorted(table(answer)) == [["Person 7"], ["Person 8"]]


def test_that_from_of_an_unknown_graph_is_no_empty_answer(
    place: Place, workers: Workers
) -> None:
    text = "SELECT *\nFROM <http://elsewhere.example/> { ?s ?p ?o }"

    with pytest.raises(QueryError, match="no such graph is here") as caught:
        ask(place, workers, text)

    assert (caught.value.line, caught.value.column) == (2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?n { ?p foaf:name ?n }", ["Person 5", "Person 6"]),
        ("SELECT ?n WHERE { ?p foaf:name ?n }", ["Person 5", "Person 6"]),
        ("SELECT ?n { { SELECT ?n { ?p foaf:name ?n } } }", ["Person 5", "Person 6"]),
        (
            "SELECT ?n WHERE { SELECT ?n { ?p foaf:name ?n } }",
            ["Person 5", "Person 6"],
        ),
        ("SELECT ?n { { SELECT ?p { ?p a ?t } } ?p foaf:name ?n }", []),
        (
            "SELECT ?n { ?p foaf:name ?n MINUS { ?p foaf:name 'Person 5' } }",
            ["Person 6"],
        ),
        ("SELECT (EXISTS { ?x ?y ?z } AS ?n) { ?p foaf:nick ?k }", []),
        (
            "SELECT (STR(?p) AS ?n) { ?x foaf:knows ?p ; foaf:name 'Person 4' }",
            ["http://people.example/5#me"],
        ),
    ],
)
def test_that_values_are_bound_where_they_reach(
    text: str, expected: list[str], place: Place, workers: Workers
) -> None:
    people = ["<http://people.example/5#me>", "<http://people.example/6#me>"]

    answer = answer_of(
        cast(Engine, place),
        workers,
        text,
        "csv",
        settings=QuerySettings(),
        values={"p": people},
    )

    assert sorted(row[0] for row in table(answer)) == expected


def test_that_a_value_reaches_what_is_constructed(
    place: Place, workers: Workers
) -> None:
    answer = answer_of(
        cast(Engine, place),
        workers,
        "CONSTRUCT { ?p foaf:nick ?n } WHERE { ?p foaf:name ?n }",
        "nt",
        settings=QuerySettings(),
        values={"p": [ALICE]},
    )

    assert answer.body.decode() == f'{ALICE} <{FOAF}nick> "Person 0" .\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?s ?p ?o }", "which the query does not have"),
        ("CONSTRUCT WHERE { ?x ?p ?o }", "a value needs a WHERE"),
        ("DESCRIBE ?x", "a value needs a WHERE"),
    ],
)
def test_that_a_value_without_a_place_is_said(
    text: str, said: str, place: Place, workers: Workers
) -> None:
    format_ = "json" if text.startswith("SELECT") else "nt"

    with pytest.raises(QueryError, match=said):
        answer_of(
            cast(Engine, place),
            workers,
            text,
            format_,
            settings=QuerySettings(),
            values={"x": [ALICE]},
        )


def test_that_one_graph_alone_may_be_asked(place: Place, workers: Workers) -> None:
    text = "SELECT ?n { { ?s foaf:name ?n } UNION { GRAPH ?g { ?s foaf:knows ?n } } }"

    answer = answer_of(
        cast(Engine, place),
        workers,
        text,
        "csv",
        settings=QuerySettings(),
        graph="http://people.example/3",
    )

    assert table(answer) == [["Person 3"]]


def test_that_a_limit_says_what_to_do(place: Place, workers: Workers) -> None:
    settings = QuerySettings(timeout_s=0.3, max_answer_bytes=MIB)
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f }"

    with pytest.raises(QueryLimitError, match=r"larger than 1 MiB; LIMIT"):
        answer_of(cast(Engine, place), workers, text, "json", settings=settings)
    with pytest.raises(QueryLimitError, match=r"longer than 0\.3 s: .* --timeout"):
        answer_of(
            cast(Engine, place),
            workers,
            f"SELECT (COUNT(*) AS ?n) {{ {'?s ?p ?o . ?a ?b ?c . ?d ?e ?f'} }}",
            "json",
            settings=settings,
        )


def test_that_a_change_is_seen_by_the_next_query(store: Store) -> None:
    name = f'<http://me.example/#me> <{FOAF}name> "{{}}" <urn:x-plexus:profile> .'
    text = "SELECT ?n { GRAPH <urn:x-plexus:profile> { ?s foaf:name ?n } }"
    store.apply(Change(added=(name.format("Mia"),)))
    before = table(store.answer(text, "csv"))

    store.apply(Change(added=(name.format("Noa"),), removed=(name.format("Mia"),)))

    assert before == [["Mia"]]
    assert table(store.answer(text, "csv")) == [["Noa"]]


def test_that_a_store_in_memory_is_asked_in_the_same_way(workers: Workers) -> None:
    with open_store(None, settings=Settings(), workers=workers) as store:
        store.apply(Change(added=(f'<a:b> <{FOAF}name> "Mia" <a:g> .',)))

        answer = store.answer("SELECT ?n { GRAPH ?g { ?s foaf:name ?n } }", "csv")

    assert table(answer) == [["Mia"]]


def test_that_what_a_service_may_read_otherwise_is_not_sent() -> None:
    typed = typed_text.query("SELECT * FROM <a:b> { ?s ?p ?o }")

    with pytest.raises(QueryError, match="FROM is not sent"):
        typed_text.refuse_elsewhere(typed)
