"""Settling at once what a change brings, where it can change nobody else.

Most of what an import brings is somebody new, or another document's node for a person
whose value it has. A look-up for each node and each value tells, however many nodes
the person has. What cannot be told so is put into groups anew, with all it reaches
(`plexus_ld.plex.people.regrouping`).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations, islice
from typing import Final

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.keys import MUTUAL, WEAK, kind_of
from plexus_ld.plex.people.names import are_alike, are_strange
from plexus_ld.plex.people.records import ALIAS, Record
from plexus_ld.plex.people.shifting import Shift, is_mentioned
from plexus_ld.plex.people.world import IDENTITY, World
from plexus_ld.vocab.graphs import NODE

#: Nodes of a person that are asked for the values of one that goes.
_ASKED: Final = 8


def is_visible(record: Record) -> bool:
    """Tell whether a record makes its node a person of the network.

    A decision alone does not: its nodes' sources may have been forgotten.
    """
    return record.graph != IDENTITY or ALIAS in record.flags


def is_known(reader: Reader, world: World, shift: Shift, node: str) -> bool:
    """Tell whether a node of which nothing is said is somebody whom others know.

    Many wrote ``foaf:knows`` and the address of a document; one that was read is none.
    """
    if not is_mentioned(reader, node, shift):
        return False
    if "#" in node or node in shift.emptied:
        return True
    return node not in shift.touched and not world.is_read(node)


class Settling:
    """Settles nodes one by one.

    Attributes:
        person: The person that each settled node is, None for nobody.
        fresh: The keys that each settled node brings its person, with the names.
        ended: People that are no more.
        bringing: The nodes that bring a key.
    """

    def __init__(self, reader: Reader, world: World, shift: Shift) -> None:
        self._reader = reader
        self._world = world
        self._shift = shift
        self.person: dict[str, str | None] = {}
        self.fresh: dict[str, dict[str, set[str]]] = {}
        self.ended: list[str] = []
        self.bringing: dict[str, dict[str, None]] = defaultdict(dict)
        self._givers: Counter[tuple[str, str]] = Counter()
        for node, records in shift.come.items():
            for record in records.values():
                for key in record.keys:
                    self.bringing[key][node] = None

    def settle_all(self) -> list[str]:
        """Settle what can be settled at once; return the other nodes."""
        shift = self._shift
        nodes = dict.fromkeys((*shift.gone, *shift.come))
        left = [node for node in nodes if not self._settle(node)]
        known = {*shift.recheck, *shift.mentioned} - nodes.keys()
        left += [node for node in sorted(known) if not self._settle_known(node)]
        # Somebody who is no more cannot be joined in the same change.
        joined = {who for node, who in self.person.items() if node != who}
        return left + [person for person in self.ended if person in joined]

    def _settle(self, node: str) -> bool:
        gone = self._shift.gone.get(node, {})
        come = self._shift.come.get(node, {})
        if IDENTITY in gone or IDENTITY in come:
            return False
        if node.startswith(f"<{NODE}") and self._shift.filled.issuperset(come):
            # Named by us in a document just read: nobody else can speak of it, but
            # for the owner, who would have left a record.
            self._world.presume_nobody(node)
        if all(_has_grown(record, come.get(graph)) for graph, record in gone.items()):
            return self._settle_coming(node, come.values())
        if come or any(record.flags for record in gone.values()):
            return False
        return self._settle_going(node, gone)

    def _settle_coming(self, node: str, come: Collection[Record]) -> bool:
        person = self._world.person_of(node)
        if person is None and self._world.records_of(node):
            return False  # a decision of the owner waits for it
        keys = {key for record in come for key in record.keys}
        if any(map(self._world.is_shared, keys)):
            return False
        holders = {who for key in keys for who in self._world.key(key).holders}
        if person is None and not holders:
            can, person = self._is_alone(keys), node
        else:
            person = person or min(holders)
            can = holders <= {person} and self._is_one_more(keys, come)
            # One that stands alone as a bridge must not gain a key unseen.
            can = can and (bool(holders) or not keys or self._is_sure(node))
        if can:
            self._settled(node, person, come)
        return can

    def _is_alone(self, keys: Iterable[str]) -> bool:
        """Tell whether nobody else has one of the keys."""
        return all(
            len(self.bringing[key]) == 1 and not self._world.key(key).stands
            for key in keys
        )

    def _is_sure(self, node: str) -> bool:
        """Tell whether nothing about a node waits for the owner, and no word does."""
        records = self._world.records_of(node)
        return IDENTITY not in records and not any(
            self._world.key(key).stands
            for record in records.values()
            for key in record.keys
        )

    def _is_one_more(self, keys: Collection[str], come: Collection[Record]) -> bool:
        """Tell whether a third document says of a person what fits them."""
        return (
            not any(record.flags for record in come)
            and all(self._fits(key, come) for key in keys)
            and self._agree(keys, come)
        )

    def _fits(self, key: str, come: Iterable[Record]) -> bool:
        """Tell whether a key is nobody's yet, or its holder's by the same names."""
        if kind_of(key) in MUTUAL or key[0] in "+-":
            return False
        known = self._world.key(key)
        if known.stands:
            return False
        if not known.holders:
            return len(self.bringing[key]) == 1
        return all(
            f'"{name}"' in known.names
            for record in come
            if key in record.keys
            for name in record.names
        )

    def _agree(self, keys: Iterable[str], come: Iterable[Record]) -> bool:
        """Tell whether no name that goes with the keys speaks against the node."""
        known = {key: self._world.key(key).names for key in keys}
        names = {name[1:-1] for said in known.values() for name in said}
        names.update(name for record in come for name in record.names)
        if len(names) > 20:
            return False
        pairs = list(combinations(sorted(names), 2))
        if all(are_alike(one, other) for one, other in pairs):
            return True
        # The names differ, and yet may be one person's: where no document gives a
        # value to two nodes, and no name is quite a stranger's.
        return (
            not any(said and kind_of(key) in WEAK for key, said in known.items())
            and not any(are_strange(one, other) for one, other in pairs)
            and self._has_keys_alone(known, come)
        )

    def _has_keys_alone(self, keys: Iterable[str], come: Iterable[Record]) -> bool:
        """Tell whether no other node of the node's documents has one of the keys."""
        graphs = {record.graph for record in come}
        if not self._givers:
            self._givers.update(
                (key, graph)
                for records in self._shift.come.values()
                for graph, record in records.items()
                for key in record.keys
            )
        return graphs <= self._shift.filled and all(
            self._givers[key, graph] <= 1 for key in keys for graph in graphs
        )

    def _settled(self, node: str, person: str, come: Iterable[Record]) -> None:
        self.person[node] = person
        fresh: dict[str, set[str]] = defaultdict(set)
        for record in come:
            for key in record.keys:
                if not self._world.key(key).holders:
                    fresh[key].update(record.names)
        if fresh:
            self.fresh[node] = fresh

    def _settle_going(self, node: str, gone: dict[str, Record]) -> bool:
        """Settle a node of which less is said, if all of it is still said elsewhere."""
        person = self._world.person_of(node)
        keys = {key for record in gone.values() for key in record.keys}
        records = self._world.records_of(node)
        if person is None or IDENTITY in records:
            return False
        known = [self._world.key(key) for key in keys]
        if any(key.stands or len(key.holders) > 1 for key in known):
            return False
        if keys and self._held_by(node, keys, gone):
            self.person[node] = person
            return True
        if records.keys() == gone.keys():
            return self._settle_gone(node, person, keys)
        if not keys:
            self.person[node] = person
        return not keys

    def _settle_gone(self, node: str, person: str, keys: set[str]) -> bool:
        if is_known(self._reader, self._world, self._shift, node):
            return False
        if person == node:
            if len(list(islice(self._world.nodes_of(node), 2))) > 1:
                return False
            self.ended.append(node)
        elif not keys or not self._held_beside(node, person, keys):
            return False
        self.person[node] = None
        return True

    def _held_by(self, node: str, keys: set[str], gone: Collection[str]) -> bool:
        """Tell whether one other graph gives a node all the keys."""
        return any(
            keys.issubset(record.keys)
            for graph, record in self._world.records_of(node).items()
            if graph not in gone
        )

    def _held_beside(self, node: str, person: str, keys: set[str]) -> bool:
        """Tell whether another node of the person has all the keys, and stays."""
        shift = self._shift
        beside = [other for other in self._world.nodes_of(person) if other != node]
        return any(
            keys.issubset(record.keys)
            for other in beside[:_ASKED]
            if other not in shift.gone
            for record in self._world.records_of(other).values()
        )

    def _is_as_before(self, node: str) -> bool:
        """Tell whether a person is still known, and no document has come of it."""
        shift = self._shift
        if node in shift.filled or node in shift.emptied:
            return False
        return node in shift.mentioned or node not in shift.recheck

    def _settle_known(self, node: str) -> bool:
        """Settle a node that others know, or have ceased to know."""
        person = self._world.person_of(node)
        if person is not None and self._is_as_before(node):
            return True
        records = self._world.records_of(node)
        if records:
            return person is not None and any(map(is_visible, records.values()))
        known = is_known(self._reader, self._world, self._shift, node)
        if known and person is None:
            self.person[node] = node
        if known or person is None:
            return True
        return self._settle_gone(node, person, set())


def _has_grown(old: Record, new: Record | None) -> bool:
    """Tell whether a third document says no less of a node than it did."""
    return (
        new is not None
        and old.flags == new.flags == ""
        and set(old.keys) <= set(new.keys)
    )
