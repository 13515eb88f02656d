"""Whichever door a change comes by, the shapes see it before it is kept."""

from collections.abc import Callable, Iterator

import pytest
from rdflib import RDF, URIRef

from plexus_ld import Plex
from plexus_ld.errors import InvalidChangeError
from plexus_ld.model.change import Change
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

CARD = URIRef("urn:example:card")


@pytest.fixture
def plex() -> Iterator[Plex]:
    with Plex.in_memory() as plex:
        plex.init("Robin Example", base="https://robin.example/")
        yield plex


def by_change(plex: Plex) -> None:
    line = f"<{CARD}> <{RDF.type}> <{PLX.Connection}> <{PLEX}> ."
    plex.store.apply(Change((line,)))


def by_view(plex: Plex) -> None:
    plex.store.graph(PLEX).add((CARD, RDF.type, PLX.Connection))


def by_update(plex: Plex) -> None:
    data = f"GRAPH <{PLEX}> {{ <{CARD}> <{RDF.type}> <{PLX.Connection}> }}"
    plex.store.update(f"INSERT DATA {{ {data} }}", "by hand")


@pytest.mark.parametrize("door", [by_change, by_view, by_update])
def test_a_connection_without_a_state_is_refused_at_every_door(
    plex: Plex, door: Callable[[Plex], None]
) -> None:
    before = plex.store.sequence

    with pytest.raises(InvalidChangeError, match="state"):
        door(plex)

    assert plex.store.sequence == before
    assert not list(plex.store.matching(f"<{CARD}>"))
