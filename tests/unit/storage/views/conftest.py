"""A store in memory, and a live view of a graph in it."""

from collections.abc import Iterator

import pytest
from rdflib import Graph

from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers
from tests.unit.storage.views.people import CARD


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as made:
        yield made


def in_all(reader: Reader, change: Change) -> Derivation:
    """Let the default graph say what Anna's card says."""
    card = f" <{CARD}> ."
    added = [text.replace(card, " .") for text in change.added if card in text]
    removed = [text.replace(card, " .") for text in change.removed if card in text]
    return Derivation(change, Change(added=tuple(added), removed=tuple(removed)))


@pytest.fixture
def store(workers: Workers) -> Iterator[Store]:
    with open_store(None, settings=Settings(), derive=in_all, workers=workers) as made:
        yield made


@pytest.fixture
def card(store: Store) -> Graph:
    return store.graph(CARD)
