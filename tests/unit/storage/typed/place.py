"""A small network to ask typed queries of, on a disk, as workers find it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from plexus_ld.model.change import Statement
from plexus_ld.settings import QuerySettings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed.answering import Answer, answer_of
from plexus_ld.workers import Workers

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


def ask(place: Place, workers: Workers, text: str, format_: str = "json") -> Answer:
    settings = QuerySettings()
    return answer_of(cast(Engine, place), workers, text, format_, settings=settings)


def table(answer: Answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.body.decode())))[1:]
