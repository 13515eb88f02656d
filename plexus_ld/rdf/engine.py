"""The engine's own readers: bytes of one RDF format to statements, as text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

import pyoxigraph as ox

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats
from plexus_ld.rdf.naming import Parts

#: The formats that the engine reads, under its own names.
ENGINE: Final = {
    formats.TURTLE: ox.RdfFormat.TURTLE,
    formats.NTRIPLES: ox.RdfFormat.N_TRIPLES,
    formats.NQUADS: ox.RdfFormat.N_QUADS,
    formats.TRIG: ox.RdfFormat.TRIG,
    formats.N3: ox.RdfFormat.N3,
    formats.RDFXML: ox.RdfFormat.RDF_XML,
    formats.JSONLD: ox.RdfFormat.JSON_LD,
}
_WITH_GRAPHS: Final = frozenset({formats.NQUADS, formats.TRIG, formats.JSONLD})

#: The end of a line of the engine: its object, and its graph name if it has one.
_TAIL: Final = re.compile(
    r'(?P<object><[^>]*>|_:\S+|".*"(?:@\S+|\^\^<[^>]*>)?)'
    r"(?: (?P<graph><[^>]*>|_:\S+))? \.",
    re.DOTALL,
)
#: The direction at the end of a directional language tag (RDF 1.2).
_DIRECTION: Final = re.compile(r"--(?:ltr|rtl)$")


@dataclass(frozen=True, slots=True)
class Statements:
    """What one reader made of a document.

    Attributes:
        lines: Distinct statements, as default-graph lines; blank nodes are blank.
        losses: What could not be kept, one sentence each.
    """

    lines: tuple[str, ...]
    losses: tuple[str, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Parts], losses: Iterable[str] = ()) -> Self:
        """Make them of statements taken apart."""
        lines = dict.fromkeys(f"{s} {p} {o} ." for s, p, o in parts)
        return cls(tuple(lines), tuple(losses))

    def parts(self) -> list[Parts]:
        """Return them taken apart."""
        return list(map(parts_of, self.lines))


def parts_of(line: str) -> Parts:
    """Take a line of the default graph apart."""
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest[:-2]


def statements(body: bytes | str, format_: str, base: str) -> Statements:
    """Read a document with the engine's reader.

    Args:
        body: The bytes, UTF-8.
        format_: One of `ENGINE`.
        base: The IRI that relative IRIs are read against.

    Raises:
        ParseError: The reader refuses the document.
    """
    try:
        parser = ox.parse(body, ENGINE[format_], base_iri=base)
        text = ox.serialize(parser, format=ox.RdfFormat.N_QUADS) or b""
    except (SyntaxError, ValueError) as error:
        raise ParseError(str(error)) from error
    return _statements(text.decode(), format_)


def sound_iri(iri: str) -> str:
    """Return an IRI that the engine takes as a base, percent-encoded where need be."""
    try:
        ox.NamedNode(iri)
    except ValueError:
        iri = quoted(iri)
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            message = f"no IRI to read it under: {iri!r}"
            raise ParseError(message) from error
    return iri


#: A table, not a pattern: strangers' IRIs may be a megabyte long.
_ESCAPES: Final = {
    number: f"%{number:02X}"
    for number in (*range(0x21), *map(ord, '<>"{}|\\^`[]'), 0x7F)
}


def quoted(iri: str) -> str:
    """Percent-encode what no IRI may have in it (RFC 3987 §2.2)."""
    return iri.translate(_ESCAPES)


def as_stored(lines: Iterable[str]) -> list[str]:
    """Return default-graph lines as the store gives them back, in order.

    It rewrites numbers, dates and booleans to their canonical form; a reading that did
    not would look changed at every refresh.
    """
    return [_canonical(text) if _TYPED in text else text for text in lines]


_TYPED: Final = '"^^<http://www.w3.org/2001/XMLSchema#'


def _canonical(text: str) -> str:
    subject, predicate, object_ = parts_of(text)
    if _AS_THEY_ARE.fullmatch(object_):
        return text
    return f"{subject} {predicate} {_canonical_literal(object_)} ."


#: Literals that the store leaves as they are, told at a glance; most are such.
_AS_THEY_ARE: Final = re.compile(
    r'"(?:(?:0|-?[1-9][0-9]{0,17})"\^\^<[^>]*#integer>|(?:true|false)"\^\^<[^>]*#boolean>'
    r'|[0-9]{4}-[0-9]{2}-[0-9]{2}"\^\^<[^>]*#date>)'
)


@lru_cache(maxsize=10_000)
def _canonical_literal(literal: str) -> str:
    if not literal.endswith(">"):
        return literal  # the mark stands inside a text
    store = ox.Store()
    store.load(f"<a:> <a:> {literal} .".encode(), format=ox.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object)


def _statements(text: str, format_: str) -> Statements:
    lines = text.split("\n")
    lines.pop()
    directed = "--ltr" in text or "--rtl" in text
    odd = "<<(" in text or directed or format_ in _WITH_GRAPHS
    if not odd:
        return Statements(tuple(dict.fromkeys(lines)))
    return _folded(lines)


def _folded(lines: Sequence[str]) -> Statements:
    """Put the statements of all graphs in one, without what RDF 1.1 cannot say."""
    parts: dict[Parts, None] = {}
    graphs: set[str] = set()
    triple_terms = directions = 0
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if rest.startswith("<<(") or subject.startswith("<<("):
            triple_terms += 1
            continue
        found = _TAIL.fullmatch(rest)
        if found is None:
            message = f"not a statement: {line}"
            raise ParseError(message)
        graphs.add(found["graph"] or "")
        object_, changed = _DIRECTION.subn("", found["object"])
        directions += changed
        parts[subject, predicate, object_] = None
    return Statements.of(parts, tuple(_losses(graphs, triple_terms, directions)))


def _losses(graphs: set[str], triple_terms: int, directions: int) -> Iterator[str]:
    named = len(graphs - {""})
    if named:
        yield f"{named} named graph(s) became one: which graph said what is lost"
    if triple_terms:
        yield f"{triple_terms} statement(s) about statements (RDF 1.2) left out"
    if directions:
        yield f"the writing direction of {directions} text(s) (RDF 1.2) left out"
