"""Blocking: the connection stays, and says that nothing is wanted of somebody."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from rdflib import Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.plex.connections.making import connection_quads, standing_of
from plexus_ld.plex.connections.points import held_points, lines_about
from plexus_ld.plex.people import finding
from plexus_ld.rdf.lines import Quad, line, lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_PAUSED: Final = text_of(PLX.paused)
_HOW: Final = (f" {text_of(PLX.state)} ", f" {text_of(PLX.since)} ")


def blocked(
    store: Store, agent: URIRef, about: tuple[Quad, ...], now: datetime
) -> Change:
    """Return the change by which somebody is blocked.

    Args:
        store: The home's store.
        agent: Whom.
        about: What is said of somebody of whom nothing was known.
        now: The time.
    """
    standing = standing_of(store, agent)
    connection = standing.iri if standing else URIRef(f"urn:uuid:{uuid4()}")
    mine = lines_about(store, connection)
    removed = [one for one in mine if any(term in one for term in _HOW)]
    quads = connection_quads(connection, agent, PLX.blocked, now)
    added = [one for one in lines_of([*about, *quads]) if one not in mine]
    for held in held_points(store, agents=(agent,)):
        node = text_of(held.point.iri)
        if not held.point.is_paused:
            added.append(line(node, _PAUSED, text_of(Literal(True)), _GRAPH))
    return Change(tuple(added), tuple(removed), note=f"blocked: {agent}")


def is_blocked(store: Store, iri: URIRef) -> bool:
    """Tell whether somebody is blocked, by any of their names and addresses."""
    person = finding.person_of(store, text_of(iri))
    agent = URIRef(person[1:-1]) if person else iri
    standing = standing_of(store, agent)
    if standing is not None and standing.state == PLX.blocked:
        return True
    held = held_points(store, address=iri)
    return any(one.state == PLX.blocked for one in held)
