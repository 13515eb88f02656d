"""A query that a program puts to a live rdflib view, and its answer as rdflib's own.

The text goes the way of every typed query: checked, and answered by our engine in a
worker. rdflib parses it only where a program prepared it, and never evaluates it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
from rdflib import Graph
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.query import Result
from rdflib.term import Identifier, Variable

from plexus_ld.errors import StoreError
from plexus_ld.rdf.lines import term_of
from plexus_ld.storage.typed.tokens import tokens_of

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def text_and_base(
    asked: "Query | Update | str", namespaces: Mapping[str, Any], base: str | None
) -> tuple[str, str | None]:
    """Return a query's text with the prefixes that it uses, and its base.

    A prepared query is taken as the text that it was prepared from.
    """
    if not isinstance(asked, str):
        asked, namespaces, base = asked._original_args
    used = (name for name in namespaces if f"{name}:" in asked)
    # On the text's own first line, so that a fault is found on the line it is on.
    prefixes = "".join(f"PREFIX {name}: <{namespaces[name]}> " for name in used)
    return f"{prefixes}{asked}", base


def form_of(text: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE; "" where there is none of them."""
    words = (token.text.upper() for token in tokens_of(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "")


def result_of(form: str, body: bytes) -> Result:
    """Return an answer, written as SPARQL JSON or N-Triples, as rdflib's own."""
    result = Result(form)
    if form in ("CONSTRUCT", "DESCRIBE"):
        result.graph = Graph()
        result.graph.parse(data=body, format="nt")
        return result
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        result.askAnswer = bool(found)
    elif isinstance(found, ox.QuerySolutions):
        result.vars = [Variable(variable.value) for variable in found.variables]
        result.bindings = list(_bindings(found, result.vars))
    return result


def _bindings(
    rows: ox.QuerySolutions, variables: Sequence[Variable]
) -> Iterator[dict[Variable, Identifier]]:
    for row in rows:
        binding: dict[Variable, Identifier] = {}
        for variable, term in zip(variables, row, strict=True):
            if term is not None:
                binding[variable] = _term(str(term))
        yield binding


#: As in `plexus_ld.storage.terms`; a DESCRIBE of a service may name no node.
_term = lru_cache(maxsize=4096)(term_of)


def refuse_unknown(given: Mapping[str, Any]) -> None:
    """Refuse arguments that only rdflib's own engine would understand.

    Raises:
        StoreError: There is one.
    """
    for name, value in given.items():
        if value:
            message = f"{name}= is rdflib's engine's; a query here takes a text"
            raise StoreError(message)
