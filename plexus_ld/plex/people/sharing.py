"""Values that several people share: recognised, and then not used.

A family's homepage, an office's mailbox, a company's weblog: whoever has it is not
thereby one person.
"""

from collections import defaultdict
from itertools import combinations
from typing import Final

from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import MUTUAL, WEAK, kind_of
from plexus_ld.plex.people.names import are_alike, are_strange
from plexus_ld.plex.people.records import OWN, USED, Record

#: Names that have nothing in common, from which on a mailbox is an office's. Two may
#: be one person's name and nickname.
STRANGERS: Final = 3
#: Names that are compared with each other; a value with more is nobody's own.
_MAX_NAMES: Final = 40


def usable(key: str, said: Claims, clusters: Clusters) -> Claims:
    """Return the claims of a key that may join; () if it is several people's.

    Names that the owner's word has put together do not speak against each other. What
    is one person's by their own document stays theirs: a third document that gives it
    to two people is not believed, and takes it from nobody.
    """
    kind = kind_of(key)
    if kind in MUTUAL:
        return said
    if kind in WEAK:
        return [] if _differ(said, clusters) else said
    owners = {clusters.find(node) for node, record in said if _is_own(record)}
    doubtful = _doubtful(said, clusters)
    if len(owners) == 1:
        own = {record.graph for _, record in said if _is_own(record)}
        if own.isdisjoint(doubtful):
            return [claim for claim in said if claim[1].graph not in doubtful]
    if doubtful or _is_offices(said, clusters):
        return []
    return said


def _is_own(record: Record) -> bool:
    return OWN in record.flags or USED in record.flags


def _doubtful(said: Claims, clusters: Clusters) -> set[str]:
    """Return the graphs that give a key to people of different names."""
    by_graph: dict[str, Claims] = defaultdict(list)
    for node, record in said:
        by_graph[record.graph].append((node, record))
    return {
        graph
        for graph, few in by_graph.items()
        if len(few) > 1 and _differ(few, clusters)
    }


def _is_offices(said: Claims, clusters: Clusters) -> bool:
    """Tell whether people with nothing in common have a key."""
    people = {clusters.find(node) for node, record in said if record.names}
    names = {name for _, record in said for name in record.names}
    return len(people) >= STRANGERS and _strangers(names)


def _differ(said: Claims, clusters: Clusters) -> bool:
    """Tell whether people of different names are among those who have a key."""
    names: dict[str, set[str]] = defaultdict(set)
    for node, record in said:
        for name in record.names:
            names[name].add(clusters.find(node))
    if len(names) > _MAX_NAMES:
        return True
    return any(
        not are_alike(one, other) and len(names[one] | names[other]) > 1
        for one, other in combinations(sorted(names), 2)
    )


def _strangers(names: set[str]) -> bool:
    apart: list[str] = []
    for name in sorted(names)[: 10 * _MAX_NAMES]:
        if all(are_strange(name, another) for another in apart):
            apart.append(name)
            if len(apart) >= STRANGERS:
                return True
    return False
