"""The lines of the network view: what every source says, in people's own IRIs.

A line of the view stays while any line of any source still says it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.reading import Parts
from plexus_ld.plex.people.shifting import Moved, Shift
from plexus_ld.plex.people.spelling import class_of, property_of
from plexus_ld.plex.people.terms import (
    KNOWN_AS,
    KNOWS,
    SAME_AS,
    TYPE,
    leads_to_person,
)
from plexus_ld.plex.people.world import UNSEEN, World
from plexus_ld.vocab.graphs import NODE

#: Statements with one object that are looked through for another that says the same,
#: before a person's own are.
_LOOKED_THROUGH: Final = 64
_NAMED_BY_US: Final = f"<{NODE}"


class View:
    """The view before and after a change of who is who."""

    def __init__(
        self,
        reader: Reader,
        world: World,
        person: dict[str, str | None],
        moved: dict[str, Moved],
        shift: Shift,
    ) -> None:
        self._shift = shift
        self._reader = reader
        self._world = world
        self._now = person
        self._moved = {g: parts for g, parts in moved.items() if g not in UNSEEN}
        #: Nodes that are another person than they were.
        self._changed = {
            node: now for node, now in person.items() if world.person_of(node) != now
        }
        self._told: dict[str, tuple[set[str], Iterator[str]]] = {}

    def difference(self) -> tuple[list[str], list[str]]:
        """Return the lines that come, and those that go."""
        come: dict[str, None] = {}
        gone: dict[str, None] = {}
        for parts in self._moved.values():
            _tell(map(self._told_now, parts.added), come)
            _tell(map(self._told_before, parts.removed), gone)
        for graph, statement in self._of_moved_nodes():
            if statement not in self._removed(graph):
                _tell([self._told_now(statement)], come)
                _tell([self._told_before(statement)], gone)
        left = [line for line in gone if line not in come and not self._stays(line)]
        names = [*self._names_coming()], [*self._names_going()]
        return [*come, *names[0]], [*left, *names[1]]

    def _removed(self, graph: str) -> dict[Parts, None]:
        moved = self._moved.get(graph)
        return moved.removed if moved else {}

    def _names_coming(self) -> Iterator[str]:
        for node, now in self._changed.items():
            if now:
                yield f"{now} {KNOWN_AS} {node} ."

    def _names_going(self) -> Iterator[str]:
        for node in self._changed:
            before = self._world.person_of(node)
            if before:
                yield f"{before} {KNOWN_AS} {node} ."

    def _of_moved_nodes(self) -> Iterator[tuple[str, Parts]]:
        """Yield the old statements of nodes whose IRI in the view is another now."""
        if self._world.is_empty and not any(True for _ in self._reader.graphs()):
            return
        seen: set[tuple[str, Parts]] = set()
        for node, now in self._changed.items():
            if (self._world.person_of(node) or node) == (now or node):
                continue
            if self._is_new(node):
                continue
            for pattern in ((node, None), (None, node)):
                for *parts, graph in self._reader.matching(
                    pattern[0], None, pattern[1]
                ):
                    statement = (graph, (parts[0], parts[1], parts[2]))
                    if graph not in UNSEEN and statement not in seen:
                        seen.add(statement)
                        yield statement

    def _is_new(self, node: str) -> bool:
        """Tell whether a node has just been named by us, in documents just read.

        Nobody else can speak of it, so it need not be looked for.
        """
        come = self._shift.come.get(node)
        return (
            node.startswith(_NAMED_BY_US)
            and bool(come)
            and self._world.person_of(node) is None
            and self._shift.filled.issuperset(come or ())
        )

    def _person_now(self, node: str) -> str:
        if node in self._now:
            return self._now[node] or node
        return self._world.person_of(node) or node

    def _person_before(self, node: str) -> str:
        return self._world.person_of(node) or node

    def _told_now(self, statement: Parts) -> str | None:
        subject, predicate, object_ = statement
        if object_[0] == "<" and leads_to_person(predicate):
            object_ = self._person_now(object_)
        return _line(self._person_now(subject), predicate, object_)

    def _told_before(self, statement: Parts) -> str | None:
        subject, predicate, object_ = statement
        if object_[0] == "<" and leads_to_person(predicate):
            object_ = self._person_before(object_)
        return _line(self._person_before(subject), predicate, object_)

    def _stays(self, line: str) -> bool:
        """Tell whether a statement that stays says what a line says."""
        subject, predicate, rest = line.split(" ", 2)
        object_ = rest[:-2]
        found = self._reader.matching(None, None, object_, None)
        few = list(islice(found, _LOOKED_THROUGH))
        if any(self._says(quad, line) for quad in few):
            return True
        # No other object comes out as this one: those were all.
        plain = object_[0] != "<" or self._nodes_now(object_) == [object_]
        if plain and predicate != TYPE and len(few) < _LOOKED_THROUGH:
            return False
        return self._is_told(subject, line)

    def _is_told(self, person: str, line: str) -> bool:
        """Look through a person's statements as far as the line, and remember them."""
        if person not in self._told:
            self._told[person] = set(), self._telling(person)
        told, rest = self._told[person]
        if line in told:
            return True
        for another in rest:
            told.add(another)
            if another == line:
                return True
        return False

    def _says(self, quad: tuple[str, str, str, str], line: str) -> bool:
        graph, parts = quad[3], (quad[0], quad[1], quad[2])
        return (
            graph not in UNSEEN
            and parts not in self._removed(graph)
            and self._told_now(parts) == line
        )

    def _telling(self, person: str) -> Iterator[str]:
        """Yield the lines that the statements which stay make of a person."""
        for node in self._nodes_now(person):
            for *parts, graph in self._reader.matching(node):
                statement = (parts[0], parts[1], parts[2])
                if graph not in UNSEEN and statement not in self._removed(graph):
                    told = self._told_now(statement)
                    if told is not None:
                        yield told

    def _nodes_now(self, person: str) -> list[str]:
        nodes = dict.fromkeys(self._world.nodes_of(person))
        nodes.update(
            dict.fromkeys(n for n, now in self._changed.items() if now == person)
        )
        if self._person_now(person) == person:
            nodes[person] = None
        return [node for node in nodes if self._person_now(node) == person]


def _tell(lines: Iterable[str | None], told: dict[str, None]) -> None:
    told.update(dict.fromkeys(line for line in lines if line is not None))


def _line(subject: str, predicate: str, object_: str) -> str | None:
    """Return a statement as a line of the view; None if it says nothing there.

    Who is who is said by us alone, so nobody's `plx:knownAs` is shown; and that
    somebody is, or knows, themselves says nothing.
    """
    if predicate == TYPE:
        return f"{subject} {TYPE} {class_of(object_)} ."
    predicate = property_of(predicate)
    if predicate == KNOWN_AS:
        return None
    if subject == object_ and predicate in (KNOWS, SAME_AS):
        return None
    return f"{subject} {predicate} {object_} ."
