"""Joining people who speak for themselves: both own documents give one value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import MUTUAL, kind_of
from plexus_ld.plex.people.names import are_alike
from plexus_ld.plex.people.records import OWN, USED, Record


def join_spoken_for(claims: Mapping[str, Claims], clusters: Clusters) -> set[str]:
    """Join clusters whose own documents give one value; return the bridges.

    A bridge shares values with two others who share none with each other, and whose
    names differ. Anybody can write two people's mailboxes into a document of their
    own, so it joins nobody. (Somebody's three documents of ten years, each with other
    mailboxes, do have one name.)
    """
    friends: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for key, said in claims.items():
        own = [(clusters.find(n), record) for n, record in said if _is_own(record)]
        for root, record in own:
            names[root].update(record.names)
        if kind_of(key) not in MUTUAL:
            _befriend({root for root, _ in own}, clusters, friends)
    bridges = {root for root in friends if _is_bridge(root, friends, names)}
    for root in sorted(friends):
        for other in sorted(friends[root]):
            if root not in bridges and other not in bridges:
                clusters.join(root, other)
    return bridges


def _is_own(record: Record) -> bool:
    return OWN in record.flags or USED in record.flags


def _befriend(
    roots: Iterable[str], clusters: Clusters, friends: dict[str, set[str]]
) -> None:
    for one, other in combinations(sorted(roots), 2):
        if clusters.may_join(one, other):
            friends[one].add(other)
            friends[other].add(one)


def _is_bridge(
    root: str, friends: Mapping[str, set[str]], names: Mapping[str, set[str]]
) -> bool:
    return any(
        other not in friends[one] and not _are_one(names[one], names[other])
        for one, other in combinations(sorted(friends[root]), 2)
    )


def _are_one(names: set[str], others: set[str]) -> bool:
    return any(are_alike(name, other) for name in names for other in others)
