"""Connections: the cards that the owner holds of agents, in the graph of the Plex.

Nobody else's word makes one, and none is made twice.
"""

from collections.abc import Iterator
from typing import Final
from uuid import uuid4

from rdflib import Literal, URIRef
from rdflib.namespace import RDF, XSD

from plexus_ld.clock import Clock, now
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_AGENT: Final = text_of(PLX.agent)
_OWNER: Final = text_of(PLX.owner)
_KNOWN_AS: Final = text_of(PLX.knownAs)


def connect(
    store: Store,
    person: URIRef,
    state: URIRef = PLX.accepted,
    clock: Clock = now,
) -> URIRef | None:
    """Make a connection with a person, unless there is one already.

    Args:
        store: The store.
        person: Whom; any of the nodes that they are known as will do.
        state: How it stands: ``plx:accepted``, ``plx:proposed`` …
        clock: Tells the time.

    Returns:
        The new connection; None when there was one, or the person is the owner.
    """
    made: URIRef | None = None

    def compute(current: Store) -> Change:
        nonlocal made
        made = None
        agent = _one_of(current, text_of(person))
        if any(_held(current, agent)):
            return Change()
        made = URIRef(f"urn:uuid:{uuid4()}")
        since = Literal(clock().replace(microsecond=0), datatype=XSD.dateTime)
        quads = (
            (made, RDF.type, PLX.Connection, PLEX),
            (made, PLX.agent, URIRef(agent[1:-1]), PLEX),
            (made, PLX.state, state, PLEX),
            (made, PLX.since, since, PLEX),
        )
        return Change(added=lines_of(quads), note=f"connected with {agent[1:-1]}")

    store.change(compute)
    return made


def _one_of(store: Store, node: str) -> str:
    """Return the one IRI that a person stands under in the network."""
    for person, *_ in store.matching(None, _KNOWN_AS, node, ""):
        return person
    return node


def _held(store: Store, agent: str) -> Iterator[str]:
    """Yield what is held of an agent: a connection, or that they are the owner."""
    names = {agent, *(o for _, _, o, _ in store.matching(agent, _KNOWN_AS, None, ""))}
    for name in names:
        for predicate in (_AGENT, _OWNER):
            for subject, *_ in store.matching(None, predicate, name, _GRAPH):
                yield subject
