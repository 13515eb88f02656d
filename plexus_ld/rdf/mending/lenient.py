"""The engine's lenient readers: they check no IRI and no language tag, so we do."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from plexus_ld.errors import ParseError
from plexus_ld.rdf.engine import ENGINE, Statements
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.onebyone import one_by_one
from plexus_ld.rdf.mending.terms import sound, text_term
from plexus_ld.rdf.naming import Parts

#: Statements that may fail before the rest is given up: text that is no Turtle at all
#: fails in every line.
_MAX_FAULTS = 200
_PREFACE = "Parser error at "


def lenient(text: str, format_: str, base: str) -> tuple[Statements, list[str]]:
    """Read a document that is sound but for some of its terms.

    Raises:
        ParseError: It is not.
    """
    repairs, losses = Notes(), Notes()
    try:
        quads = list(ox.parse(text, ENGINE[format_], base_iri=base, lenient=True))
    except (SyntaxError, ValueError) as error:
        raise ParseError(str(error)) from error
    return _statements(quads, base, repairs, losses)


def recovering(
    text: str, format_: str, base: str, mended: Notes
) -> tuple[Statements, list[str]]:
    """Read a document and go on after each fault, at the next statement."""
    repairs, losses = mended.copy(), Notes()
    quads = _until_the_end(text, format_, base, losses)
    return _statements(quads, base, repairs, losses)


def singly_read(
    text: str, format_: str, base: str, mended: Notes
) -> tuple[Statements, list[str]]:
    """Read a document of Turtle statement by statement, each as far as it goes."""
    repairs, losses = mended.copy(), Notes()
    quads = one_by_one(text, format_, base, repairs, losses)
    return _statements(quads, base, repairs, losses)


def _until_the_end(
    text: str, format_: str, base: str, losses: Notes
) -> Iterator[ox.Quad]:
    parser = ox.parse(text, ENGINE[format_], base_iri=base, lenient=True)
    faults = 0
    while faults < _MAX_FAULTS:
        try:
            quad = next(parser)
        except StopIteration:
            return
        except (SyntaxError, ValueError) as error:
            faults += 1
            losses.add("left out a statement", str(error).removeprefix(_PREFACE))
        else:
            yield quad


def _statements(
    quads: Iterable[ox.Quad], base: str, repairs: Notes, losses: Notes
) -> tuple[Statements, list[str]]:
    parts = sound(_parts(quads, losses), base, repairs, losses)
    return Statements.of(parts, losses.sentences()), list(repairs.sentences())


def _parts(quads: Iterable[ox.Quad], losses: Notes) -> Iterator[Parts]:
    """Take quads apart term by term: a lenient IRI may hold anything, even spaces."""
    graphs: set[object] = set()
    for quad in quads:
        if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
            losses.add("left out a statement about a statement (RDF 1.2)")
            continue
        graphs.add(quad.graph_name)
        yield _text(quad.subject), f"<{quad.predicate.value}>", _text(quad.object)
    if graphs - {ox.DefaultGraph()}:
        losses.add("named graphs became one: which graph said what is lost")


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if term.language is not None:
        return text_term(term.value) + f"@{term.language}"
    plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
    return text_term(term.value, datatype="" if plain else term.datatype.value)
