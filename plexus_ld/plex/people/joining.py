"""Who is who: nodes and what is said of them, put into groups, one a person. Pure.

The result depends on what is said, never on the order in which it came. In steps, the
surest evidence first; no step joins what the owner calls different, nor two nodes of
the owner's own graphs, unless the owner says so:

1. the owner's word: `same`, a value that the owner's profile gives to both;
2. links both ways: rel=me or owl:sameAs in both sides' own documents;
3. a value that both sides' own documents give (`plexus_ld.plex.people.spoken`);
4. a value that a third document gives: it attaches its own node to the one person
   who has it (`plexus_ld.plex.people.attaching`), and never joins two people who are
   spoken for, by a document of their own or by a connection.

A node with values of two people is a bridge; it joins nobody. What could have joined
and did not is left *open*: it waits for the owner's word.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from plexus_ld.plex.people.attaching import attach
from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import MUTUAL, WEAK, kind_of
from plexus_ld.plex.people.names import are_alike, are_strange
from plexus_ld.plex.people.records import OWN, USED, Record
from plexus_ld.plex.people.sharing import usable
from plexus_ld.plex.people.spoken import join_spoken_for

#: Names of one part that are compared with each other.
_MAX_NAMES = 20
#: The records of each node.
Nodes = Mapping[str, Sequence[Record]]


class Joined(NamedTuple):
    """Groups of nodes, one a person.

    Attributes:
        groups: Each sorted; nodes that only a decision of the owner names are in.
        shared: Keys that several people share; they join nobody.
        open: Keys that could join what is apart.
    """

    groups: list[list[str]]
    shared: set[str]
    open: set[str]


def join(nodes: Nodes, aside: Collection[str] = ()) -> Joined:
    """Put nodes into groups, one a person.

    Args:
        nodes: The records of each; all nodes that share a key with one of them.
        aside: Keys that are known to be shared, by others than these nodes too.
    """
    joined = Joined([], set(), set())
    if aside:
        nodes = {node: _without(records, aside) for node, records in nodes.items()}
    for part in _parts(nodes):
        if len(part) == 1 or _is_plain(nodes, part):
            joined.groups.append(sorted(part))
        else:
            _solve({node: nodes[node] for node in sorted(part)}, joined)
    return joined


def _without(records: Sequence[Record], aside: Collection[str]) -> list[Record]:
    return [
        record._replace(keys=tuple(key for key in record.keys if key not in aside))
        for record in records
    ]


def _parts(nodes: Nodes) -> Iterable[list[str]]:
    """Yield the nodes in parts that no key and no decision connects."""
    clusters = Clusters(nodes)
    first: dict[str, str] = {}
    for node, records in nodes.items():
        for record in records:
            for key in record.keys:
                if key[0] == "+" and key[1:] in nodes:
                    clusters.unite(node, key[1:])
                elif key[0] not in "+-":
                    clusters.unite(first.setdefault(key, node), node)
    return clusters.members().values()


def _is_plain(nodes: Nodes, part: Sequence[str]) -> bool:
    """Tell whether nothing speaks against all of a part being one person.

    Most parts are: one person who speaks for themselves at most, of whom others
    speak by fitting names. They need not be looked at more closely.
    """
    names: set[str] = set()
    spoken = used = 0
    for node in part:
        flags = "".join([record.flags for record in nodes[node]])
        spoken += bool(flags)
        used += USED in flags
        for record in nodes[node]:
            names.update(record.names)
            if any(key[0] == "-" for key in record.keys):
                return False
    if spoken > 1 or used > 1 or len(names) > _MAX_NAMES:
        return False
    pairs = list(combinations(sorted(names), 2))
    if all(are_alike(one, other) for one, other in pairs):
        return True
    strange = any(are_strange(one, other) for one, other in pairs)
    return not strange and _gives_each_once(nodes, part)


def _gives_each_once(nodes: Nodes, part: Sequence[str]) -> bool:
    """Tell whether no graph gives a key to two nodes, and a weak one has one node."""
    given: set[tuple[str, str]] = set()
    for node in part:
        mine: set[tuple[str, str]] = set()
        for record in nodes[node]:
            for key in record.keys:
                mine.add((key, "" if kind_of(key) in WEAK else record.graph))
        if not given.isdisjoint(mine):
            return False
        given |= mine
    return True


def _solve(nodes: Nodes, joined: Joined) -> None:
    clusters = Clusters(nodes)
    claims = _claims(nodes)
    _forbid(nodes, clusters)
    _join_owners_word(nodes, claims, clusters)
    every = {key: usable(key, said, clusters) for key, said in claims.items()}
    sure = {key: said for key, said in every.items() if said}
    _join_mutual(sure, clusters)
    bridges = join_spoken_for(sure, clusters)
    bridges |= attach(sure, clusters, bridges)
    joined.groups.extend(sorted(group) for group in clusters.members().values())
    joined.shared.update(every.keys() - sure.keys())
    joined.open.update(_open(sure, clusters, bridges))


def _claims(nodes: Nodes) -> dict[str, Claims]:
    """Return who says which key of whom."""
    claims: dict[str, Claims] = defaultdict(list)
    for node, records in nodes.items():
        for record in records:
            for key in record.keys:
                if key[0] not in "+-":
                    claims[key].append((node, record))
    return dict(sorted(claims.items()))


def _forbid(nodes: Nodes, clusters: Clusters) -> None:
    for node, records in nodes.items():
        for record in records:
            clusters.mark(node, record)
            for key in record.keys:
                if key[0] == "-" and key[1:] in nodes:
                    clusters.forbid(node, key[1:])


def _join_owners_word(
    nodes: Nodes, claims: Mapping[str, Claims], clusters: Clusters
) -> None:
    """Join what the owner calls the same, or gives one value in the profile."""
    for node, records in nodes.items():
        for record in records:
            for key in record.keys:
                if key[0] == "+" and key[1:] in nodes:
                    clusters.join_by_word(node, key[1:])
    for said in claims.values():
        owners = [node for node, record in said if USED in record.flags]
        for node in owners[1:]:
            clusters.join_by_word(owners[0], node)


def _join_mutual(claims: Mapping[str, Claims], clusters: Clusters) -> None:
    for key, said in claims.items():
        if kind_of(key) in MUTUAL:
            own = [node for node, record in said if _is_own(record)]
            for node in own[1:]:
                clusters.join(own[0], node)


def _is_own(record: Record) -> bool:
    return OWN in record.flags or USED in record.flags


def _open(
    claims: Mapping[str, Claims], clusters: Clusters, bridges: set[str]
) -> Iterable[str]:
    doubtful = {clusters.find(root) for root in bridges}
    for key, said in claims.items():
        roots = {clusters.find(node) for node, _ in said}
        if len(roots) > 1 or not roots.isdisjoint(doubtful):
            yield key
