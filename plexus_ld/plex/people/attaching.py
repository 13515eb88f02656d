"""Attaching the nodes of third documents to the one person whose value they have."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from plexus_ld.plex.people.clusters import Claims, Clusters
from plexus_ld.plex.people.keys import WEAK, kind_of
from plexus_ld.plex.people.names import are_strange
from plexus_ld.plex.people.records import OWN, USED

#: Stands for "two people have it" where a person is expected.
_CONTESTED = ""
#: Names that are compared with each other before any bridge is looked for.
_MAX_NAMES = 40


def attach(
    claims: Mapping[str, Claims], clusters: Clusters, doubtful: Collection[str]
) -> set[str]:
    """Attach to those who are spoken for, then join what is left; return the bridges.

    It goes outward in rounds, from the people who are spoken for to the nodes that
    share a value with them, then to those that share a value with these, so that a
    node comes to whom it is nearest. One that is as near to two is a bridge.

    Args:
        claims: Who says which key of whom.
        clusters: The nodes; they grow together.
        doubtful: Bridges among those who are spoken for: their word on a key of
            somebody else's does not count.
    """
    return _Attaching(claims, clusters, doubtful).run()


class _Attaching:
    def __init__(
        self,
        claims: Mapping[str, Claims],
        clusters: Clusters,
        doubtful: Collection[str],
    ) -> None:
        self._doubtful = doubtful
        self._claims = claims
        self._clusters = clusters
        self._of_key: dict[str, str] = {}
        self._keys: dict[str, list[str]] = defaultdict(list)
        self._bridges: set[str] = set()
        self._attached: dict[str, str] = {}
        for key, said in claims.items():
            for root in sorted({clusters.find(node) for node, _ in said}):
                self._keys[root].append(key)

    def run(self) -> set[str]:
        for key, said in self._claims.items():
            self._assign(key, self._holders(said))
        waiting = [r for r in sorted(self._keys) if not self._is_spoken_for(r)]
        while True:
            fresh = self._round(waiting)
            if not fresh:
                break
            waiting = [root for root in waiting if root not in self._attached]
            for key in {key for root in fresh for key in self._keys[root]}:
                if key not in self._of_key:
                    self._assign(key, self._attached_holders(key))
        for root, person in self._attached.items():
            self._clusters.unite(person, root)
        rest = [root for root in waiting if root not in self._bridges]
        return self._bridges | self._join_rest(rest)

    def _is_spoken_for(self, root: str) -> bool:
        return self._clusters.is_spoken_for(root)

    def _holders(self, said: Claims) -> set[str]:
        """Return whose key it is: by their own documents, else by third ones."""
        find = self._clusters.find
        own = {
            find(node)
            for node, record in said
            if OWN in record.flags or USED in record.flags
        }
        third = {find(n) for n, _ in said if self._is_spoken_for(find(n))}
        return own.difference(self._doubtful) or own or third

    def _attached_holders(self, key: str) -> set[str]:
        roots = {self._clusters.find(node) for node, _ in self._claims[key]}
        return {self._attached[root] for root in roots if root in self._attached}

    def _assign(self, key: str, people: set[str]) -> None:
        if people:
            self._of_key[key] = people.pop() if len(people) == 1 else _CONTESTED

    def _round(self, waiting: Iterable[str]) -> list[str]:
        """Attach every node that is one step away; return them."""
        found = {root: self._targets(root) for root in waiting}
        fresh = []
        for root, people in found.items():
            if len(people) > 1:
                self._bridges.add(root)
            elif people and root not in self._bridges:
                person = people.pop()
                if self._may_attach(root, person):
                    self._attached[root] = person
                    fresh.append(root)
        return fresh

    def _targets(self, root: str) -> set[str]:
        """Return whose keys a node has; sure keys count before weak ones."""
        sure: set[str] = set()
        weak: set[str] = set()
        for key in self._keys[root]:
            person = self._of_key.get(key, _CONTESTED)
            if person:
                (weak if kind_of(key) in WEAK else sure).add(person)
        return sure or weak

    def _may_attach(self, root: str, person: str) -> bool:
        """Tell whether nothing keeps a node from a person, and who is with them."""
        if not self._clusters.may_join(root, person):
            return False
        if not self._clusters.is_held_back(root):
            return True
        return all(
            self._clusters.may_join(root, other)
            for other, whose in self._attached.items()
            if whose == person
        )

    def _join_rest(self, rest: Sequence[str]) -> set[str]:
        """Join nodes that nobody speaks for, by the keys that are nobody's yet."""
        holders: dict[str, list[str]] = defaultdict(list)
        for root in rest:
            for key in self._keys[root]:
                if key not in self._of_key:
                    holders[key].append(root)
        bridges: set[str] = set()
        if self._are_strangers_among(holders):
            bridges = {root for root in rest if self._parts_strangers(root, holders)}
        for roots in holders.values():
            # Who is called different from somebody comes last, so that the others
            # stay together.
            few = [root for root in roots if root not in bridges]
            few.sort(key=self._clusters.has_foes)
            for root in few[1:]:
                self._clusters.join(few[0], root)
        return bridges

    def _are_strangers_among(self, keys: Iterable[str]) -> bool:
        """Tell whether two names are quite different: without, there is no bridge."""
        names = {n for key in keys for _, r in self._claims[key] for n in r.names}
        return len(names) > _MAX_NAMES or any(
            are_strange(one, other) for one, other in combinations(sorted(names), 2)
        )

    def _parts_strangers(self, root: str, holders: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether a node has the values of two people of quite different names."""
        around = [
            (set(holders[key]) - {root}, self._names(key, root))
            for key in self._keys[root]
            if key in holders and len(holders[key]) > 1
        ]
        return any(
            not roots & others and _all_strange(names, strange)
            for (roots, names), (others, strange) in combinations(around, 2)
            if names and strange
        )

    def _names(self, key: str, root: str) -> set[str]:
        """Return the names that go with a key, but for those of one cluster."""
        find = self._clusters.find
        names: set[str] = set()
        own: set[str] = set()
        for node, record in self._claims[key]:
            (own if find(node) == root else names).update(record.names)
        return names - own


def _all_strange(names: Collection[str], others: Collection[str]) -> bool:
    return all(are_strange(name, other) for name in names for other in others)
