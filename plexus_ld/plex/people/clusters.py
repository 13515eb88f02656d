"""Clusters of nodes that grow together (union-find), and what must stay apart."""

from collections import defaultdict
from collections.abc import Iterable

from plexus_ld.plex.people.records import CONNECTED, ME, OWN, USED, Record

#: Who says a key of which node.
Claims = list[tuple[str, Record]]


class Clusters:
    """Nodes in clusters; two clusters may be forbidden to join."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self._parent = {node: node for node in nodes}
        self._size: dict[str, int] = {}
        self._foes: dict[str, set[str]] = defaultdict(set)
        self._used: set[str] = set()
        self._spoken: set[str] = set()

    def find(self, node: str) -> str:
        """Return the node that stands for a node's cluster."""
        parent = self._parent
        root = node
        while parent[root] != root:
            root = parent[root]
        while parent[node] != root:
            parent[node], node = root, parent[node]
        return root

    def unite(self, one: str, other: str) -> None:
        """Join two nodes' clusters, whatever speaks against it."""
        root, child = self.find(one), self.find(other)
        if root == child:
            return
        if self._size.get(root, 1) < self._size.get(child, 1):
            root, child = child, root
        self._parent[child] = root
        self._size[root] = self._size.get(root, 1) + self._size.get(child, 1)
        if child in self._foes:
            self._foes[root] |= self._foes.pop(child)
        for marks in (self._used, self._spoken):
            if child in marks:
                marks.add(root)

    def members(self) -> dict[str, list[str]]:
        """Return the nodes of each cluster."""
        found: dict[str, list[str]] = defaultdict(list)
        for node in self._parent:
            found[self.find(node)].append(node)
        return dict(found)

    def mark(self, node: str, record: Record) -> None:
        """Take in what a record says of a node's standing, before anything joins."""
        flags = record.flags
        if USED in flags:
            self._used.add(node)
        if not {OWN, CONNECTED, ME}.isdisjoint(flags) or (
            USED in flags and record.keys
        ):
            self._spoken.add(node)

    def forbid(self, one: str, other: str) -> None:
        """Keep two nodes apart, before anything joins."""
        self._foes[one].add(other)
        self._foes[other].add(one)

    def is_spoken_for(self, root: str) -> bool:
        """Tell whether a cluster has a document or a connection of its own."""
        return root in self._spoken

    def has_foes(self, node: str) -> bool:
        """Tell whether the owner calls somebody different from one in the cluster."""
        return bool(self._foes.get(self.find(node)))

    def is_held_back(self, node: str) -> bool:
        """Tell whether there may be somebody whom a node's cluster cannot join."""
        return self.find(node) in self._used or self.has_foes(node)

    def are_foes(self, one: str, other: str) -> bool:
        """Tell whether the owner calls somebody in one different from one in two."""
        root, against = self.find(one), self.find(other)
        return any(self.find(foe) == against for foe in self._foes.get(root, ()))

    def may_join(self, one: str, other: str) -> bool:
        """Tell whether evidence may join two nodes' clusters."""
        root, against = self.find(one), self.find(other)
        if root == against:
            return True
        if root in self._used and against in self._used:
            return False
        return not self.are_foes(root, against)

    def join(self, one: str, other: str) -> bool:
        """Join two nodes' clusters by evidence, if nothing forbids it."""
        allowed = self.may_join(one, other)
        if allowed:
            self.unite(one, other)
        return allowed

    def join_by_word(self, one: str, other: str) -> None:
        """Join two nodes' clusters by the owner's word."""
        if not self.are_foes(one, other):
            self.unite(one, other)
