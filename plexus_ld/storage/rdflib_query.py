"""A query that a program puts to a live rdflib view, and its answer as rdflib's own.

The text goes the way of every typed query: checked, and answered by our engine in a
worker. rdflib parses it only where a program prepared it, and never evaluates it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.query import Result
from rdflib.term import BNode, Identifier, Variable

from plexus_ld.errors import QueryError, StoreError
from plexus_ld.rdf.lines import term_of
from plexus_ld.storage.typed_tokens import Token, tokens_of

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: What may follow the variables or resources of a query, besides a group.
_BEHIND = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


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


def scoped(text: str, graph: str) -> str:
    """Return a query whose default graph is the named one, by a FROM clause.

    Args:
        text: A query.
        graph: The graph's name, as N-Triples text.

    Raises:
        QueryError: It names its dataset itself.
    """
    tokens = tokens_of(text)
    for token in tokens:
        if token.is_word("FROM"):
            message = "a query of one graph has no FROM; put it to the dataset"
            raise QueryError(message)
    start = next((i for i, token in enumerate(tokens) if token.is_word(*_FORMS)), None)
    if start is None:
        return text  # wrong anyway; the engine says how
    place = _dataset_place(text, tokens, start)
    return f"{text[:place]} FROM {graph} {text[place:]}"


def _dataset_place(text: str, tokens: Sequence[Token], start: int) -> int:
    """Return where a query's dataset clause goes: behind its head.

    Source: SPARQL 1.1 Query §19.8, rules 7 to 12.
    """
    depth = 0
    rest = iter(tokens[start + 1 :])
    if tokens[start].is_word("CONSTRUCT"):
        rest = iter(_behind_template(tokens[start + 1 :]))
    for token in rest:
        if depth == 0 and (token.text == "{" or token.is_word(*_BEHIND)):
            return token.start
        depth += (token.text == "(") - (token.text == ")")
    return len(text)


def _behind_template(tokens: Sequence[Token]) -> Sequence[Token]:
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return tokens[place:] if place == 0 else tokens[place + 1 :]
    return ()


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
    terms: dict[object, URIRef | Literal | BNode] = {}
    for row in rows:
        binding: dict[Variable, Identifier] = {}
        for variable, term in zip(variables, row, strict=True):
            if term is None:
                continue
            if term not in terms:
                terms[term] = term_of(str(term))
            binding[variable] = terms[term]
        yield binding


def refuse_unknown(given: Mapping[str, Any]) -> None:
    """Refuse arguments that only rdflib's own engine would understand.

    Raises:
        StoreError: There is one.
    """
    for name, value in given.items():
        if value:
            message = f"{name}= is rdflib's engine's; a query here takes a text"
            raise StoreError(message)
