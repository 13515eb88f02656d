"""A document to lines: strict first, then as much as can be had, and said."""

from collections.abc import Sequence

from plexus_ld.errors import ParseError
from plexus_ld.rdf import engine
from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.formats import sniff
from plexus_ld.rdf.lines import line
from plexus_ld.rdf.naming import named


def read(document: Document) -> Reading:
    """Read a document, by whatever it takes.

    Raises:
        ParseError: No reader makes anything of it.
    """
    base = engine.sound_iri(document.iri)
    format_ = sniff(document.body[:8192].decode(errors="replace"), document)
    if format_ is None or format_ not in engine.ENGINE:
        message = f"{document.iri}: in no format that is read here"
        raise ParseError(message)
    found = engine.statements(document.body, format_, base)
    graph = f"<{base}>"
    named_parts = named(found.parts, base)
    return Reading(
        lines=tuple(engine.as_stored(line(*p, graph) for p in named_parts)),
        format=format_,
        triples=len(found.parts),
        losses=found.losses,
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
