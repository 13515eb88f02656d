"""Values that several people share: recognised, and then not used.

A family's homepage, an office's mailbox, a company's weblog: whoever has it is not
thereby one person.
"""

from collections import defaultdict
from typing import Final

from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import MUTUAL, WEAK, kind_of
from plexus_ld.plex.people.names import are_alike, are_strange

#: Names that have nothing in common, from which on a mailbox is an office's. Two may
#: be one person's name and nickname.
STRANGERS: Final = 3
#: Names that are compared with each other; a value with more is nobody's own.
_MAX_NAMES: Final = 40


def is_shared(key: str, said: Claims, clusters: Clusters) -> bool:
    """Tell whether a key is several people's.

    Names that the owner's word has put together do not speak against each other.
    """
    kind = kind_of(key)
    if kind in MUTUAL:
        return False
    if kind in WEAK:
        return _differ(said, clusters)
    by_graph: dict[str, Claims] = defaultdict(list)
    for node, record in said:
        by_graph[record.graph].append((node, record))
    if any(_differ(few, clusters) for few in by_graph.values() if len(few) > 1):
        return True
    return _strangers({name for _, record in said for name in record.names})


def _differ(said: Claims, clusters: Clusters) -> bool:
    """Tell whether people of different names are among those who have a key."""
    names: dict[str, set[str]] = defaultdict(set)
    for node, record in said:
        names[clusters.find(node)].update(record.names)
    sets = {frozenset(known) for known in names.values() if known}
    if len(sets) > _MAX_NAMES:
        return True
    few = sorted(sets, key=sorted)
    return any(
        not any(are_alike(name, another) for name in one for another in other)
        for i, one in enumerate(few)
        for other in few[:i]
    )


def _strangers(names: set[str]) -> bool:
    apart: list[str] = []
    for name in sorted(names)[: 10 * _MAX_NAMES]:
        if all(are_strange(name, another) for another in apart):
            apart.append(name)
            if len(apart) >= STRANGERS:
                return True
    return False
