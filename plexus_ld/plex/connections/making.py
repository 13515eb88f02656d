"""Connecting: the cards that the owner holds of agents, in the graph of the Plex.

Nobody else's word makes one, and none is made twice. Each is one change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from rdflib import RDF, RDFS, XSD, Literal, URIRef

from plexus_ld.clock import Clock, now
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.labels import label_for
from plexus_ld.plex.connections.points import HeldPoint, held_points, lines_about
from plexus_ld.plex.connections.values import Connected, Way
from plexus_ld.plex.connections.writing import point_quads
from plexus_ld.plex.people import finding
from plexus_ld.rdf.lines import Quad, lines_of, term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_AGENT: Final = text_of(PLX.agent)
_OWNER: Final = text_of(PLX.owner)
_STATE: Final = text_of(PLX.state)
_KNOWN_AS: Final = text_of(PLX.knownAs)


def connect(
    store: Store,
    person: URIRef,
    state: URIRef = PLX.accepted,
    clock: Clock = now,
) -> URIRef | None:
    """Make a connection with a person, unless there is one already.

    Args:
        store: The store.
        person: Whom; any of the nodes that they are known as will do.
        state: How it stands: ``plx:accepted``, ``plx:proposed`` …
        clock: Tells the time.

    Returns:
        The new connection; None when there was one, or the person is the owner.
    """
    made: URIRef | None = None

    def compute(current: Store) -> Change:
        nonlocal made
        made = None
        agent = _one_of(current, text_of(person))
        if any(_held(current, agent)):
            return Change()
        made = URIRef(f"urn:uuid:{uuid4()}")
        quads = connection_quads(made, URIRef(agent[1:-1]), state, clock())
        return Change(added=lines_of(quads), note=f"connected with {agent[1:-1]}")

    store.change(compute)
    return made


def connection_quads(
    connection: URIRef, agent: URIRef, state: URIRef, since: datetime, note: str = ""
) -> tuple[Quad, ...]:
    """Return what the graph of the Plex says of a connection, but for its points."""
    moment = Literal(since.replace(microsecond=0), datatype=XSD.dateTime)
    said: tuple[Quad, ...] = (
        (connection, RDF.type, PLX.Connection, PLEX),
        (connection, PLX.agent, agent, PLEX),
        (connection, PLX.state, state, PLEX),
        (connection, PLX.since, moment, PLEX),
    )
    noted = (connection, RDFS.comment, Literal(note), PLEX)
    return (*said, noted) if note else said


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner wants with somebody.

    Attributes:
        agent: With whom.
        ways: The ways that are to be points.
        note: The owner's words on it.
        about: What is said of somebody of whom nothing was known.
    """

    agent: URIRef
    ways: Sequence[Way] = ()
    note: str = ""
    about: tuple[Quad, ...] = ()


def fulfil(store: Store, wish: Wish, clock: Clock = now) -> Connected:
    """Connect with somebody, over these ways, in one change.

    A connection that does not stand (withdrawn, say) stands again. A way that is a
    point already stays that point, and goes both ways when the wish is for the other.
    """
    done: list[Connected] = []

    def compute(current: Store) -> Change:
        agent = URIRef(str(term_of(_one_of(current, text_of(wish.agent)))))
        standing = standing_of(current, agent)
        connection = standing.iri if standing else URIRef(f"urn:uuid:{uuid4()}")
        is_new = standing is None or standing.state != PLX.accepted
        held = held_points(current, agents=(agent,)) if standing else ()
        points = _points(current, wish, agent, connection, held)
        replaced = [
            lines_about(current, h.point.iri) for h in points if _is_in(h, held)
        ]
        said: list[Quad] = [q for h in points for q in point_quads(h.point, h.label)]
        removed = [line for lines in replaced for line in lines]
        if is_new or wish.note:
            since = standing.since if standing and not is_new else None
            removed += _card_lines(current, connection) if standing else ()
            note = wish.note or (standing.note if standing else "")
            said += connection_quads(
                connection, agent, PLX.accepted, since or clock(), note
            )
        added = lines_of([*wish.about, *said])
        done.append(Connected(agent, connection, is_new, bool(wish.about), points))
        return Change(
            added=tuple(line for line in added if line not in set(removed)),
            removed=tuple(line for line in removed if line not in set(added)),
            note=f"connected with {agent}",
        )

    store.change(compute)
    return done[-1]


