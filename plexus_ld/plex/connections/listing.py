"""Connections and points, as lines of a list."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rdflib import URIRef

from plexus_ld.plex.connections.addresses import shown
from plexus_ld.plex.connections.labels import id_of
from plexus_ld.plex.connections.points import HeldPoint, held_points
from plexus_ld.plex.connections.values import ConnectionLine, PointLine
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX

_PLX = str(PLX._NS)


def connection_lines(
    store: Store, agents: tuple[URIRef, ...] = ()
) -> tuple[ConnectionLine, ...]:
    """Return connections, those with some people or all, in the order of the names.

    Args:
        store: The home's store.
        agents: With whom; everybody if empty.
    """
    points: dict[URIRef, list[HeldPoint]] = defaultdict(list)
    for held in held_points(store, agents=agents):
        points[held.point.connection].append(held)
    asked: dict[str, Any] = {"agent": agents} if agents else {}
    lines = [_line(tuple(row), points) for row in store.select("connections", **asked)]
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.agent)))


def _line(
    cells: Sequence[Any], points: dict[URIRef, list[HeldPoint]]
) -> ConnectionLine:
    connection, agent, state, since, note, name = cells
    moment = since.toPython() if since is not None else None
    return ConnectionLine(
        agent=agent,
        name=str(name or agent),
        state=str(state).removeprefix(_PLX),
        since=moment if isinstance(moment, datetime) else None,
        points=tuple(sorted(points.get(connection, ()), key=_rank)),
        note=str(note or ""),
        iri=connection,
    )


def _rank(held: HeldPoint) -> tuple[int, str]:
    return held.point.preference, id_of(held)


def point_lines(
    store: Store, now: datetime, agents: tuple[URIRef, ...] = ()
) -> tuple[PointLine, ...]:
    """Return points, those of some people or all, by person and preference."""
    return tuple(
        point_line(held, line.name, now)
        for line in connection_lines(store, agents)
        for held in line.points
    )


def point_line(held: HeldPoint, name: str, now: datetime) -> PointLine:
    """Return a point as a line of a list."""
    return PointLine(
        id=id_of(held),
        name=name,
        held=held,
        address=shown(held.point.address),
        status=status_of(held, now),
    )


def status_of(held: HeldPoint, now: datetime) -> str:
    """Return how a point stands: ``open``, or why it is not used."""
    if held.state != PLX.accepted:
        return str(held.state).removeprefix(_PLX)
    if held.point.is_paused:
        return "paused"
    if held.point.expires is not None and held.point.expires <= now:
        return "expired"
    return "open"
