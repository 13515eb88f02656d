"""Followers and those who are followed, as points of the graph of the Plex.

Who follows is a connection with a point to speak by; who is followed one with a point
to listen by, which news come by of themselves once they said yes (``plx:pushed``).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.clock import Clock
from plexus_ld.model.activity import Privacy
from plexus_ld.model.actor import Actor
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.ending import without_connection, without_point
from plexus_ld.plex.connections.making import Wish, fulfil
from plexus_ld.plex.connections.points import HeldPoint, held_points, lines_about
from plexus_ld.plex.connections.values import Way
from plexus_ld.plex.connections.writing import point_quads
from plexus_ld.rdf.lines import Quad, lines_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

CHANNEL: Final = "activitypub"
_GRAPH: Final = text_of(PLEX)
_ON: Final = text_of(PLX.channel)
_OURS: Final = text_of(channel_iri(CHANNEL))
_OTHER: Final = {
    Direction.OUTGOING: Direction.INCOMING,
    Direction.INCOMING: Direction.OUTGOING,
}


def points_at(store: Store, actor: str) -> tuple[HeldPoint, ...]:
    """Return the points that lead to an account."""
    held = held_points(store, address=URIRef(actor))
    return tuple(one for one in held if one.point.channel == CHANNEL)


def all_points(store: Store) -> tuple[HeldPoint, ...]:
    """Return the points of the channel."""
    said = store.matching(None, _ON, _OURS, _GRAPH)
    points = tuple(URIRef(point[1:-1]) for point, *_ in said)
    return held_points(store, points=points) if points else ()


def is_accepted(held: HeldPoint) -> bool:
    """Tell whether a point's connection stands."""
    return held.state == PLX.accepted


def is_open(held: HeldPoint, now: datetime) -> bool:
    """Tell whether a point is used."""
    return held.is_open(now)


def let_follow(store: Store, actor: Actor, clock: Clock) -> ConnectionPoint:
    """Have an account follow the owner, and return the point that leads to it.

    What is said to some alone does not go there, until the owner says so.
    """
    held = points_at(store, actor.iri)
    agent = held[0].point.agent if held else URIRef(actor.iri)
    address = URIRef(actor.iri)
    way = Way(CHANNEL, address, Direction.OUTGOING, privacy=Privacy.PUBLIC)
    about = () if held or _is_known(store, agent) else tuple(_about(agent, actor))
    fulfil(store, Wish(agent, (way,), "", about), clock)
    (made, *_) = (one.point for one in points_at(store, actor.iri) if is_accepted(one))
    return made


def _is_known(store: Store, agent: URIRef) -> bool:
    return any(store.matching(text_of(agent), None, None, None))


def _about(agent: URIRef, actor: Actor) -> Iterator[Quad]:
    yield agent, RDF.type, FOAF.Agent, PLEX
    yield agent, FOAF.name, Literal(actor.name or actor.handle), PLEX


def end(store: Store, actor: str, way: Direction, clock: Clock) -> bool:
    """Have an account not follow any more, or not be followed.

    A connection that has no point left then is withdrawn.

    Args:
        store: The home's store.
        actor: Its IRI.
        way: OUTGOING: it does not follow; INCOMING: it is not followed; BOTH.
        clock: Tells the time.

    Returns:
        Whether there was something to end.
    """
    ended = False
    for held in points_at(store, actor):
        point, rest = held.point, _OTHER.get(way)
        if rest is not None and point.direction is Direction.BOTH:
            narrowed = replace(point, direction=rest)
            narrowed = narrowed if rest.listens else replace(narrowed, is_pushed=False)
            write(store, point, narrowed, held.label, "a point goes one way now")
        elif rest is not None and point.direction is rest:
            continue
        else:
            store.change(
                lambda now, one=held: _without(now, one, clock)  # type: ignore[misc]
            )
        ended = True
    return ended


def _without(store: Store, held: HeldPoint, clock: Clock) -> Change:
    point = held.point
    leads = store.matching(
        text_of(point.connection), text_of(PLX.connectionPoint), None, _GRAPH
    )
    if len(list(leads)) > 1 or not is_accepted(held):
        return without_point(store, point.iri, held.label or str(point.iri))
    return without_connection(
        store, point.connection, held.label or str(point.agent), clock(), False
    )


def write(
    store: Store, before: ConnectionPoint, after: ConnectionPoint, label: str, note: str
) -> None:
    """Have a point be another."""

    def compute(now: Store) -> Change:
        old = lines_about(now, before.iri)
        if not old:
            return Change()
        new = lines_of(point_quads(after, label))[1:]  # but that it is a point of it
        return Change(
            added=tuple(one for one in new if one not in old),
            removed=tuple(one for one in old if one not in new),
            note=note,
        )

    store.change(compute)
