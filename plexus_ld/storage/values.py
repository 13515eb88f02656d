"""Python values and rdflib terms as the N-Triples text that queries are given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from rdflib import Literal, URIRef
from rdflib.term import Node

from plexus_ld.rdf.lines import text_of

#: What a question may be given for a variable; several are tried in turn.
Scalar = Node | str | int | float | bool | datetime
Value = Scalar | Sequence[Scalar]


@lru_cache(maxsize=4096)
def _iri_text(iri: URIRef) -> str:
    return text_of(iri)


def text(value: Scalar) -> str:
    """Return one value as N-Triples text; a plain ``str`` is a plain literal.

    Raises:
        ParseError: It is no IRI or literal that N-Triples can say.
    """
    if isinstance(value, URIRef):
        return _iri_text(value)
    return text_of(value if isinstance(value, Node) else Literal(value))


def texts(values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """Return the values of a question's parameters as N-Triples texts."""
    return {name: _each(value) for name, value in values.items()}


def _each(value: Value) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(text, value))
    return (text(value),)
