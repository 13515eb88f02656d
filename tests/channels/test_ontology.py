"""What the ontology says of a channel is what its card says."""

from typing import Final

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from plexus_ld.channels.base import Tools
from plexus_ld.channels.registry import Channels
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from plexus_ld.vocab.ontologies import PLEXUS, ontology
from plexus_ld.vocab.plx import PLX
from tests.channels.contract import NOW

GRAPH: Final = Graph().parse(data=ontology(PLEXUS).read_text("utf-8"), format="turtle")
CHANNELS: Final = Channels(
    Tools(Client(NetSettings()), lambda: NOW, lambda: pytest.fail("no loop"))
)

DESCRIBED: Final = sorted(set(map(str, GRAPH.subjects(RDF.type, PLX.Channel))))


def said_of(channel: str, term: URIRef) -> set[Node]:
    return set(GRAPH.objects(URIRef(channel), term))


def card_of(channel: str) -> CapabilityCard:
    return CHANNELS[channel.rpartition("#")[2]].card


def test_every_channel_of_ours_is_described_and_no_other() -> None:
    ours = {name for name in CHANNELS if PLX._NS + name in PLX}

    assert {one.rpartition("#")[2] for one in DESCRIBED} == ours
    assert len(ours) == 14


@pytest.mark.parametrize("channel", DESCRIBED)
def test_the_ontology_and_the_card_agree(channel: str) -> None:
    card = card_of(channel)

    assert said_of(channel, PLX.role) == {PLX[role] for role in card.roles}
    assert said_of(channel, PLX.addressScheme) == set(map(Literal, card.schemes))
    assert said_of(channel, PLX.foundBy) == set(card.found_by)
    assert said_of(channel, PLX.privacy) == {PLX[one] for one in card.privacy}
    longest = {str(one) for one in said_of(channel, PLX.longestText)}
    assert longest == ({str(card.longest_text)} if card.longest_text else set())
