"""Who is known, as a list; and what is known of one person, with who said it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import FOAF, URIRef

from plexus_ld.plex.profile.owner import find_owner
from plexus_ld.plex.walking import shortest_path
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from rdflib.term import Node

    from plexus_ld.store import Store

_PICTURES = (FOAF.img, FOAF.depiction, FOAF.logo)
_PAGES = (FOAF.homepage, FOAF.weblog, FOAF.page)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list.

    Attributes:
        iri: The person's IRI.
        name: One of their names; "" when none is known.
        ties: How many people they know or are known by.
        sources: How many sources speak of them.
    """

    iri: str
    name: str
    ties: int
    sources: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a person.

    Attributes:
        property: Its IRI.
        value: As the sources name it.
        sources: The graphs that say it.
    """

    property: str
    value: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is known of a person.

    Attributes:
        iri: The person's IRI.
        name: The longest of their names; else their IRI.
        names: All names, the longest first, then nicks.
        pictures: Their pictures.
        pages: Their pages on the web.
        mailboxes: Their mailboxes, as ``mailto:``.
        accounts: Their accounts.
        interests: What they are interested in.
        points: The addresses of the points of your connection with them.
        connected: How you are connected, in words.
        known_as: The nodes of all sources that are this person.
        statements: Everything that is said of them, and who says it.
    """

    iri: str
    name: str
    names: tuple[str, ...]
    pictures: tuple[str, ...]
    pages: tuple[str, ...]
    mailboxes: tuple[str, ...]
    accounts: tuple[str, ...]
    interests: tuple[str, ...]
    points: tuple[str, ...]
    connected: str
    known_as: tuple[str, ...]
    statements: tuple[Statement, ...]


def people(store: "Store", text: str = "") -> tuple[PersonLine, ...]:
    """Return who is known, each person once, by name; only those who fit a text."""
    return tuple(
        PersonLine(
            str(row["person"]),
            str(row["name"] or ""),
            int(str(row["ties"])),
            int(str(row["sources"])),
        )
        for row in store.select("person-lines", text=text)
    )


def card(store: "Store", person: URIRef) -> PersonCard:
    """Return what is known of a person."""
    full = sorted(_values(store, person, FOAF.name), key=len, reverse=True)
    names = (*full, *_values(store, person, FOAF.nick))
    return PersonCard(
        iri=str(person),
        name=names[0] if names else str(person),
        names=names,
        pictures=_values(store, person, *_PICTURES),
        pages=_values(store, person, *_PAGES),
        mailboxes=_values(store, person, FOAF.mbox),
        accounts=_values(store, person, FOAF.account),
        interests=_values(store, person, FOAF.interest, FOAF.topic_interest),
        points=_points(store, person),
        connected=_connected(store, person),
        known_as=tuple(map(str, nodes_of(store, person))),
        statements=_statements(store, person),
    )


def nodes_of(store: "Store", person: URIRef) -> tuple[URIRef, ...]:
    """Return the nodes of all sources that are this person."""
    known = store.matching(text_of(person), text_of(PLX.knownAs), None, "")
    return tuple(URIRef(str(term_of(node))) for _, _, node, _ in known)


def _values(store: "Store", person: URIRef, *properties: "Node") -> tuple[str, ...]:
    return tuple(
        str(term_of(value))
        for property_ in properties
        for value in sorted(
            said[2]
            for said in store.matching(text_of(person), text_of(property_), None, "")
        )
    )


def _points(store: "Store", person: URIRef) -> tuple[str, ...]:
    agent, point = text_of(PLX.agent), text_of(PLX.connectionPoint)
    return tuple(
        str(term_of(address))
        for node, *_ in store.matching(None, agent, text_of(person), "")
        for *_, found, _ in store.matching(node, point, None, "")
        for *_, address, _ in store.matching(found, text_of(PLX.address), None, "")
    )


def _statements(store: "Store", person: URIRef) -> tuple[Statement, ...]:
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select("who-said", person=person):
        said[str(row["property"]), str(row["value"])].add(str(row["source"]))
    return tuple(
        Statement(property_, value, tuple(sorted(sources)))
        for (property_, value), sources in said.items()
    )


def _connected(store: "Store", person: URIRef) -> str:
    owner = find_owner(store)
    if owner is None:
        return "this Plex has no owner to be connected with"
    if owner.webid == person:
        return "this is you"
    me, them, knows = text_of(owner.webid), text_of(person), text_of(FOAF.knows)
    told = any(store.matching(me, knows, them, ""))
    tells = any(store.matching(them, knows, me, ""))
    if told or tells:
        both = "you know each other" if told and tells else ""
        return both or ("you know them" if told else "they know you")
    path = shortest_path(store, owner.webid, person)
    if not path:
        return "no chain of ties leads from you to them"
    between = [_name_of(store, one) for one in path[1:-1]]
    return f"known to you through {', then '.join(between)}"


def _name_of(store: "Store", person: URIRef) -> str:
    return max(_values(store, person, FOAF.name), key=len, default=str(person))
