"""A home that one store holds, and a second one beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def holder(home: Path) -> Iterator[Store]:
    with open_store(home, settings=Settings()) as store:
        yield store


@pytest.fixture
def guest(home: Path, holder: Store) -> Iterator[Store]:
    with open_store(home, settings=Settings()) as store:
        yield store
