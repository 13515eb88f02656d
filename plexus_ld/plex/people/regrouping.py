"""The people after a change: only what it reaches is looked at.

What cannot be settled at once (`plexus_ld.plex.people.settling`) is put into groups
anew, with everything that shares a value with it over any number of steps.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.choosing import chosen
from plexus_ld.plex.people.joining import Joined, join
from plexus_ld.plex.people.keys import WEAK, key_iri, kind_of
from plexus_ld.plex.people.records import Record
from plexus_ld.plex.people.settling import Settling, is_known, is_visible
from plexus_ld.plex.people.shifting import Shift
from plexus_ld.plex.people.world import (
    HOLDER,
    IDENTITY,
    KEYS,
    NAMED,
    OPEN,
    PROFILE,
    READ,
    SAID,
    SHARED,
    STANDS,
    World,
)


@dataclass(slots=True)
class Regrouped:
    """The people after a change.

    Attributes:
        person: For each node that was looked at, the person it now is, or None.
        records: For each node that was put into a group anew, what is said of it.
        added: Lines for the keys graph.
        removed: Lines that leave it.
    """

    person: dict[str, str | None] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def put(self, key: str, term: str, values: Iterable[str]) -> None:
        """Add lines on a key."""
        self.added += [f"{key_iri(key)} {term} {v} {KEYS} ." for v in values]

    def take(self, key: str, term: str, values: Iterable[str]) -> None:
        """Remove lines on a key."""
        self.removed += [f"{key_iri(key)} {term} {v} {KEYS} ." for v in values]


def regroup(reader: Reader, world: World, shift: Shift) -> Regrouped:
    """Return the people after a shift of the records."""
    return _Regrouping(reader, world, shift).run()


class _Regrouping:
    def __init__(self, reader: Reader, world: World, shift: Shift) -> None:
        self._reader = reader
        self._world = world
        self._shift = shift
        self._settling = Settling(reader, world, shift)
        self._made = Regrouped()
        #: Keys that are shared, and of which only those in reach were looked at.
        self._aside: set[str] = set()
        self._opened: set[str] = set()
        self._unfolded: set[str] = set()

    def run(self) -> Regrouped:
        self._write_records()
        left = self._settling.settle_all()
        reached = self._reach(left)
        for node, person in self._settling.person.items():
            if node not in reached:
                self._made.person[node] = person
                self._write_fresh(node, person)
        for person in self._settling.ended:
            if person not in reached:
                self._write_end(person)
        if reached:
            self._solve(reached)
        return self._made

    def _write_records(self) -> None:
        made = self._made
        made.added += self._world.beginning()
        made.added += _read(self._shift.filled)
        made.removed += _read(self._shift.emptied)
        for lines, shifted in (
            (made.removed, self._shift.gone),
            (made.added, self._shift.come),
        ):
            for node, records in shifted.items():
                lines += [
                    f"{node} {SAID} {r.text()} {KEYS} ." for r in records.values()
                ]

    def _write_fresh(self, node: str, person: str | None) -> None:
        for key, names in self._settling.fresh.get(node, {}).items():
            self._made.put(key, HOLDER, (str(person),))
            self._made.put(key, NAMED, [f'"{name}"' for name in sorted(names)])

    def _write_end(self, person: str) -> None:
        for record in self._world.records_of(person).values():
            for key in record.keys:
                self._made.take(key, HOLDER, (person,))
                self._made.take(key, NAMED, sorted(self._world.key(key).names))

    def _after(self, node: str) -> list[Record]:
        come = self._shift.come.get(node, {})
        if self._world.is_empty:
            return list(come.values())
        gone = self._shift.gone.get(node, {})
        stay = self._world.records_of(node).items()
        return [
            *(record for graph, record in stay if graph not in gone),
            *come.values(),
        ]

    def _reach(self, left: list[str]) -> set[str]:
        """Return the nodes and all that shares a value with them, step by step."""
        if self._world.is_empty and IDENTITY not in self._shift.touched:
            return set(left)  # who shares a value with one of them is among them
        # A shared value that somebody gives no longer, or in their own document now,
        # may be one person's.
        lost = {
            key
            for shifted in (self._shift.gone, self._shift.come)
            for records in shifted.values()
            for record in records.values()
            for key in record.keys
            if shifted is self._shift.gone
            or (record.flags and kind_of(key) not in WEAK)
        }
        reached, open_ = set(left), list(left)
        while open_:
            node = open_.pop()
            for other in self._beside(node, lost):
                if other not in reached:
                    reached.add(other)
                    open_.append(other)
        return reached

    def _beside(self, node: str, lost: set[str]) -> Iterable[str]:
        yield from self._nodes_once(self._world.person_of(node))
        records = {*self._world.records_of(node).values(), *self._after(node)}
        # The owner's word on somebody may make a shared value theirs alone.
        by_word = any(
            record.graph in (IDENTITY, PROFILE)
            for shifted in (self._shift.gone, self._shift.come)
            for record in shifted.get(node, {}).values()
        ) or any(key[0] == "+" for record in records for key in record.keys)
        for key in {key for record in records for key in record.keys}:
            if key[0] == "+":
                yield key[1:]
            elif key[0] != "-":
                yield from self._holders(key, by_word or key in lost)

    def _holders(self, key: str, anew: bool) -> Iterable[str]:
        if key in self._opened:
            return
        if not anew and self._world.is_shared(key):
            self._aside.add(key)
            return
        self._opened.add(key)
        self._aside.discard(key)
        for person in self._world.key(key).holders:
            yield from self._nodes_once(person)
        yield from self._settling.bringing.get(key, ())

    def _nodes_once(self, person: str | None) -> Iterable[str]:
        """Return a person's nodes when first asked for them."""
        if person is None or person in self._unfolded:
            return ()
        self._unfolded.add(person)
        return self._world.nodes_of(person)

    def _solve(self, reached: set[str]) -> None:
        records = {node: self._after(node) for node in sorted(reached)}
        said = {node: few for node, few in records.items() if few}
        joined = join(said, self._aside)
        groups = [*joined.groups, *([n] for n, few in records.items() if not few)]
        current = {node: self._world.person_of(node) for node in records}
        for group in groups:
            people = [node for node in group if self._is_person(node, records[node])]
            self._made.person.update(dict.fromkeys(group))
            if people:
                iri = chosen(people, records, current, self._world.first_known)
                self._made.person.update(dict.fromkeys(people, iri))
        self._made.records = records
        self._write_keys(records, joined)

    def _is_person(self, node: str, records: list[Record]) -> bool:
        if any(map(is_visible, records)):
            return True
        return is_known(self._reader, self._world, self._shift, node)

    def _write_keys(self, records: dict[str, list[Record]], joined: Joined) -> None:
        holders: dict[str, set[str]] = defaultdict(set)
        names: dict[str, set[str]] = defaultdict(set)
        for node, few in records.items():
            for key, record in _keys(few):
                holders[key].add(str(self._made.person[node]))
                names[key].update(f'"{name}"' for name in record.names)
        before: dict[str, set[str]] = defaultdict(set)
        for node in records:
            for key, _ in _keys(self._world.records_of(node).values()):
                before[key].add(str(self._world.person_of(node)))
        for key in sorted(holders.keys() | before.keys()):
            if key in self._aside:  # of its holders only those in reach are known
                self._made.take(key, HOLDER, sorted(before[key] - holders[key]))
                self._made.put(key, HOLDER, sorted(holders[key] - before[key]))
                continue
            known = self._world.key(key)
            self._made.take(key, HOLDER, sorted(known.holders - holders[key]))
            self._made.put(key, HOLDER, sorted(holders[key] - known.holders))
            self._made.take(key, NAMED, sorted(known.names - names[key]))
            self._made.put(key, NAMED, sorted(names[key] - known.names))
            self._write_stands(key, known.stands, joined)

    def _write_stands(self, key: str, old: str, joined: Joined) -> None:
        new = SHARED if key in joined.shared else OPEN if key in joined.open else ""
        if new != old:
            self._made.take(key, STANDS, [old] if old else [])
            self._made.put(key, STANDS, [new] if new else [])


def _read(graphs: Iterable[str]) -> Iterable[str]:
    return (f"{KEYS} {READ} {graph} {KEYS} ." for graph in sorted(graphs))


def _keys(records: Iterable[Record]) -> Iterable[tuple[str, Record]]:
    """Yield the keys of records; the owner's word is none."""
    for record in records:
        for key in record.keys:
            if key[0] not in "+-":
                yield key, record
