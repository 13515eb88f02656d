from pathlib import Path
from typing import cast

import pytest

from plexus_ld.errors import QueryError, QueryLimitError
from plexus_ld.model.change import Change
from plexus_ld.model.graphs import Graphs
from plexus_ld.settings import MIB, QuerySettings, Settings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed.answering import answer_of
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers
from tests.unit.storage.typed.place import FOAF, Place, ask, table

ALICE = "<http://people.example/0#me>"


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
        graphs=Graphs.only("http://people.example/3"),
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
