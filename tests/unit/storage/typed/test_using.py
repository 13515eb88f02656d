"""A dataset of the protocol's becomes USING clauses, in each operation that reads."""

import pytest

from plexus_ld.errors import QueryError
from plexus_ld.model.graphs import Graphs
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed.using import with_using

ONE = Graphs(("urn:a",), ("urn:b",))


def test_that_each_operation_that_reads_reads_the_dataset() -> None:
    typed = typed_text.update(
        "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'WHERE {' } } ;\n"
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o . { ?s ?p 2 } } ;\n"
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"
    )

    written = with_using(typed, ONE).text

    using = "USING <urn:a> USING NAMED <urn:b> WHERE"
    assert written.count(using) == 2
    assert f"DELETE {{ GRAPH ?g {{ ?s ?p ?o }} }} {using} {{ GRAPH ?g" in written


@pytest.mark.parametrize("word", ["WITH <urn:g>", ""])
def test_that_a_text_that_says_itself_what_it_reads_is_refused(word: str) -> None:
    using = "" if word else "USING <urn:g>"
    text = f"{word} DELETE {{ ?s ?p ?o }} {using} WHERE {{ ?s ?p ?o }}"

    with pytest.raises(QueryError, match="exclude each other"):
        with_using(typed_text.update(text), ONE)


def test_that_a_graph_s_name_cannot_be_more_than_a_name() -> None:
    typed = typed_text.update("DELETE WHERE { ?s ?p ?o }")

    with pytest.raises(QueryError, match="no IRI"):
        with_using(typed, Graphs(("urn:a> { } ; DROP ALL #",)))
