"""A Plex in memory, whose owner is Robin."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.plex.people.network import network
from plexus_ld.plex.profile.owner import create
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers

#: What XML has no way to write; the profile refuses it.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
ME = URIRef("https://robin.example/#me")


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def empty(workers: Workers) -> Iterator[Store]:
    with open_store(
        None, settings=Settings(), derive=network, check=check, workers=workers
    ) as store:
        yield store


@pytest.fixture
def store(empty: Store) -> Store:
    create(empty, "Robin Example", base="https://robin.example/")
    return empty


@pytest.fixture(scope="session")
def naughty(shared: Path) -> list[str]:
    """Texts that break programs, those that no text field takes left out."""
    files = list((shared / "suites" / "naughty-strings").rglob("*.json"))
    texts = json.loads(files[0].read_text(encoding="utf-8"))
    return [text for text in texts if is_text(text)]


def is_text(text: str) -> bool:
    """Tell whether a text may be kept, and is not N-Triples that means a term."""
    words = text.strip()
    return bool(words) and words[0] not in '"<' and not _CONTROLS.search(words)
