"""A Plex with people and points, written as the owner's graph has them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rdflib import FOAF, RDF, Literal, URIRef
from rdflib.term import Node

from plexus_ld.assembly import Plex
from plexus_ld.model.activity import Kind, Privacy, Verb
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.settings import Settings
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_SENDS = frozenset({Role.SHARER})
_PRIVATE = frozenset({Privacy.ADDRESSED})

#: Channels that only these tests know.
CARDS: Mapping[str, CapabilityCard] = {
    card.name: card
    for card in (
        CapabilityCard(
            "mail", "Mail", "", _SENDS, verbs=frozenset(Verb), privacy=_PRIVATE
        ),
        CapabilityCard("wall", "Wall", "", _SENDS),
        CapabilityCard("ears", "Ears", "", frozenset({Role.LISTENER})),
        CapabilityCard(
            "pager", "Pager", "", _SENDS, kinds=frozenset({Kind.NOTE}), privacy=_PRIVATE
        ),
    )
}


class Clock:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def opened(clock: Clock, folder: Path | None = None) -> Iterator[Plex]:
    """A Plex of Ada's."""
    with Plex(folder, Settings(), clock) as plex:
        plex.init("Ada", base="https://ada.example/")
        yield plex


def person(name: str) -> URIRef:
    return URIRef(f"https://{name}.example/card#me")


def point(name: str, number: int = 1) -> URIRef:
    return URIRef(f"https://ada.example/points/{name}-{number}")


def connect(
    plex: Plex,
    name: str,
    *points: tuple[str, str] | tuple[str, str, Mapping[URIRef, Node]],
    state: URIRef = PLX.accepted,
    way: URIRef = PLX.OutgoingPoint,
) -> URIRef:
    """Keep a connection and its points, the preferred first: channel and address."""
    card = URIRef(f"https://ada.example/connections/{name}")
    quads: list[Quad] = [
        (card, RDF.type, PLX.Connection, PLEX),
        (card, PLX.agent, person(name), PLEX),
        (card, PLX.state, state, PLEX),
        (person(name), FOAF.name, Literal(name.capitalize()), PLEX),
    ]
    for number, (channel, address, *terms) in enumerate(points, 1):
        node = point(name, number)
        quads += [
            (card, PLX.connectionPoint, node, PLEX),
            (node, RDF.type, way, PLEX),
            (node, PLX.channel, channel_iri(channel), PLEX),
            (node, PLX.address, URIRef(address), PLEX),
            (node, PLX.preference, Literal(number), PLEX),
            *(
                (node, term, value, PLEX)
                for some in terms
                for term, value in some.items()
            ),
        ]
    plex.store.apply(Change(added=lines_of(quads)))
    return person(name)


def circle(plex: Plex, name: str, *members: URIRef, query: str = "") -> None:
    """Keep a circle, by hand or by query."""
    node = URIRef(f"https://ada.example/circles/{name}")
    quads: list[Quad] = [
        (node, RDF.type, PLX.Circle, PLEX),
        (node, FOAF.name, Literal(name), PLEX),
        *((node, FOAF.member, member, PLEX) for member in members),
    ]
    if query:
        quads.append((node, PLX.memberQuery, Literal(query), PLEX))
    plex.store.apply(Change(added=lines_of(quads)))
