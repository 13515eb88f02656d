"""Rows: terms as rdflib has them, from the answer's text."""

import pickle
import threading
from datetime import UTC, datetime

import pytest
from rdflib import XSD, Literal, URIRef

from plexus_ld.errors import QueryError
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.rows import Rows
from plexus_ld.storage.values import text, texts

TERMS = [
    URIRef("https://anna.example/a%20b?c=d#é"),
    Literal("Anna"),
    Literal(""),
    Literal("Anna", lang="en-gb"),
    Literal('tab\t line\n return\r quote" back\\ n\\n \x01\x7f \U0001f600'),
    Literal("_:b <x> \\u0041"),
    Literal("7", datatype=XSD.integer),
    Literal("-9223372036854775808", datatype=XSD.integer),
    Literal("99999999999999999999", datatype=XSD.integer),
    Literal("x", datatype=XSD.integer),
    Literal("-7.5", datatype=XSD.decimal),
    Literal("1", datatype=XSD.decimal),
    Literal("1000", datatype=XSD.double),
    Literal("INF", datatype=XSD.double),
    Literal("2.5", datatype=XSD.float),
    Literal("true", datatype=XSD.boolean),
    Literal("false", datatype=XSD.boolean),
    Literal("2026-05-01", datatype=XSD.date),
    Literal("2026-05-01T12:00:00Z", datatype=XSD.dateTime),
    Literal("x\ty", datatype=URIRef("https://anna.example/type")),
]


@pytest.mark.parametrize("term", TERMS, ids=repr)
def test_a_term_comes_back_as_rdflib_itself_would_make_it(
    term: URIRef | Literal,
) -> None:
    backend = EmbeddedBackend()
    backend.write((), [f"<a:s> <a:p> {text(term)} <a:g> ."], 1)

    [row] = Rows(backend.select("SELECT ?o WHERE { GRAPH <a:g> { ?s ?p ?o } }", {}))
    found = row["o"]

    assert found == term
    assert type(found) is type(term)
    assert hash(found) == hash(term)
    assert pickle.loads(pickle.dumps(found)) == term  # noqa: S301 - our own
    if isinstance(found, Literal) and isinstance(term, Literal):
        for name in ("value", "language", "datatype", "ill_typed"):
            assert getattr(found, name) == getattr(term, name)
        assert found.n3() == term.n3()


def rows_of(query: str) -> Rows:
    return Rows(EmbeddedBackend().select(query, {}))


def test_a_cell_is_had_by_name_number_or_attribute() -> None:
    rows = rows_of('SELECT ?a ?b ?c WHERE { VALUES (?a ?b) { ("x" <a:y>) } }')

    [row] = rows

    assert rows.variables == ("a", "b", "c")
    assert row["a"] == row.a == row[0] == Literal("x")
    assert list(row) == [Literal("x"), URIRef("a:y"), None]
    assert row.asdict() == {"a": Literal("x"), "b": URIRef("a:y")}
    with pytest.raises(KeyError):
        row["nobody"]
    with pytest.raises(AttributeError):
        _ = row.nobody


def test_rows_are_a_sequence() -> None:
    rows = rows_of("SELECT ?n WHERE { VALUES ?n { 1 2 3 } }")

    assert len(rows) == 3
    assert [int(str(row["n"])) for row in rows] == [1, 2, 3]
    assert rows[-1]["n"] == Literal(3)
    assert [row["n"] for row in rows[:2]] == [Literal(1), Literal(2)]


def test_no_rows_and_rows_without_a_value_are_told_apart() -> None:
    assert len(rows_of("SELECT ?n WHERE { FILTER(false) }")) == 0
    assert [row["n"] for row in rows_of("SELECT ?n WHERE { }")] == [None]


def test_equal_cells_are_one_term() -> None:
    rows = rows_of('SELECT ?a WHERE { VALUES (?a ?n) { ("x" 1) ("x" 2) } }')

    assert rows[0]["a"] is rows[1]["a"]


def test_rows_may_be_read_by_another_thread() -> None:
    rows = rows_of("SELECT ?n WHERE { VALUES ?n { 1 2 3 } }")
    found: list[object] = []

    thread = threading.Thread(target=lambda: found.extend(row["n"] for row in rows))
    thread.start()
    thread.join()

    assert found == [Literal(1), Literal(2), Literal(3)]


def test_a_node_without_a_name_is_not_handed_out() -> None:
    [row] = rows_of("SELECT ?n WHERE { BIND(BNODE() AS ?n) }")

    with pytest.raises(QueryError, match="without a name"):
        row["n"]


def test_python_values_are_given_as_terms() -> None:
    given = texts(
        {
            "iri": URIRef("a:b"),
            "text": "Anna",
            "number": 7,
            "yes": True,
            "time": datetime(2026, 5, 1, tzinfo=UTC),
            "several": [URIRef("a:b"), "c"],
        }
    )

    xsd = str(XSD)
    assert given == {
        "iri": ("<a:b>",),
        "text": ('"Anna"',),
        "number": (f'"7"^^<{xsd}integer>',),
        "yes": (f'"true"^^<{xsd}boolean>',),
        "time": (f'"2026-05-01T00:00:00+00:00"^^<{xsd}dateTime>',),
        "several": ("<a:b>", '"c"'),
    }
