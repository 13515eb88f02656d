"""Ending a connection, or a point: what goes, and what stays and says so."""

from datetime import datetime
from typing import Final

from rdflib import XSD, Literal, URIRef

from plexus_ld.model.change import Change
from plexus_ld.plex.connections.points import lines_about
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_POINT: Final = text_of(PLX.connectionPoint)
_PAUSED: Final = text_of(PLX.paused)
_YES: Final = text_of(Literal(True))


def without_connection(
    store: Store, connection: URIRef, name: str, now: datetime, keep_points: bool
) -> Change:
    """Return the change that withdraws a connection.

    Args:
        store: The home's store.
        connection: Which.
        name: With whom, for people.
        now: The time.
        keep_points: Whether its points stay, paused; otherwise they go.
    """
    node = text_of(connection)
    moment = Literal(now.replace(microsecond=0), datatype=XSD.dateTime)
    added = [
        line(node, text_of(PLX.state), text_of(PLX.withdrawn), _GRAPH),
        line(node, text_of(PLX.since), text_of(moment), _GRAPH),
    ]
    removed = [
        line(*found)
        for term in (PLX.state, PLX.since)
        for found in store.matching(node, text_of(term), None, _GRAPH)
    ]
    for *_, point, _ in store.matching(node, _POINT, None, _GRAPH):
        if keep_points:
            removed += [
                line(*found) for found in store.matching(point, _PAUSED, None, _GRAPH)
            ]
            added.append(line(point, _PAUSED, _YES, _GRAPH))
        else:
            removed += _lines_of_point(store, URIRef(point[1:-1]))
    return Change(
        added=tuple(one for one in added if one not in removed),
        removed=tuple(one for one in removed if one not in added),
        note=f"disconnected: {name}",
    )


def without_point(store: Store, point: URIRef, label: str) -> Change:
    """Return the change that takes a point away."""
    removed = tuple(_lines_of_point(store, point))
    return Change(removed=removed, note=f"point remove: {label}")


def _lines_of_point(store: Store, point: URIRef) -> list[str]:
    leading = store.matching(None, _POINT, text_of(point), _GRAPH)
    return [*(line(*found) for found in leading), *lines_about(store, point)]


def pause(store: Store, point: URIRef, reason: str) -> None:
    """Pause a point of which there will never be more; the owner may remove it."""

    def compute(now: Store) -> Change:
        standing = lines_about(now, point)
        paused = line(text_of(point), _PAUSED, _YES, _GRAPH)
        if not standing or paused in standing:
            return Change()
        old = tuple(one for one in standing if f" {_PAUSED} " in one)
        return Change((paused,), old, note=f"a point is paused: {reason}")

    store.change(compute)
