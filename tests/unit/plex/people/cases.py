"""Cases of who is who: documents, with the truth beside them (`tests/data/people`).

A case is a TriG file, a graph for each document. Its head says what it is about,
``# person:`` for each person with all their nodes, and ``# waits:`` for each pair that
must wait for the owner's word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox

from plexus_ld.model.change import Change
from plexus_ld.plex.people.duplicates import duplicates
from plexus_ld.plex.people.network import network
from plexus_ld.plex.people.terms import KNOWN_AS
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store

FOLDER = Path(__file__).parents[4] / "tests" / "data" / "people"

#: Two nodes of one person, the lesser first.
Pair = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """Documents, and who is who in them."""

    name: str
    about: str
    people: frozenset[frozenset[str]]
    waiting: frozenset[frozenset[str]]
    documents: dict[str, tuple[str, ...]]

    def pairs(self) -> set[Pair]:
        """All pairs of nodes that are one person."""
        return pairs_of(self.people)


def pairs_of(people: Iterable[Iterable[str]]) -> set[Pair]:
    return {pair for nodes in people for pair in combinations(sorted(nodes), 2)}


def read_case(file: Path) -> Case:
    head = file.read_text("utf-8").partition("@prefix")[0]
    told: dict[str, set[frozenset[str]]] = defaultdict(set)
    for kind, nodes in re.findall(r"# (person|waits): (.*)", head):
        told[kind].add(frozenset(nodes.split()))
    documents: dict[str, list[str]] = defaultdict(list)
    for quad in ox.parse(path=str(file), format=ox.RdfFormat.TRIG):
        documents[str(quad.graph_name)].append(f"{quad} .")
    return Case(
        name=file.stem,
        about=head.splitlines()[0].lstrip("# "),
        people=frozenset(told["person"]),
        waiting=frozenset(told["waits"]),
        documents={name: tuple(lines) for name, lines in sorted(documents.items())},
    )


CASES = [read_case(file) for file in sorted(FOLDER.glob("*.trig"))]


def new_store() -> Store:
    return open_store(None, settings=Settings(), derive=network, check=check)


def told(case: Case, order: Sequence[str]) -> Store:
    """A store that was told a case's documents one by one."""
    store = new_store()
    for name in order:
        store.apply(Change(case.documents[name], note=name))
    return store


def people_of(store: Store) -> frozenset[frozenset[str]]:
    """All people, each with all their nodes."""
    groups: dict[str, set[str]] = defaultdict(set)
    for person, _, node, _ in store.matching(None, KNOWN_AS, None, ""):
        groups[person].add(node)
    return frozenset(frozenset(nodes) for nodes in groups.values())


def waiting_in(store: Store) -> set[frozenset[str]]:
    """The pairs that wait for the owner's word."""
    return {
        frozenset((f"<{pair.person}>", f"<{pair.other}>")) for pair in duplicates(store)
    }
