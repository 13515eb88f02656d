"""Graphs as sets of lines, compared up to the names of their blank nodes."""

from collections.abc import Iterable

import pyoxigraph as ox

from plexus_ld.rdf import engine
from plexus_ld.rdf.document import Reading
from plexus_ld.rdf.lines import split_any
from plexus_ld.vocab.graphs import NODE


def restored(reading: Reading) -> str:
    """Return a reading's graph, canonical, with its blank nodes blank again."""
    return canonical(_blank_again(text) for text in reading.lines)


def _blank_again(text: str) -> str:
    subject, predicate, object_, _ = split_any(text)
    return f"{_blank(subject)} {predicate} {_blank(object_)} ."


def _blank(term: str) -> str:
    is_ours = term.startswith(f"<{NODE}")
    return f"_:x{term[len(NODE) + 1 : -1]}" if is_ours else term


def expected(body: bytes, format_: str, base: str) -> str:
    """Return the graph of a document, canonical: its graphs folded into one."""
    statements = engine.statements(body, format_, base)
    # The store's form of a literal: what is kept is compared.
    return canonical(engine.as_stored(statements.lines))


def canonical(lines: Iterable[str]) -> str:
    """Return a graph's canonical N-Quads (RDFC-1.0)."""
    text = "\n".join(lines)
    dataset = ox.Dataset(ox.parse(text, ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return "\n".join(sorted(written.decode().split("\n")))
