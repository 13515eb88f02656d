"""Connection points, read out of the graph of the Plex.

Reading is quick: the agent reads all of them when it starts.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.model.change import Change
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.accounts.naming import account_name
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.channels import channel_name
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

_GRAPH: Final = text_of(PLEX)
_AS2: Final = str(AS2._NS)
_PLX: Final = str(PLX._NS)
#: More points than this are quicker read all together.
_MANY: Final = 500
#: The class of a point that goes so.
CLASSES: Final = {
    Direction.OUTGOING: PLX.OutgoingPoint,
    Direction.INCOMING: PLX.IncomingPoint,
    Direction.BOTH: PLX.BilateralPoint,
}
_DIRECTIONS: Final = {class_: way for way, class_ in CLASSES.items()}


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """A point, with how its connection stands.

    Attributes:
        point: The point.
        state: Of the connection: ``plx:accepted`` …
        label: What the owner calls it; "" when nothing.
    """

    point: ConnectionPoint
    state: URIRef
    label: str = ""

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is used: accepted, not paused, not expired."""
        point = self.point
        return (
            self.state == PLX.accepted
            and not point.is_paused
            and (point.expires is None or point.expires > now)
        )


def open_points(store: Store, now: datetime) -> tuple[ConnectionPoint, ...]:
    """Return the points that are used.

    Args:
        store: The home's store.
        now: The time.
    """
    return tuple(held.point for held in held_points(store) if held.is_open(now))


def points_by_iri(
    store: Store, iris: Iterable[URIRef]
) -> Mapping[URIRef, ConnectionPoint]:
    """Return the points of these IRIs that there are, used or not."""
    wanted = tuple(dict.fromkeys(iris))
    if not wanted:
        return {}
    if len(wanted) > _MANY:
        among = set(wanted)
        found = (held.point for held in held_points(store))
        return {point.iri: point for point in found if point.iri in among}
    return {held.point.iri: held.point for held in held_points(store, points=wanted)}


def held_points(
    store: Store,
    *,
    points: tuple[URIRef, ...] = (),
    agents: tuple[URIRef, ...] = (),
    address: URIRef | None = None,
) -> tuple[HeldPoint, ...]:
    """Return points, each with how its connection stands.

    Args:
        store: The home's store.
        points: These alone; otherwise all.
        agents: Of these people alone.
        address: With this address alone.
    """
    values: dict[str, Any] = {"point": points, "agent": agents}
    values = {name: given for name, given in values.items() if given}
    if address is not None:
        values["address"] = address
    rows: dict[URIRef, tuple[Any, ...]] = {}
    extras: dict[URIRef, dict[str, Any]] = {}
    for row in store.select("points", **values):
        cells: tuple[Any, ...] = tuple(row)
        iri, term = cells[0], cells[8]
        if term is not None:
            _take(extras.setdefault(iri, {}), term, cells[9])
        elif (direction := _DIRECTIONS.get(cells[1])) is not None:
            before = rows.get(iri)
            if before and _DIRECTIONS[before[1]] is not direction:
                extras.setdefault(iri, {})["direction"] = Direction.BOTH
            rows[iri] = cells
    return tuple(_held(cells, extras.get(iri)) for iri, cells in rows.items())


def _held(cells: tuple[Any, ...], extras: dict[str, Any] | None) -> HeldPoint:
    """Return a point as a row and what is further set on it say."""
    iri, kind, connection, agent, state, channel, address, label, *_ = cells
    further = extras or {}
    direction = further.pop("direction", _DIRECTIONS[kind])
    point = ConnectionPoint(
        iri, _name(channel), address, direction, agent, connection, **further
    )
    return HeldPoint(point, state, "" if label is None else str(label))


_NAMES: Final[dict[URIRef, str]] = {}


def _name(channel: URIRef) -> str:
    """Return a channel's name; there are few, and they are asked for often."""
    found = _NAMES.get(channel)
    if found is None:
        found = _NAMES.setdefault(channel, channel_name(channel))
    return found


def _kind(value: Node) -> frozenset[Kind]:
    with suppress(ValueError):
        return frozenset({Kind(str(value).removeprefix(_AS2))})
    return frozenset()  # a kind that this program does not know


def _value(value: Node) -> Any:
    return value.toPython() if isinstance(value, Literal) else value


def _duration(value: Node) -> timedelta | None:
    found = _value(value)
    return found if isinstance(found, timedelta) else None


def _moment(value: Node) -> datetime | None:
    """Return a time; one without a zone is one of UTC's."""
    found = _value(value)
    if not isinstance(found, datetime):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _hour(value: Node) -> time | None:
    found = _value(value)
    return found if isinstance(found, time) else None


#: What each further term says: which field of a point, and how it is read.
_FIELDS: Final[dict[URIRef, tuple[str, Callable[[Node], Any]]]] = {
    PLX.preference: ("preference", _value),
    PLX.accepts: ("accepts", _kind),
    PLX.privacy: ("privacy", lambda v: Privacy(str(v).removeprefix(_PLX))),
    PLX.quietFrom: ("quiet_from", _hour),
    PLX.quietUntil: ("quiet_until", _hour),
    PLX.timeZone: ("time_zone", str),
    PLX.ratePerDay: ("rate_per_day", _value),
    PLX.pace: ("pace", _duration),
    PLX.speaksAs: ("account", account_name),
    PLX.purpose: ("purpose", str),
    PLX.expires: ("expires", _moment),
    PLX.paused: ("is_paused", _value),
    PLX.pushed: ("is_pushed", _value),
}


def _take(found: dict[str, Any], term: Any, value: Any) -> None:
    """Take in one thing that is set on a point."""
    field, read = _FIELDS.get(term, ("", str))
    if not field:
        return
    got = read(value)
    found[field] = found[field] | got if field == "accepts" and field in found else got


def move_point(store: Store, point: URIRef, address: URIRef) -> bool:
    """Have a point lead elsewhere from now on: it moved for good, says its host.

    Returns:
        Whether there was something to change.
    """
    node, term, new = text_of(point), text_of(PLX.address), text_of(address)
    changed = False

    def compute(now: Store) -> Change:
        nonlocal changed
        old = [line(*found) for found in now.matching(node, term, None, _GRAPH)]
        added = line(node, term, new, _GRAPH)
        changed = bool(old) and old != [added]
        if not changed:
            return Change()
        note = f"a point moved to {address}"
        return Change(added=(added,), removed=tuple(old), note=note)

    store.change(compute)
    return changed


def lines_about(store: Store, node: URIRef) -> tuple[str, ...]:
    """Return the lines of the graph of the Plex that a node is the subject of."""
    found = store.matching(text_of(node), None, None, _GRAPH)
    return tuple(line(*statement) for statement in found)
