"""How a notification lies in the graph of what was received, as lines."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from rdflib import DCTERMS, RDF, XSD, Literal, URIRef
from rdflib.term import Node

from plexus_ld.rdf.lines import line, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import RECEIVED
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(RECEIVED)
_RECEIVED_AT: Final = text_of(PLX.receivedAt)


def node_of(body: bytes) -> URIRef:
    """Return the node of a notification: of the same bytes always the same."""
    return URIRef(uuid5(NAMESPACE_URL, sha256(body).hexdigest()).urn)


def name_of(node: Node) -> str:
    """Return the last part of a notification's address."""
    return str(UUID(str(node)))


def kept_lines(
    node: URIRef, body: bytes, media_type: str, at: datetime
) -> tuple[str, ...]:
    """Return what is kept of a notification.

    Args:
        node: Its node.
        body: Its bytes, which are UTF-8.
        media_type: As its sender named it.
        at: When it came.
    """
    said = (
        (RDF.type, PLX.Notification),
        (PLX.body, Literal(body.decode("utf-8"))),
        (PLX.bytes, Literal(len(body))),
        (DCTERMS.format, Literal(media_type)),
        (PLX.receivedAt, Literal(at.isoformat(), datatype=XSD.dateTime)),
    )
    subject = text_of(node)
    return tuple(line(subject, text_of(p), text_of(o), _GRAPH) for p, o in said)


def acted_lines(node: URIRef, at: datetime) -> tuple[str, ...]:
    """Return what is kept of an activity that was acted on, and counts but once.

    Args:
        node: Its node.
        at: When it came.
    """
    when = Literal(at.isoformat(), datatype=XSD.dateTime)
    return (line(text_of(node), _RECEIVED_AT, text_of(when), _GRAPH),)


def has(store: Store, node: URIRef) -> bool:
    """Tell whether a notification is kept, or was acted on."""
    found = store.matching(text_of(node), _RECEIVED_AT, None, _GRAPH)
    return next(found, None) is not None


def lines_about(store: Store, nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return all that the graph says of some notifications."""
    return tuple(
        line(*statement)
        for node in nodes
        for statement in store.matching(text_of(node), None, None, _GRAPH)
    )
