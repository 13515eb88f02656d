from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers
from tests.unit.storage.typed.place import Place, network


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("place"))
    place.add(*network())
    return place


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def store(tmp_path: Path, workers: Workers) -> Iterator[Store]:
    with open_store(tmp_path / "home", settings=Settings(), workers=workers) as store:
        yield store
