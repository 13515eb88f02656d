"""Statements to RDF/XML, one element a thing, typed where it has a type.

Source: RDF 1.1 XML Syntax. A predicate is written as an element, so it must end in an
XML name, and XML 1.0 has no control characters: see `rdfxml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from plexus_ld.errors import ParseError
from plexus_ld.rdf.lines import Statement
from plexus_ld.rdf.prefixes import RDF, shortener, split_iri, used
from plexus_ld.rdf.writing.terms import (
    TYPE,
    described,
    iri_of,
    terms_in,
    text_of_literal,
)

#: What XML 1.0 cannot hold at all (XML 1.0 §2.2), not even as a reference.
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _Names:
    """Element names for IRIs: known prefixes first, then made-up ones."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._of = dict(shortener(prefixes))
        self._of.setdefault(RDF, "rdf")

    def find(self, iri: str) -> str | None:
        """Return the element name for an IRI, if it can have one."""
        namespace, local = split_iri(iri)
        if not local or not namespace:
            return None
        prefix = self._of.get(namespace)
        if prefix is None:
            prefix = f"ns{len(self._of)}"
            self._of[namespace] = prefix
        return f"{prefix}:{local}" if prefix else local

    def declared(self) -> Iterator[str]:
        for namespace, prefix in sorted(self._of.items(), key=lambda item: item[1]):
            name = f"xmlns:{prefix}" if prefix else "xmlns"
            yield f"{name}={_quoted(namespace)}"


def rdfxml(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    """Write statements as RDF/XML; their graph names are left out.

    A control character that XML cannot hold becomes U+FFFD.

    Raises:
        ParseError: A predicate ends in no XML name, so RDF/XML cannot say it.
    """
    things = described(statements, base)
    names = _Names(used(terms_in(things), prefixes))
    body = [_thing(s, predicates, names, base) for s, predicates in things.items()]
    root = ["xml:base=" + _quoted(base)] if base else []
    head = "\n    ".join([*root, *names.declared()])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<rdf:RDF\n    {head}>\n\n" + "\n".join(body) + "</rdf:RDF>\n"
    )
    return text.encode()


def _thing(
    subject: str,
    predicates: Mapping[str, list[str]],
    names: _Names,
    base: str | None,
) -> str:
    types = predicates.get(TYPE, [])
    typed = next((t for t in types if t[0] == "<" and names.find(iri_of(t))), None)
    element = typed and names.find(iri_of(typed))
    element = element or "rdf:Description"
    lines = [f"  <{element} {_reference('about', subject, base)}>"]
    for predicate, objects in predicates.items():
        name = names.find(iri_of(predicate))
        if name is None:
            message = f"RDF/XML has no element for the property {predicate}"
            raise ParseError(message)
        lines += (
            f"    {_property(name, term, base)}"
            for term in objects
            if not (predicate == TYPE and term == typed)
        )
    return "\n".join([*lines, f"  </{element}>", ""])


def _property(name: str, term: str, base: str | None) -> str:
    if term[0] != '"':
        return f"<{name} {_reference('resource', term, base)}/>"
    text = text_of_literal(term)
    extra = ""
    if text.language:
        extra = f" xml:lang={_quoted(text.language)}"
    elif text.datatype:
        extra = f" rdf:datatype={_quoted(text.datatype)}"
    return f"<{name}{extra}>{_escaped(text.value)}</{name}>"


def _reference(kind: str, term: str, base: str | None) -> str:
    if term[0] == "_":
        return f"rdf:nodeID={_quoted(term[2:])}"
    iri = iri_of(term)
    if base and (iri == base or iri.startswith(base + "#")):
        iri = iri[len(base) :]
    return f"rdf:{kind}={_quoted(iri)}"


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    entities = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
    return quoteattr(_NO_XML.sub("\ufffd", text), entities)
