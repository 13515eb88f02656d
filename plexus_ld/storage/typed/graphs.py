"""What a worker does with a typed query whose answer is a graph."""

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from plexus_ld.errors import ParseError, QueryError, QueryLimitError
from plexus_ld.rdf import formats
from plexus_ld.rdf.serializing import serialize
from plexus_ld.storage.typed import worker as typed_worker
from plexus_ld.storage.typed.worker import Evaluated, Question

#: Format on the command line → format that is written.
GRAPHS: Final = {
    "turtle": formats.TURTLE,
    "nt": formats.NTRIPLES,
    "jsonld": formats.JSONLD,
    "rdfxml": formats.RDFXML,
}


def opened(folder: str) -> ox.Store:
    """Open a checkpoint; the writers of graphs are imported by then."""
    return typed_worker.opened(folder)


def loaded(lines: Sequence[str]) -> ox.Store:
    """Hold lines in memory; the writers of graphs are imported by then."""
    return typed_worker.loaded(lines)


def graph(store: ox.Store, question: Question) -> bytes:
    """Answer a CONSTRUCT or DESCRIBE.

    Raises:
        QueryError: It is no SPARQL, could not be evaluated or not be written.
        QueryLimitError: The answer is too large.
    """
    found = typed_worker.found_in(store, question)
    if not isinstance(found, ox.QueryTriples):
        raise QueryError("this gives a table")
    with Evaluated():
        lines = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
    body = written(lines, question.format)
    if len(body) > question.max_bytes:
        mebibytes = question.max_bytes // 1024**2
        message = f"the answer is larger than {mebibytes} MiB; LIMIT makes it smaller"
        raise QueryLimitError(message)
    return body


def written(lines: bytes, format_: str) -> bytes:
    """Write N-Triples in another format, each statement once.

    Raises:
        QueryError: The format cannot say one of them.
    """
    # Not splitlines(): a text may have U+2028 in it, as it is.
    unique = dict.fromkeys(filter(None, lines.decode().split("\n")))
    if format_ == "nt":
        return "".join(f"{line}\n" for line in unique).encode()
    try:
        return serialize(unique, GRAPHS[format_])
    except ParseError as error:
        message = f"the answer cannot be written as {format_}: {error}"
        raise QueryError(message) from error
