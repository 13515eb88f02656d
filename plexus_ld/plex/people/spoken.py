"""Joining people who speak for themselves: both own documents give one value."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import MUTUAL, kind_of
from plexus_ld.plex.people.records import OWN, USED


def join_spoken_for(claims: Mapping[str, Claims], clusters: Clusters) -> set[str]:
    """Join clusters whose own documents give one value; return the bridges.

    A bridge shares values with two others who share none with each other. Anybody
    can write two people's mailboxes into a document of their own, so it joins nobody.
    """
    friends: dict[str, set[str]] = defaultdict(set)
    for key, said in claims.items():
        if kind_of(key) in MUTUAL:
            continue
        roots = sorted(
            {
                clusters.find(node)
                for node, record in said
                if OWN in record.flags or USED in record.flags
            }
        )
        for one, other in combinations(roots, 2):
            if clusters.may_join(one, other):
                friends[one].add(other)
                friends[other].add(one)
    bridges = {root for root in friends if _is_bridge(root, friends)}
    for root in sorted(friends):
        for other in sorted(friends[root]):
            if root not in bridges and other not in bridges:
                clusters.join(root, other)
    return bridges


def _is_bridge(root: str, friends: Mapping[str, set[str]]) -> bool:
    around = friends[root]
    return any(not (around - {friend}) <= friends[friend] for friend in around)
