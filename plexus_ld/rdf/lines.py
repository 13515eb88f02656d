"""Terms and statements as N-Triples text, the form that bulk work is done in.

Text is compared, split and joined some ten times faster than terms are made. A line
is written as pyoxigraph writes it, so that equal statements are equal lines.
Source: RDF 1.1 N-Quads §4 (canonical form).
"""

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from plexus_ld.errors import ParseError

#: Subject, predicate, object, graph name.
Quad = tuple[Node, Node, Node, Node]
Statement = tuple[str, str, str, str]


def text_of(term: Node) -> str:
    """Return a term as N-Triples text.

    Raises:
        ParseError: It is no IRI or literal that N-Triples can say.
    """
    try:
        return str(_engine_term(term))
    except ValueError as error:
        message = f"not a term that can be kept: {term!r} ({error})"
        raise ParseError(message) from error


def _engine_term(term: Node) -> ox.NamedNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        if term.datatype:
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
        return ox.Literal(str(term))
    raise ValueError("neither an IRI nor a literal")


def line(subject: str, predicate: str, object_: str, graph: str = "") -> str:
    """Join four terms, as text, to a line; graph "" is the default graph."""
    if graph:
        return f"{subject} {predicate} {object_} {graph} ."
    return f"{subject} {predicate} {object_} ."


def line_of(quad: Quad) -> str:
    """Return a quad of rdflib terms as a line."""
    subject, predicate, object_, graph = quad
    return line(text_of(subject), text_of(predicate), text_of(object_), text_of(graph))


def lines_of(quads: Iterable[Quad]) -> tuple[str, ...]:
    """Return quads of rdflib terms as lines, each once, in order."""
    return tuple(dict.fromkeys(map(line_of, quads)))


def split(text: str) -> Statement:
    """Take a line of a named graph apart.

    A subject, predicate or graph name has no space in it; an object may.
    """
    subject, predicate, rest = text.split(" ", 2)
    object_, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, object_, graph


def split_default(text: str) -> Statement:
    """Take a line of the default graph apart."""
    subject, predicate, rest = text.split(" ", 2)
    return subject, predicate, rest[:-2], ""


def split_any(text: str) -> Statement:
    """Take a line apart, whether it names a graph or not.

    An object that is a literal ends in a quote, a datatype or a language tag; whatever
    stands between that and the full stop is a graph name.

    Raises:
        ParseError: It is no line.
    """
    found = _LINE.fullmatch(text)
    if found is None:
        message = f"not a line: {text!r}"
        raise ParseError(message)
    return found[1], found[2], found[3], found[4] or ""


_LINE: Final = re.compile(
    r"(\S+) (\S+) "
    r'(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[^\s.]+|\^\^<[^>]*>)?)'
    r"(?: (<[^>]*>|_:\S+))? \.",
    re.DOTALL,
)


def term_of(text: str) -> URIRef | Literal | BNode:
    """Return the rdflib term of an N-Triples term."""
    if text.startswith("<"):
        return URIRef(_engine_object(text).value if "\\" in text else text[1:-1])
    term = _engine_object(text)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
        # rdflib would write HTML anew, and leave out the tags that may be left out.
        return Literal(
            term.value,
            datatype=None if plain else URIRef(datatype),
            normalize=datatype != _HTML,
        )
    return BNode(term.value)


_HTML: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"


def _engine_object(text: str) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    parsed = ox.parse(f"<a:> <a:> {text} .", format=ox.RdfFormat.N_TRIPLES)
    found = next(iter(parsed)).object
    if isinstance(found, ox.NamedNode | ox.Literal | ox.BlankNode):
        return found
    message = f"a triple is no term here: {text}"
    raise ParseError(message)
