"""Queries and updates that a program puts to a live view: never rdflib's engine."""

import pytest
from rdflib import Dataset, Graph, Literal
from rdflib.namespace import FOAF
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.processor import prepareUpdate

from plexus_ld.errors import QueryError, StoreError
from plexus_ld.model.change import Change
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PROFILE
from tests.unit.storage.views.people import ANNA, BO, CARD


@pytest.fixture
def no_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib's evaluator of SPARQL fail, wherever it is called from."""

    def refuse(*words: object, **named: object) -> object:
        raise AssertionError("rdflib's own engine was asked")

    places = (
        "evaluate.evalQuery",
        "evaluate.evalPart",
        "processor.evalQuery",
        "processor.evalUpdate",
        "update.evalUpdate",
    )
    for place in places:
        monkeypatch.setattr(f"rdflib.plugins.sparql.{place}", refuse)


def test_a_query_of_one_graph_sees_that_graph(
    store: Store, card: Graph, no_evaluation: None
) -> None:
    card.add((ANNA, FOAF.name, Literal("Anna", lang="it")))
    store.graph(PROFILE).add((BO, FOAF.name, Literal("Bo")))

    rows = card.query(
        "SELECT ?who ?n WHERE { ?who foaf:name ?n OPTIONAL { ?n ?x ?y } }"
    )

    assert [str(variable) for variable in rows.vars or ()] == ["who", "n"]
    assert [(row.who, row.n) for row in rows] == [  # type: ignore[union-attr]
        (ANNA, Literal("Anna", lang="it"))
    ]


@pytest.mark.parametrize(
    "question",
    [
        "ASK { ?who foaf:name 'Anna' }",
        "ASK WHERE { ?who foaf:name 'Anna' }",
        "# a comment { WHERE\nPREFIX x: <x:> ASK { ?who foaf:name 'Anna' }",
        "SELECT (EXISTS { ?who foaf:name 'Anna' } AS ?is) { ?who foaf:name ?n }",
        "SELECT * { ?who foaf:name ?n } LIMIT 1",
        "CONSTRUCT { ?who foaf:nick ?n } WHERE { ?who foaf:name ?n }",
        "CONSTRUCT WHERE { ?who foaf:name ?n }",
        "DESCRIBE <http://anna.example/card#me>",
        "DESCRIBE ?who { ?who foaf:name 'Anna' }",
    ],
)
def test_each_form_of_query_can_be_put_to_one_graph_and_to_all(
    store: Store, card: Graph, no_evaluation: None, question: str
) -> None:
    card.add((ANNA, FOAF.name, Literal("Anna")))

    answers = [
        card.query(question),
        store.dataset().query(question),
        store.graph(None).query(question),
        store.graph(PROFILE).query(question),
    ]

    found = [answer.askAnswer or bool(len(answer)) for answer in answers]
    if answers[0].type == "ASK":
        found = [bool(answer.askAnswer) for answer in answers]
    assert found == [True, True, True, False]


def test_values_can_be_bound_and_queries_prepared(
    card: Graph, no_evaluation: None
) -> None:
    card += [
        (ANNA, FOAF.name, Literal("Anna")),
        (BO, FOAF.name, Literal("Bo")),
    ]

    text = "SELECT ?n WHERE { ?who foaf:name ?n }"
    bound = card.query(text, initBindings={"who": ANNA})
    prepared = card.query(prepareQuery(text, {"foaf": FOAF}), initBindings={"who": BO})
    relative = card.query("ASK { <#i> foaf:name 'Bo' }", base="http://bo.example/")

    assert [row[0] for row in bound] == [Literal("Anna")]  # type: ignore[index]
    assert [row[0] for row in prepared] == [Literal("Bo")]  # type: ignore[index]
    assert relative.askAnswer


@pytest.mark.parametrize(
    "question",
    [
        "SELECT nonsense",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "",
    ],
)
def test_a_query_that_is_wrong_or_goes_elsewhere_is_refused(
    card: Graph, no_evaluation: None, question: str
) -> None:
    with pytest.raises(QueryError):
        card.query(question)


def test_no_question_of_ours_is_evaluated_by_rdflib(
    store: Store, no_evaluation: None
) -> None:
    store.apply(Change(added=(f'<{ANNA}> <{FOAF.name}> "Anna" <{CARD}> .',)))

    for name in store.questions():
        question = store.question(name)
        given = {column.name: ANNA for column in question.parameters}
        if question.form == "SELECT":
            store.select(name, **given)
    assert store.ask("ASK WHERE { ?who ?p ?n }", who=ANNA)
    assert store.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    assert b"Anna" in store.answer("SELECT * { ?s ?p ?o }", "csv").body
    assert b"Anna" in store.answer("DESCRIBE ?s { ?s ?p ?o }", "turtle").body


def test_an_update_of_the_dataset_changes_the_owners_graphs(
    store: Store, no_evaluation: None
) -> None:
    dataset = store.dataset()

    dataset.update(
        f"INSERT DATA {{ GRAPH <{PROFILE}> {{ <{ANNA}> foaf:name 'Anna' }} }}"
    )
    dataset.update(
        prepareUpdate(f"DELETE WHERE {{ GRAPH <{PROFILE}> {{ ?s ?p 'Anna' }} }}")
    )

    assert [len(r.change.added) for r in store.history()] == [0, 1]
    assert len(store.graph(PROFILE)) == 0


def test_an_update_that_cannot_be_translated_says_so(
    store: Store, card: Graph, no_evaluation: None
) -> None:
    insert = f"INSERT DATA {{ GRAPH <{PROFILE}> {{ <{ANNA}> foaf:name 'Anna' }} }}"

    with pytest.raises(QueryError, match="names its graphs itself"):
        card.update("INSERT DATA { <a:s> <a:p> <a:o> }")
    with pytest.raises(QueryError, match="takes no initBindings"):
        store.dataset().update(insert, initBindings={"x": ANNA})
    with pytest.raises(QueryError):
        store.dataset().update("INSERT DATA { <a:s> <a:p> <a:o> }")
    with pytest.raises(QueryError):
        store.dataset().update("LOAD <http://127.0.0.1:9/>")

    assert store.history() == []


def test_a_union_of_all_graphs_is_not_what_the_default_graph_is(store: Store) -> None:
    union = Dataset(store.dataset().store, default_union=True)

    with pytest.raises(QueryError, match="the default graph here is the network"):
        union.query("ASK { ?s ?p ?o }")


def test_what_only_rdflibs_engine_understands_is_refused(card: Graph) -> None:
    with pytest.raises(StoreError, match="DEBUG="):
        card.query("ASK {}", DEBUG=True)
