"""A question's header names exactly what it gives, and only what it takes."""

import re
from itertools import pairwise

import pytest
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import Variable

from plexus_ld.queries import Query, load, names
from tests.house.tree import PACKAGE, files, name

KINDS = {
    "IRI", "person", "string", "integer", "decimal", "date", "dateTime", "boolean",
    "term", "circle", "walk",
}  # fmt: skip

QUERIES = [load(name) for name in names()]


def body(query: Query) -> str:
    """The question without its comments."""
    return re.sub(r"(?m)^\s*#.*$", "", query.text)


def variables(text: str) -> set[str]:
    return set(re.findall(r"[?$](\w+)", text))


def given(query: Query) -> set[str]:
    """The variables of a SELECT, or of a CONSTRUCT's template."""
    algebra = prepareQuery(query.text).algebra
    if query.form == "CONSTRUCT":
        return {
            str(term)
            for triple in algebra["template"]
            for term in triple
            if isinstance(term, Variable)
        }
    return {str(variable) for variable in algebra.get("PV") or ()}


@pytest.mark.parametrize("query", QUERIES, ids=names())
def test_a_question_gives_what_its_header_says(query: Query) -> None:
    assert given(query) == {column.name for column in query.columns}


@pytest.mark.parametrize("query", QUERIES, ids=names())
def test_a_question_takes_only_what_its_header_says(query: Query) -> None:
    parameters = {column.name for column in query.parameters}
    walked = any(column.kind == "walk" for column in query.parameters)
    # What a walk found is bound; where it began and ended is taken by the walk.
    taken = {"from", "to"} if walked else set()

    assert parameters - taken <= variables(body(query))
    assert len(parameters) == len(query.parameters)


@pytest.mark.parametrize("query", QUERIES, ids=names())
def test_a_question_says_what_it_is(query: Query) -> None:
    assert query.summary
    assert not query.summary.endswith(".")
    assert query.description.endswith(".")
    assert query.order
    for column in (*query.parameters, *query.columns):
        assert column.kind in KINDS
        assert column.comment


@pytest.mark.parametrize("query", QUERIES, ids=names())
def test_a_question_says_whose_word_a_graph_is(query: Query) -> None:
    lines = query.text.splitlines()

    for above, line in pairwise(lines):
        if re.match(r"\s*GRAPH\b", line):
            assert above.strip().startswith("#"), line


@pytest.mark.parametrize("query", QUERIES, ids=names())
def test_a_question_reads_nothing_from_outside(query: Query) -> None:
    assert not re.search(r"\b(SERVICE|FROM|LOAD)\b", body(query))


#: Where SPARQL may stand besides: what is said to a SPARQL service, which is its wire.
WIRE = "plexus_ld/storage/service"


def test_sparql_stands_in_the_questions_and_nowhere_else() -> None:
    sparql = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|INSERT|DELETE)\b[^\n]*\{[^\n]*\?\w")
    found = [
        name(file)
        for file in files(".py")
        if file.is_relative_to(PACKAGE) and not name(file).startswith(WIRE)
        if sparql.search(re.sub(r"`[^`]*`", "", file.read_text("utf-8")))
    ]

    assert not found
