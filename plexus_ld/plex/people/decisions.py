"""The owner's word on who is who: it stands above all evidence.

A decision is a node of its own in the identity graph. It names nodes of sources, whose
names survive a re-import, and so it stands when a source is read anew, or forgotten
and imported again. A newer word replaces an older one that says the contrary.
"""

from collections import deque
from collections.abc import Iterable
from datetime import UTC
from uuid import uuid4

from rdflib import URIRef

from plexus_ld.clock import Clock, now
from plexus_ld.errors import InvalidChangeError
from plexus_ld.model.change import Change, Reader
from plexus_ld.plex.people.finding import iri, name_of, nodes_of, owner_of, person_of
from plexus_ld.plex.people.terms import (
    DIFFERENCE,
    KNOWN_AS,
    NODE,
    PLX,
    SAMENESS,
    TYPE,
)
from plexus_ld.plex.people.who import node_of
from plexus_ld.plex.people.world import IDENTITY
from plexus_ld.rdf.lines import line
from plexus_ld.store import Store

_TIME = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"


def same(store: Store, who: str, other: str, clock: Clock = now) -> URIRef:
    """Say that two are one person.

    Args:
        store: The home's store.
        who: One, in the owner's words.
        other: The other.
        clock: Tells when it was decided.

    Returns:
        The one person's IRI.

    Raises:
        WhoError: Nobody, or more than one, answers to one of the names.
    """
    one, two = node_of(store, who), node_of(store, other)

    def change(reader: Store) -> Change:
        if one == two or two in _said_same(reader, one):
            return Change()
        against = _decisions(reader, DIFFERENCE, _all_of(reader, one, two))
        note = f"same: {name_of(reader, one)} and {name_of(reader, two)} are one"
        return _decided(reader, SAMENESS, (one, two), against, note, clock)

    store.change(change)
    return iri(person_of(store, one) or one)


def different(store: Store, who: str, other: str, clock: Clock = now) -> None:
    """Say that two are two people, whatever the sources say.

    To take a node out of the person that it was joined to, name the node's own IRI.

    Args:
        store: The home's store.
        who: One, in the owner's words.
        other: The other.
        clock: Tells when it was decided.

    Raises:
        WhoError: Nobody, or more than one, answers to one of the names.
        InvalidChangeError: Both are one node; or the owner's own word makes them one
            over several steps, one of which has to be taken back first.
    """
    one, two = node_of(store, who), node_of(store, other)
    if one == two:
        raise InvalidChangeError([_one_node(store, who, other, one)])

    def change(reader: Store) -> Change:
        if two in _said_different(reader, one):
            return Change()
        against = _decisions(reader, SAMENESS, ([one], [two]))
        against += _other_names(reader, one, two)
        chain = _chain(reader, one, two, frozenset(against))
        if chain:
            raise InvalidChangeError([_contradiction(chain)])
        note = f"different: {one[1:-1]} and {two[1:-1]} are two"
        return _decided(reader, DIFFERENCE, (one, two), against, note, clock)

    store.change(change)


def _one_node(store: Store, who: str, other: str, node: str) -> str:
    nodes = [name[1:-1] for name in nodes_of(store, person_of(store, node) or node)]
    return (
        f"{who!r} and {other!r} are the one node <{node[1:-1]}>; to take a node out of "
        f"this person, name it: {', '.join(nodes)}"
    )


def _contradiction(chain: list[str]) -> str:
    told = " = ".join(f"<{node[1:-1]}>" for node in chain)
    return f"you have said that {told}; take one of these back first"


def _all_of(reader: Reader, one: str, two: str) -> tuple[list[str], list[str]]:
    """Return all nodes of both people: a word on them is a word on each."""
    return (
        [one, *nodes_of(reader, person_of(reader, one) or one)],
        [two, *nodes_of(reader, person_of(reader, two) or two)],
    )


def _decisions(
    reader: Reader, kind: str, nodes: tuple[Iterable[str], Iterable[str]]
) -> list[str]:
    """Return the lines of decisions of a kind on one of the first and of the second."""
    found: list[str] = []
    others = set(nodes[1])
    for node in dict.fromkeys(nodes[0]):
        for decision, *_ in reader.matching(None, NODE, node, IDENTITY):
            quads = list(reader.matching(decision, None, None, IDENTITY))
            named = {quad[2] for quad in quads if quad[1] == NODE}
            if any(quad[2] == kind for quad in quads) and named & (others - {node}):
                found += [line(*quad) for quad in quads]
    return found


def _other_names(reader: Reader, one: str, two: str) -> list[str]:
    """Return the lines that call one another name of the other."""
    return [
        line(*quad)
        for pair in ((one, two), (two, one))
        for quad in reader.matching(pair[0], KNOWN_AS, pair[1], IDENTITY)
    ]


def _beside(reader: Reader, node: str, kind: str) -> Iterable[tuple[str, list[str]]]:
    """Yield the nodes that decisions of a kind put beside a node, with their lines."""
    for decision, *_ in reader.matching(None, NODE, node, IDENTITY):
        quads = list(reader.matching(decision, None, None, IDENTITY))
        if any(quad[1] == TYPE and quad[2] == kind for quad in quads):
            lines = [line(*quad) for quad in quads]
            yield from (
                (quad[2], lines)
                for quad in quads
                if quad[1] == NODE and quad[2] != node
            )
    if kind == SAMENESS:
        for pattern in ((node, None), (None, node)):
            for quad in reader.matching(pattern[0], KNOWN_AS, pattern[1], IDENTITY):
                yield (quad[2] if quad[0] == node else quad[0]), [line(*quad)]


def _said_same(reader: Reader, node: str) -> set[str]:
    return {other for other, _ in _beside(reader, node, SAMENESS)}


def _said_different(reader: Reader, node: str) -> set[str]:
    return {other for other, _ in _beside(reader, node, DIFFERENCE)}


def _chain(reader: Reader, one: str, two: str, gone: frozenset[str]) -> list[str]:
    """Return the shortest way from one to the other by the owner's word, if any."""
    came: dict[str, str] = {one: ""}
    open_ = deque([one])
    while open_ and two not in came:
        node = open_.popleft()
        for other, lines in _beside(reader, node, SAMENESS):
            if other not in came and gone.isdisjoint(lines):
                came[other] = node
                open_.append(other)
    way = []
    node = two if two in came else ""
    while node:
        way.append(node)
        node = came[node]
    return way[::-1]


def _decided(
    reader: Reader,
    kind: str,
    nodes: tuple[str, str],
    against: Iterable[str],
    note: str,
    clock: Clock,
) -> Change:
    decision = f"<urn:uuid:{uuid4()}>"
    said = [
        (TYPE, kind),
        (NODE, nodes[0]),
        (NODE, nodes[1]),
        (f"<{PLX}evidence>", f"<{PLX}ownersWord>"),
        (f"<{PLX}decidedAt>", f'"{clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"{_TIME}'),
    ]
    owner = owner_of(reader)
    if owner:
        said.append((f"<{PLX}decidedBy>", owner))
    return Change(
        added=tuple(line(decision, p, o, IDENTITY) for p, o in said),
        removed=tuple(dict.fromkeys(against)),
        note=note,
    )
