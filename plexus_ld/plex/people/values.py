"""What the owner is told of people: frozen values."""

from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list.

    Attributes:
        iri: Who.
        name: One of their names; their IRI if they have none.
        sources: How many documents say something of them.
        ties: How many people they know, or are known by.
    """

    iri: URIRef
    name: str
    sources: int
    ties: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody whom a person knows, or who knows them.

    Attributes:
        iri: Who.
        name: One of their names; their IRI if they have none.
        knows: Whether the person says so.
        known_by: Whether the other says so.
    """

    iri: URIRef
    name: str
    knows: bool
    known_by: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A statement about a person.

    Attributes:
        property: The property, in today's spelling.
        value: Its value; a person by their one IRI.
        sources: The graphs that say so; the owner's profile and Plex among them.
    """

    property: URIRef
    value: Node
    sources: tuple[URIRef, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the owner's connection with a person.

    Attributes:
        iri: Its IRI.
        kind: Its class, ``OutgoingPoint`` say.
        channel: Over what it goes.
        address: Where to.
    """

    iri: URIRef
    kind: str
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document's word.

    Attributes:
        kind: What the value is: ``mailbox``, ``homepage`` …
        node: Of which node it is said.
        document: Who says it: the document's graph.
        value: The value as it is written there, when it is written out.
    """

    kind: str
    node: URIRef
    document: URIRef
    value: Node | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is known of a person.

    Attributes:
        iri: Who.
        name: What to call them.
        connected: How you are connected, in a sentence.
        state: How your connection stands; None without one.
        through: People of yours who know them.
        names: All their names; ``nicks``, ``pictures``, ``mailboxes``, ``accounts``,
            ``homepages``, ``interests`` likewise.
        ties: Whom they know, and who knows them.
        points: The points of your connection.
        nodes: What the sources call them.
        evidence: Why these are one person: the values that several of the nodes
            have, and who gives them; your own word too.
        statements: Everything that is said of them, and by whom.
        sources: Everybody who says something of them.
    """

    iri: URIRef
    name: str
    connected: str
    state: str | None = None
    through: tuple[Tie, ...] = ()
    names: tuple[str, ...] = ()
    nicks: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    homepages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    points: tuple[Point, ...] = ()
    nodes: tuple[URIRef, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    statements: tuple[Said, ...] = field(default=(), repr=False)
    sources: tuple[URIRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who could be one.

    Attributes:
        person: The one.
        other: The other.
        name: What the one is called.
        other_name: What the other is called.
        because: What both have, in a few words.
        evidence: Each document's word for it.
        documents: The documents, each once.
    """

    person: URIRef
    other: URIRef
    name: str
    other_name: str
    because: str
    evidence: tuple[Evidence, ...]
    documents: tuple[URIRef, ...]
