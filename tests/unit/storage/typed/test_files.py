"""A worker sees every file of a checkpoint, however many, and no other."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox
import pytest

from plexus_ld.storage.typed import worker as typed_worker
from plexus_ld.workers import Limits, Workers

#: Well above what a question here takes, well below a person's patience.
LIMITS = Limits(wall_s=20.0, cpu_s=20.0)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a checkpoint in more files than the engine opens at first."""
    store = ox.Store(str(tmp_path / "store"))
    for number in range(3):
        store.extend(quads(number))
        store.backup(str(tmp_path / f"{number}"))  # writes what was in memory
    assert len(list((tmp_path / "2").glob("*.sst"))) > 16
    return tmp_path / "2"


def quads(number: int) -> list[ox.Quad]:
    person = ox.NamedNode(f"https://p{number}.example/#me")
    said = ox.Literal(f"a longer name, number {number}")
    name = ox.NamedNode("http://xmlns.com/foaf/0.1/name")
    document = ox.NamedNode(f"https://p{number}.example/")
    return [ox.Quad(person, name, said, g) for g in (document, ox.DefaultGraph())]


def asked(store: ox.Store, query: str) -> bool:
    return bool(store.query(query))


def counted(store: ox.Store, folder: str) -> tuple[int, int]:
    """Return how many tables are not open, and how many files can be opened."""
    tables = {file.stat().st_ino for file in Path(folder).glob("*.sst")}
    open_now = set()
    for number in range(256):
        with suppress(OSError):
            open_now.add(os.fstat(number).st_ino)
    opened: list[BinaryIO] = []
    with suppress(OSError):
        while len(opened) < 256:
            opened.append(Path(__file__).open("rb"))  # noqa: SIM115 - left open
    return len(tables - open_now), len(opened)


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?p ?q "a longer name, number 0" }',
        "ASK { <https://p1.example/#me> ?q ?o }",
        "ASK { ?p <http://xmlns.com/foaf/0.1/name> ?o FILTER(strlen(?o) > 3) }",
        "ASK { GRAPH ?g { ?p ?q ?o } }",
        "ASK { ?p <http://xmlns.com/foaf/0.1/name> ?o, ?o2 FILTER(?o != ?o2) }",
    ],
)
def test_a_query_ends_on_a_checkpoint_of_many_files(
    workers: Workers, folder: Path, query: str
) -> None:
    answer = workers.call_prepared(
        query, typed_worker.opened, (str(folder),), asked, query, limits=LIMITS
    )

    assert answer is ("?o2" not in query)


def test_as_many_files_can_be_opened_as_are_left_and_no_more(
    workers: Workers, folder: Path
) -> None:
    (folder / "999998.sst").write_bytes(b"")
    (folder / "999999.sst").write_bytes(b"")

    left, openable = workers.call_prepared(
        "left",
        typed_worker.opened,
        (str(folder),),
        counted,
        str(folder),
        limits=LIMITS,
    )

    assert left >= 2
    assert openable == left
