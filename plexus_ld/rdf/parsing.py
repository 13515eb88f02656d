"""A document to lines: strict first, then as much as can be had, and said.

The ladder (docs/adr: reading is a ladder): the engine's own reader; the same, lenient;
a reader of ours that forgives and names each repair; rdflib's. The first rung answers
for a sound document and costs nothing more. Where it refuses, the others are all tried
and the one that reads most wins; of equals, the one that stands first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import engine, formats, guarding
from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.encodings import decode
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.errorpages import error_said
from plexus_ld.rdf.formats import breaks_off, format_called, sniff
from plexus_ld.rdf.found import Found
from plexus_ld.rdf.jsonld import jsonld
from plexus_ld.rdf.naming import named
from plexus_ld.rdf.prefixes import RDF


def read(document: Document) -> Reading:
    """Read a document, by whatever it takes.

    Raises:
        ParseError: No reader makes anything of it; the message says why.
    """
    guarding.check_size(document.body)
    text, repairs = decode(document)
    base = engine.sound_iri(document.iri)
    format_, found = _read_text(text, document, base)
    graph = f"<{base}> ."
    lines = engine.as_stored(named(found.statements.lines, base))
    return Reading(
        lines=tuple(dict.fromkeys(text[:-1] + graph for text in lines)),
        format=format_,
        triples=len(found),
        repairs=(*repairs, *found.repairs),
        losses=found.statements.losses,
        profiles=found.profiles,
    )


def read_batch(documents: Sequence[Document]) -> list[Reading | ParseError]:
    """Read documents one by one; what cannot be read gives its error in its place."""
    answers: list[Reading | ParseError] = []
    for document in documents:
        try:
            answers.append(read(document))
        except ParseError as error:
            answers.append(error)
    return answers


def _read_text(text: str, document: Document, base: str) -> tuple[str, Found]:
    """Read text in the format that it looks like, or else the one it is called by."""
    looks = sniff(text, document)
    if looks is None:
        raise _formless(text)
    try:
        return looks, _guarded(looks, text, base, document)
    except ParseError:
        called = format_called(document)
        if called in {None, looks}:
            raise
        try:
            return called, _guarded(called, text, base, document)
        except ParseError:
            pass
        raise


def _guarded(format_: str, text: str, base: str, document: Document) -> Found:
    guarding.check_size(document.body, format_)
    guarding.check_shape(text, format_)
    return _read_as(format_, text, base)


def _formless(text: str) -> ParseError:
    said = error_said(text)
    if said:
        return _error_page(said)
    if not text.strip():
        return ParseError("it is empty")
    if text.lstrip().startswith("<?xml"):
        return ParseError("XML, but no RDF in it")
    return ParseError("it is in no format that is read here")


def _error_page(said: str) -> ParseError:
    return ParseError(f"an error page, not a profile; it says “{said}”")


def _html(text: str, base: str) -> Found:
    from plexus_ld.rdf.html import html

    return html(text, base)


def _vcard(text: str, base: str) -> Found:
    from plexus_ld.rdf.vcard import vcard

    return vcard(text, base)


def _jcard(text: str, base: str) -> Found:
    from plexus_ld.rdf.vcard import jcard

    return jcard(text, base)


#: Readers of formats that are not statements to begin with; imported where needed, as
#: they are heavy.
_OTHER_READERS: Final[Mapping[str, Callable[[str, str], Found]]] = {
    formats.JSONLD: jsonld,
    formats.HTML: _html,
    formats.VCARD: _vcard,
    formats.JCARD: _jcard,
}


def _read_as(format_: str, text: str, base: str) -> Found:
    """Read text of a known format."""
    reader = _OTHER_READERS.get(format_)
    try:
        if reader is not None:
            return reader(text, base)
        return Found(_strict(format_, text, base))
    except ParseError as error:
        if "\x00" in text:
            found = _read_as(format_, text.replace("\x00", ""), base)
            repairs = ("left out the NUL bytes in it", *found.repairs)
            return replace(found, repairs=repairs)
        if reader is not None:
            raise
        return _climbed(format_, text, base, error)


def _strict(format_: str, text: str, base: str) -> Statements:
    found = engine.statements(text, format_, base)
    if format_ == formats.RDFXML and breaks_off(text):
        # The engine takes the end of the text for the end of the document.
        said = "the document breaks off: what stood behind the break is lost"
        return Statements(found.lines, (*found.losses, said))
    return found


def _climbed(format_: str, text: str, base: str, refused: ParseError) -> Found:
    """Try the rungs below the strict one; the one that reads most wins."""
    said = error_said(text)
    if said:
        raise _error_page(said) from refused
    best: Found | None = None
    reason = refused
    for rung in _rungs(format_, text, base):
        try:
            found = rung()
        except ParseError as error:
            reason = error
            continue
        if found and (best is None or len(found) > len(best)):
            best = found
    if best is not None:
        return best
    message = f"not readable: {reason}"
    raise ParseError(message) from refused


def _rungs(format_: str, text: str, base: str) -> Iterator[Callable[[], Found | None]]:
    """Yield the rungs below the strict one, the most faithful first."""
    from plexus_ld.rdf.mending import lenient, rdfxml, turtle
    from plexus_ld.rdf.secondreader import second_reading

    def found(answer: tuple[Statements, list[str]] | None) -> Found | None:
        return Found(answer[0], tuple(answer[1])) if answer else None

    yield lambda: found(lenient.lenient(text, format_, base))
    if format_ == formats.RDFXML:
        yield lambda: found(rdfxml.forgiving(text, base))
    else:
        yield lambda: found(turtle.forgiving(text, format_, base))
    if format_ != formats.RDFXML or RDF in text:
        # rdflib makes statements of any XML at all.
        yield lambda: found(second_reading(text, format_, base))
