"""Circles: groups of the owner's making, by hand or by a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import ConnectionPointError
from plexus_ld.model.change import Change
from plexus_ld.plex.people.membership import audience_of, found_by, members_of
from plexus_ld.plex.profile.owner import minted, owner_of
from plexus_ld.rdf.lines import Quad, line, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

__all__ = [
    "Circle",
    "audience_of",
    "circle",
    "circles",
    "create",
    "members_of",
    "remove",
]

_GRAPH: Final = text_of(PLEX)
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle.

    Attributes:
        name: What it is called.
        iri: Its own IRI.
        members: Whom the owner put there.
        query: What finds the others; "" when nothing does.
    """

    name: str
    iri: URIRef
    members: tuple[URIRef, ...]
    query: str


def circles(store: Store) -> tuple[Circle, ...]:
    """Return the owner's circles, in the order of their names."""
    type_, circle_ = text_of(RDF.type), text_of(PLX.Circle)
    found = [
        _read(store, node) for node, *_ in store.matching(None, type_, circle_, _GRAPH)
    ]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def circle(store: Store, name: str) -> Circle:
    """Return a circle by its name, in any case.

    Raises:
        ConnectionPointError: None is called so.
    """
    wanted = name.strip().removeprefix("circle:").casefold()
    every = circles(store)
    for found in every:
        if found.name.casefold() == wanted:
            return found
    names = ", ".join(one.name for one in every) or "none"
    message = f"no circle is called {name!r}; there are: {names}"
    raise ConnectionPointError(message)


def create(
    store: Store, name: str, *, query: str = "", members: Sequence[URIRef] = ()
) -> Circle:
    """Make a circle, or put others in its place if there is one of the name.

    Args:
        store: The home's store.
        name: What it is called.
        query: ``SELECT ?person`` that finds who is in it; tried before it is kept.
        members: Who is in it by the owner's hand.

    Raises:
        ConnectionPointError: The name is none, or nobody would be in it.
        QueryError: The query is wrong, or took too long.
    """
    called = name.strip().removeprefix("circle:")
    if not called or len(called) > _LONGEST_NAME or not called.isprintable():
        message = f"{name!r} is no name for a circle; one is a word, such as choir"
        raise ConnectionPointError(message)
    if not query.strip() and not members:
        message = f"nobody would be in {called!r}: name members, or give a query"
        raise ConnectionPointError(message)
    if query.strip():
        found_by(store, query)
    me = owner_of(store).webid
    made: list[URIRef] = []

    def compute(now: Store) -> Change:
        node = next(
            (c.iri for c in circles(now) if c.name.casefold() == called.casefold()),
            minted(me, f"circle {called}"),
        )
        made.append(node)
        quads: list[Quad] = [
            (node, RDF.type, PLX.Circle, PLEX),
            (node, FOAF.name, Literal(called), PLEX),
            *((node, FOAF.member, member, PLEX) for member in members),
        ]
        if query.strip():
            quads.append((node, PLX.memberQuery, Literal(query), PLEX))
        before, after = _lines_about(now, node), lines_of(quads)
        return Change(
            added=tuple(one for one in after if one not in before),
            removed=tuple(one for one in before if one not in after),
            note=f"circle create: {called}",
        )

    store.change(compute)
    return _read(store, text_of(made[-1]))


def remove(store: Store, name: str) -> Circle:
    """Take a circle away; its members stay who they are.

    Raises:
        ConnectionPointError: None is called so, or it has a face of its own.
    """
    gone = circle(store, name)

    def compute(now: Store) -> Change:
        node = text_of(gone.iri)
        if any(now.matching(None, text_of(PLX.audience), node, _GRAPH)):
            message = (
                f"{gone.name!r} has a face of its own; first: "
                f"plexus face remove circle:{gone.name}"
            )
            raise ConnectionPointError(message)
        removed = _lines_about(now, gone.iri)
        return Change(removed=removed, note=f"circle remove: {gone.name}")

    store.change(compute)
    return gone


def _read(store: Store, node: str) -> Circle:
    said: dict[str, list[str]] = {}
    for _, predicate, object_, _ in store.matching(node, None, None, _GRAPH):
        said.setdefault(predicate, []).append(str(term_of(object_)))
    names = said.get(text_of(FOAF.name), [""])
    members = sorted(said.get(text_of(FOAF.member), []))
    query = said.get(text_of(PLX.memberQuery), [""])[0]
    return Circle(names[0], URIRef(node[1:-1]), tuple(map(URIRef, members)), query)


def _lines_about(store: Store, node: URIRef) -> tuple[str, ...]:
    found = store.matching(text_of(node), None, None, _GRAPH)
    return tuple(line(*statement) for statement in found)
