"""The lines of the network view: what every source says, in people's own IRIs.

A line of the view stays while any line of any source still says it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
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

#: Pairs of nodes that are asked for a statement one by one; with more, all that is
#: said of the subject is looked through.
_ASKED: Final = 16
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
        self._is = _Called(world, {n: now or n for n, now in person.items()})
        self._was = _Called(world, {})
        self._moved = {g: parts for g, parts in moved.items() if g not in UNSEEN}
        #: Nodes that are another person than they were.
        self._changed = {
            node: now for node, now in person.items() if world.person_of(node) != now
        }
        self._nodes: dict[str, list[str]] = {}
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

    def _told_now(self, statement: Parts) -> str | None:
        return _line(statement, self._is)

    def _told_before(self, statement: Parts) -> str | None:
        return _line(statement, self._was)

    def _stays(self, line: str) -> bool:
        """Tell whether a statement that stays says what a line says."""
        subject, predicate, rest = line.split(" ", 2)
        nodes = self._nodes_now(subject)
        objects = [rest[:-2]]
        if rest[0] == "<" and leads_to_person(predicate):
            objects = self._nodes_now(rest[:-2])
        if predicate == TYPE or len(nodes) * len(objects) > _ASKED:
            return self._is_told(subject, line)
        return any(
            self._says(quad, line)
            for node in nodes
            for object_ in objects
            for quad in self._reader.matching(node, None, object_)
        )

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
        found = self._nodes.get(person)
        if found is None:
            found = self._nodes[person] = self._looked_up(person)
        return found

    def _looked_up(self, person: str) -> list[str]:
        nodes = dict.fromkeys(self._world.nodes_of(person))
        nodes.update(
            dict.fromkeys(n for n, now in self._changed.items() if now == person)
        )
        if self._is[person] == person:
            nodes[person] = None
        return [node for node in nodes if self._is[node] == person]


def _tell(lines: Iterable[str | None], told: dict[str, None]) -> None:
    told.update(dict.fromkeys(line for line in lines if line is not None))


class _Called(dict[str, str]):
    """How each node is called in the view; looked up when first asked for."""

    def __init__(self, world: World, known: dict[str, str]) -> None:
        super().__init__(known)
        self._world = world

    def __missing__(self, node: str) -> str:
        called = self[node] = self._world.person_of(node) or node
        return called


@lru_cache(maxsize=8192)
def _shape(predicate: str) -> tuple[str, bool]:
    """Return what a predicate is called, and whether its object may be a person."""
    return property_of(predicate), leads_to_person(predicate)


def _line(statement: Parts, called: dict[str, str]) -> str | None:
    """Return a statement as a line of the view; None if it says nothing there.

    Who is who is said by us alone, so nobody's `plx:knownAs` is shown; and that
    somebody is, or knows, themselves says nothing.
    """
    subject, predicate, object_ = statement
    predicate, leads = _shape(predicate)
    subject = called[subject]
    if leads and object_[0] == "<":
        object_ = called[object_]
        if predicate == KNOWN_AS:
            return None
        if subject == object_ and predicate in (KNOWS, SAME_AS):
            return None
    elif predicate == TYPE:
        object_ = class_of(object_)
    return f"{subject} {predicate} {object_} ."
