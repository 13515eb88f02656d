"""Where everybody stands in a picture, and which group they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from plexus_ld.errors import PlexusError
from plexus_ld.plex.picture.network import Network

#: The same network gives the same picture.
_SEED = 7


@dataclass(frozen=True)
class Layout:
    """A laid-out network.

    Attributes:
        places: Each person's place; both coordinates lie within 0 and 1.
        groups: Each person's group, 0 for the largest: people who know each other
            more than they know the rest (Louvain).
        degrees: How many ties each person has.
    """

    places: Mapping[URIRef, tuple[float, float]]
    groups: Mapping[URIRef, int]
    degrees: Mapping[URIRef, int]


def lay_out(network: Network) -> Layout:
    """Find a place for everybody, with ties short and people apart.

    Raises:
        PlexusError: The extra ``pictures`` is not installed.
    """
    try:
        import networkx as nx
        import numpy as np
    except ImportError as error:
        message = "pictures need more: pip install 'plexus-ld[pictures]'"
        raise PlexusError(message) from error
    graph = nx.Graph()
    graph.add_nodes_from(network.names)
    graph.add_edges_from(network.ties)
    # Two people who begin at one place are divided by a distance of nothing, and
    # pushed apart by the next step.
    with np.errstate(all="ignore"):
        places = _places(nx, graph, network)
    communities = nx.community.louvain_communities(graph, seed=_SEED)
    ranked = sorted(communities, key=lambda group: (-len(group), min(group)))
    groups = {person: rank for rank, group in enumerate(ranked) for person in group}
    return Layout(_scaled(places), groups, dict(graph.degree()))


def _places(nx, graph, network: Network) -> dict[URIRef, tuple[float, float]]:  # type: ignore[no-untyped-def]
    if len(network.focus) == len(network.names):
        return _in_a_row(network.focus)
    start = nx.circular_layout(graph)
    if len(graph) <= 40:
        return dict(
            nx.spring_layout(graph, pos=start, k=1.2, iterations=300, seed=_SEED)
        )
    return dict(
        nx.forceatlas2_layout(
            graph,
            pos=start,
            max_iter=400,
            scaling_ratio=8.0,
            gravity=3.0,
            strong_gravity=False,
            linlog=True,
            seed=_SEED,
        )
    )


def _in_a_row(path: tuple[URIRef, ...]) -> dict[URIRef, tuple[float, float]]:
    """A path is read from left to right, a little up and down so that names fit."""
    return {person: (step, 0.18 * (step % 2)) for step, person in enumerate(path)}


def _scaled(
    places: Mapping[URIRef, tuple[float, float]],
) -> dict[URIRef, tuple[float, float]]:
    """Spread the places over the unit square, by rank for the outermost.

    A few who stand far out would press all others together; so each coordinate is
    half its value and half its rank.
    """
    spread: list[dict[URIRef, float]] = []
    for axis in (0, 1):
        values = {person: float(place[axis]) for person, place in places.items()}
        low, high = min(values.values(), default=0), max(values.values(), default=1)
        width = (high - low) or 1.0
        ranks = {p: i for i, p in enumerate(sorted(values, key=lambda p: values[p]))}
        last = max(len(ranks) - 1, 1)
        few = len(values) <= 40
        share = 0.0 if few else 0.5
        spread.append(
            {
                person: (1 - share) * (value - low) / width
                + share * ranks[person] / last
                for person, value in values.items()
            }
        )
    return {person: (spread[0][person], spread[1][person]) for person in places}
