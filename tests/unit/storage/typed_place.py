"""A small network to ask typed queries of, on a disk, as workers find it."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from plexus_ld.model.change import Statement

PEOPLE = 300
FOAF = "http://xmlns.com/foaf/0.1/"


class Place:
    """Has what a typed query asks of an engine; the real one has a test of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store = ox.Store(str(folder / "store"))
        self._checkpoints: list[Path] = []
        self.sequence = 0

    def add(self, *lines: str) -> None:
        self._store.load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)
        self.sequence += 1
        self._checkpoints.append(self._folder / f"checkpoint-{self.sequence}")
        self._store.backup(str(self._checkpoints[-1]))

    def checkpoint(self) -> Path:
        return self._checkpoints[-1]

    def matching(self, graph: str) -> Iterator[Statement]:
        name = ox.NamedNode(graph[1:-1])
        for quad in self._store.quads_for_pattern(None, None, None, name):
            yield str(quad.subject), str(quad.predicate), str(quad.object), graph


def network() -> Iterator[str]:
    for number in range(PEOPLE):
        document = f"http://people.example/{number}"
        person = f"<{document}#me>"
        yield f'{person} <{FOAF}name> "Person {number}" .'
        yield f'{person} <{FOAF}name> "Person {number}" <{document}> .'
        for step in (1, 7, 30):
            friend = f"<http://people.example/{(number + step) % PEOPLE}#me>"
            yield f"{person} <{FOAF}knows> {friend} ."