@dataclass(frozen=True, slots=True)
class Standing:
    """A connection, as the graph has it."""

    iri: URIRef
    state: URIRef
    since: datetime | None
    note: str


def standing_of(store: Store, agent: URIRef) -> Standing | None:
    """Return the connection with somebody; None when there is none."""
    for node, *_ in store.matching(None, _AGENT, text_of(agent), _GRAPH):
        if any(store.matching(node, _STATE, None, _GRAPH)):
            said = {p: o for _, p, o, _ in store.matching(node, None, None, _GRAPH)}
            since = said.get(text_of(PLX.since))
            note = said.get(text_of(RDFS.comment))
            return Standing(
                URIRef(node[1:-1]),
                URIRef(str(term_of(said[_STATE]))),
                _moment(since) if since else None,
                str(term_of(note)) if note else "",
            )
    return None


def _moment(text: str) -> datetime | None:
    value = Literal(str(term_of(text)), datatype=XSD.dateTime).toPython()
    return value if isinstance(value, datetime) else None


def _card_lines(store: Store, connection: URIRef) -> list[str]:
    """Return the lines of a connection, but those that lead to its points."""
    leads = f" {text_of(PLX.connectionPoint)} "
    return [line for line in lines_about(store, connection) if leads not in line]


def _is_in(one: HeldPoint, held: Iterable[HeldPoint]) -> bool:
    return any(one.point.iri == other.point.iri for other in held)


def _points(
    store: Store,
    wish: Wish,
    agent: URIRef,
    connection: URIRef,
    held: tuple[HeldPoint, ...],
) -> tuple[HeldPoint, ...]:
    """Return the points that are new or changed."""
    there = {(h.point.channel, h.point.address): h for h in held}
    rank = max(
        (h.point.preference for h in held if h.point.direction.speaks), default=0
    )
    changed: list[HeldPoint] = []
    labels: set[str] = set()
    name = finding.name_of(store, text_of(agent)) if not wish.about else _named(wish)
    for way in together(wish.ways):
        before = there.get((way.channel, way.address))
        if before is not None:
            if before.point.direction not in (way.direction, Direction.BOTH):
                both = replace(before.point, direction=Direction.BOTH)
                changed.append(HeldPoint(both, PLX.accepted, before.label))
            continue
        rank += way.direction.speaks
        label = label_for(store, way.channel, name, way.address, labels)
        labels.add(label)
        point = ConnectionPoint(
            URIRef(f"urn:uuid:{uuid4()}"),
            way.channel,
            way.address,
            way.direction,
            agent,
            connection,
            preference=max(rank, 1) if way.direction.speaks else 1,
            account=way.account,
            privacy=way.privacy,
        )
        changed.append(HeldPoint(point, PLX.accepted, label))
    return tuple(changed)


def _named(wish: Wish) -> str:
    """Return the name that the wish gives to a stranger."""
    names = (str(o) for _, _, o, _ in wish.about if isinstance(o, Literal))
    return next(names, str(wish.agent))


def together(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Return ways, each address once: one that is given for both goes both ways."""
    found: dict[tuple[str, URIRef, str], Way] = {}
    for way in ways:
        key = way.channel, way.address, way.account
        before = found.get(key)
        if before is not None and before.direction is not way.direction:
            found[key] = replace(way, direction=Direction.BOTH)
        else:
            found.setdefault(key, way)
    return tuple(found.values())


def _one_of(store: Store, node: str) -> str:
    """Return the one IRI that a person stands under in the network."""
    for person, *_ in store.matching(None, _KNOWN_AS, node, ""):
        return person
    return node


def _held(store: Store, agent: str) -> Iterator[str]:
    """Yield what is held of an agent: a connection, or that they are the owner."""
    names = {agent, *(o for _, _, o, _ in store.matching(agent, _KNOWN_AS, None, ""))}
    for name in names:
        for predicate in (_AGENT, _OWNER):
            for subject, *_ in store.matching(None, predicate, name, _GRAPH):
                yield subject
