"""rdflib's readers, for what they read and the engine does not. Nothing is fetched.

Used for text that the engine refused, after the look of `guarding`. RDF/XML, Turtle
and N3 only: rdflib's JSON-LD would fetch contexts.
"""

import io
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound, text_of_node
from plexus_ld.rdf.naming import Parts
from plexus_ld.rdf.quiet import quiet

_NAMES: Final = {
    formats.RDFXML: "xml",
    formats.TURTLE: "turtle",
    formats.N3: "n3",
    formats.NTRIPLES: "turtle",
}
#: rdflib reads some 1 MB/s; what is larger is not tried with it.
_MAX_CHARS: Final = 2 * 2**20


def second_reading(
    text: str, format_: str, base: str
) -> tuple[Statements, list[str]] | None:
    """Read a document with rdflib; None where it reads nothing either."""
    if format_ not in _NAMES or len(text) > _MAX_CHARS:
        return None
    try:
        found = _graph(text, _NAMES[format_], base)
    except ParseError:
        return None
    repairs, losses = Notes(), Notes()
    parts = sound(found, base, repairs, losses)
    repairs.add("read by rdflib's more forgiving reader")
    return Statements.of(parts, tuple(losses.sentences())), list(repairs.sentences())


def _graph(text: str, name: str, base: str) -> list[Parts]:
    from xml.sax import SAXException

    import rdflib
    from rdflib.exceptions import ParserError
    from rdflib.plugins.parsers.notation3 import BadSyntax

    graph = rdflib.Graph(bind_namespaces="none")
    try:
        with quiet():
            graph.parse(io.BytesIO(text.encode()), format=name, publicID=base)
    except (
        ParserError, BadSyntax, SyntaxError, ValueError, TypeError, LookupError,
        AttributeError, AssertionError, RecursionError, OSError, SAXException,
    ) as error:  # fmt: skip
        raise ParseError(str(error)) from error
    return [
        (text_of_node(s), text_of_node(p), text_of_node(o))
        for s, p, o in graph
        if not _formula(s, o)
    ]


def _formula(*terms: object) -> bool:
    import rdflib

    return any(isinstance(term, rdflib.Graph | rdflib.Variable) for term in terms)
