"""People as the owner reads of them: a list, and a card for each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from plexus_ld.plex.people import finding
from plexus_ld.plex.people.evidence import evidence_for
from plexus_ld.plex.people.spelling import FOAF, class_of, property_of
from plexus_ld.plex.people.terms import KNOWN_AS, TYPE, leads_to_person
from plexus_ld.plex.people.values import PersonCard, PersonLine, Point, Said, Tie
from plexus_ld.plex.people.world import UNSEEN
from plexus_ld.rdf.lines import term_of
from plexus_ld.store import Row, Store
from plexus_ld.vocab.channels import channel_name
from plexus_ld.vocab.plx import PLX


def people(store: Store, text: str = "") -> tuple[PersonLine, ...]:
    """Return who is known, each person once, by name.

    Args:
        store: The home's store.
        text: Only those one of whose names holds it, in any case.
    """
    rows = store.select("people-list", text=text.strip())
    return tuple(
        PersonLine(
            iri=URIRef(str(row["person"])),
            name=_name(row, "person"),
            sources=_number(row["sources"]),
            ties=_number(row["ties"]),
        )
        for row in rows
    )


def _name(row: Row, otherwise: str) -> str:
    return str(row["name"]) if row["name"] is not None else str(row[otherwise])


def _number(value: Node | None) -> int:
    return int(str(value)) if value is not None else 0


def nodes_of(store: Store, person: URIRef) -> tuple[URIRef, ...]:
    """Return all nodes that a person is, in any source, by their IRIs."""
    return tuple(finding.iri(node) for node in finding.nodes_of(store, f"<{person}>"))


#: What a card shows on its own lines, by property.
_SHOWN: Final[Mapping[str, str]] = {
    f"<{base}{term}>": shown
    for base, terms, shown in (
        (FOAF, "name", "names"),
        ("http://schema.org/", "name", "names"),
        ("https://schema.org/", "name", "names"),
        ("http://www.w3.org/2006/vcard/ns#", "fn", "names"),
        (FOAF, "nick", "nicks"),
        (FOAF, "img depiction", "pictures"),
        ("http://schema.org/", "image", "pictures"),
        ("http://www.w3.org/2006/vcard/ns#", "hasPhoto photo", "pictures"),
        (FOAF, "mbox", "mailboxes"),
        ("http://www.w3.org/2006/vcard/ns#", "hasEmail email", "mailboxes"),
        (FOAF, "account", "accounts"),
        (FOAF, "homepage weblog workplaceHomepage", "homepages"),
        (FOAF, "interest topic_interest", "interests"),
    )
    for term in terms.split()
}


def card(store: Store, person: URIRef) -> PersonCard:
    """Return what is known of a person, who said it, and how you are connected.

    Args:
        store: The home's store.
        person: Their IRI, as `resolve` gives it.
    """
    known = f"<{person}>"
    said = _said(store, known)
    shown: dict[str, list[str]] = defaultdict(list)
    for predicate, value in said:
        if predicate in _SHOWN:
            shown[_SHOWN[predicate]].append(_text(value))
    state, points = _connection(store, person)
    ties = _ties(store, person)
    through = _through(store, person)
    documents = {source for sources in said.values() for source in sources}
    return PersonCard(
        iri=person,
        name=finding.name_of(store, known),
        connected=_connected(store, known, state, ties, through),
        state=state,
        through=through,
        **{name: tuple(sorted(set(values))) for name, values in shown.items()},
        ties=ties,
        points=points,
        nodes=nodes_of(store, person),
        evidence=evidence_for(store, finding.nodes_of(store, known)),
        statements=tuple(
            Said(
                finding.iri(predicate),
                term_of(value),
                tuple(map(finding.iri, sorted(sources))),
            )
            for (predicate, value), sources in sorted(said.items())
        ),
        sources=tuple(map(finding.iri, sorted(documents))),
    )


def _said(store: Store, person: str) -> dict[tuple[str, str], set[str]]:
    """Return what is said of a person, as the view says it, and by which graphs."""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in finding.nodes_of(store, person):
        for _, predicate, value, graph in store.matching(node):
            if graph in UNSEEN or predicate == KNOWN_AS:
                continue
            if predicate == TYPE:
                value = class_of(value)
            elif value[0] == "<" and leads_to_person(predicate):
                value = finding.person_of(store, value) or value
            said[property_of(predicate), value].add(graph)
    return said


def _text(value: str) -> str:
    return str(term_of(value)).removeprefix("mailto:")


def _ties(store: Store, person: URIRef) -> tuple[Tie, ...]:
    return tuple(
        Tie(
            iri=URIRef(str(row["other"])),
            name=_name(row, "other"),
            knows=_truth(row["out"]),
            known_by=_truth(row["in"]),
        )
        for row in store.select("people-known", person=person)
        if isinstance(row["other"], URIRef) and row["other"] != person
    )


def _truth(value: Node | None) -> bool:
    return isinstance(value, Literal) and bool(value.toPython())


def _through(store: Store, person: URIRef) -> tuple[Tie, ...]:
    owner = finding.owner_of(store)
    if owner is None:
        return ()
    rows = store.select("people-through", me=finding.iri(owner), person=person)
    return tuple(
        Tie(URIRef(str(row["through"])), _name(row, "through"), True, True)
        for row in rows
    )


def _connection(store: Store, person: URIRef) -> tuple[str | None, tuple[Point, ...]]:
    """Return how the owner's connection stands, and its points."""
    state: str | None = None
    points: dict[URIRef, Point] = {}
    for row in store.select("people-points", person=person):
        if row["state"] is not None:
            state = _local(row["state"])
        point = row["point"]
        if isinstance(point, URIRef):
            points[point] = Point(
                iri=point,
                kind=_local(row["kind"]),
                channel=channel_name(str(row["channel"] or "")),
                address=str(row["address"] or ""),
            )
    return state, tuple(points.values())


def _local(term: Node | None) -> str:
    return str(term or "").removeprefix(str(PLX._NS))


def _connected(
    store: Store,
    person: str,
    state: str | None,
    ties: Iterable[Tie],
    through: Iterable[Tie],
) -> str:
    """Return how the owner is connected with a person, in a sentence."""
    owner = finding.owner_of(store)
    if owner == person:
        return "this is you"
    if state is not None:
        return f"you hold a connection: {state}"
    mine = [tie for tie in ties if owner and tie.iri == finding.iri(owner)]
    if mine:
        return _TIED[mine[0].knows, mine[0].known_by]
    names = [tie.name for tie in through]
    if names:
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"through {', '.join(names[:3])}{more}"
    return "not connected with you"


#: Whether they say that they know you, and you them.
_TIED: Final = {
    (True, True): "you know each other",
    (False, True): "you know them",
    (True, False): "they know you",
}
