"""What was heard, put into a store as the ingesting room does, for tests."""

from collections.abc import Iterable
from datetime import datetime

from rdflib import RDF, XSD, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD, PLEX
from plexus_ld.vocab.plx import PLX


def heard(store: Store, item: URIRef, agent: URIRef, text: str, at: datetime) -> URIRef:
    """Keep one note that was heard, and return it."""
    time = Literal(at, datatype=XSD.dateTime)
    quads: list[Quad] = [
        (item, RDF.type, AS2.Note, HEARD),
        (item, AS2.attributedTo, agent, HEARD),
        (item, AS2.content, Literal(text), HEARD),
        (item, AS2.published, time, HEARD),
        (item, PLX.heardAt, time, HEARD),
    ]
    keep(store, quads)
    return item


def keep(store: Store, quads: Iterable[Quad]) -> None:
    store.apply(Change(added=lines_of(quads), note="a test's"))


def put(store: Store, node: URIRef, predicate: URIRef, value: str) -> None:
    """Give a node of the Plex another value in the place of the one it has."""
    subject, graph = text_of(node), text_of(PLEX)
    found = store.matching(subject, text_of(predicate), None, graph)
    gone = tuple(line(*one) for one in found)
    added = lines_of([(node, predicate, Literal(value), PLEX)])
    store.apply(Change(added, gone, "a test's"))
