"""Statements to bytes, in each format that is written."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats
from plexus_ld.rdf.lines import Statement, line, split_any
from plexus_ld.rdf.writing.jsonld import jsonld
from plexus_ld.rdf.writing.rdfxml import rdfxml
from plexus_ld.rdf.writing.turtle import trig, turtle

_Writer = Callable[
    [Iterable[Statement], Mapping[str, str] | None, str | None],
    bytes,
]


def serialize(
    statements: Iterable[str | Statement],
    format_: str,
    prefixes: Mapping[str, str] | None = None,
    base: str | None = None,
) -> bytes:
    """Write statements in a format: sorted, so that equal statements are equal bytes.

    Args:
        statements: Lines, with or without a graph name, or statements as text.
        format_: ``turtle``, ``rdfxml``, ``jsonld``, ``nt``, ``nquads`` or ``trig``.
            Only the last three and JSON-LD keep graph names (N-Triples does not).
        prefixes: Prefix → namespace; the well-known ones if left out. Only those that
            shorten something are written.
        base: The document's own IRI, for relative references to itself.

    Raises:
        ParseError: The format cannot say one of them (RDF/XML, a property whose IRI
            ends in no name), or is none that is written.
    """
    writer = _WRITERS.get(format_)
    if writer is None:
        known = ", ".join(_WRITERS)
        message = f"nothing is written as {format_!r}; choose one of {known}"
        raise ParseError(message)
    apart = (split_any(s) if isinstance(s, str) else s for s in statements)
    return writer(apart, prefixes, base)


def _nquads(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    del prefixes, base  # N-Quads has neither
    lines = sorted({line(*statement) for statement in statements})
    return "".join(f"{text}\n" for text in lines).encode()


def _ntriples(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    return _nquads(((s, p, o, "") for s, p, o, _ in statements), prefixes, base)


_WRITERS: Final[Mapping[str, _Writer]] = {
    formats.TURTLE: turtle,
    formats.RDFXML: rdfxml,
    formats.JSONLD: jsonld,
    formats.NTRIPLES: _ntriples,
    formats.NQUADS: _nquads,
    formats.TRIG: trig,
}
#: The formats that are written, the one to prefer first.
WRITTEN: Final = tuple(_WRITERS)
