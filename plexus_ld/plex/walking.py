"""The shortest path between two people, walked from both ends until they meet."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rdflib import URIRef

if TYPE_CHECKING:
    from plexus_ld.store import Store

#: People bound into one question: keeps its text below a megabyte.
_BATCH = 5_000


def shortest_path(store: "Store", start: URIRef, end: URIRef) -> tuple[URIRef, ...]:
    """Return the people on one shortest chain of ties, both ends included.

    Ties count in either direction. The side with the smaller frontier goes on, so that
    two well-known people meet after few questions. Returns () when there is no path.
    """
    if start == end:
        return (start,)
    sides = ({start: start}, {end: end})
    frontiers = [{start}, {end}]
    while all(frontiers):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        frontiers[side] = _step(store, sorted(frontiers[side]), sides[side])
        met = min(frontiers[side] & sides[1 - side].keys(), default=None)
        if met is not None:
            return (*reversed(_trace(sides[0], met)), *_trace(sides[1], met)[1:])
    return ()


def _step(
    store: "Store", frontier: Sequence[URIRef], came_from: dict[URIRef, URIRef]
) -> set[URIRef]:
    """Go one tie on; note from whom each newly reached person was reached."""
    reached = set()
    for person, other in _ties(store, frontier):
        if other not in came_from:
            came_from[other] = person
            reached.add(other)
    return reached


def _ties(
    store: "Store", frontier: Sequence[URIRef]
) -> Iterator[tuple[URIRef, URIRef]]:
    for start in range(0, len(frontier), _BATCH):
        for row in store.select("ties-of", person=frontier[start : start + _BATCH]):
            person, other = row["person"], row["next"]
            if isinstance(person, URIRef) and isinstance(other, URIRef):
                yield person, other


def _trace(came_from: dict[URIRef, URIRef], met: URIRef) -> list[URIRef]:
    """Return the way back from where the two walks met, that place first."""
    way = [met]
    while came_from[way[-1]] != way[-1]:
        way.append(came_from[way[-1]])
    return way
