"""Promise 3: choosing channels for one post to everyone, its plan durable."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pyoxigraph as ox
from rdflib import URIRef

from benchmarks.measure import Row, paired
from plexus_ld import Plex, queries
from plexus_ld.model.activity import Activity, Kind, Object, Privacy, Verb
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.change import Change
from plexus_ld.sharer.outbox import planned_lines
from plexus_ld.sharer.routing import Audiences, Router, Wanted
from plexus_ld.sharer.said import Minting, activity_lines

#: Connections, and points on each.
CONNECTIONS, POINTS = 10_000, 2
_PLX = "https://w3id.org/plexus#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_GRAPH = "<urn:x-plexus:plex>"
#: One point in so many has quiet hours; the others have a preference alone.
_QUIET_EVERY = 20


def measure(full: bool) -> Iterator[Row]:
    """Yield the row."""
    del full
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with Plex.open(home, create=True) as plex:
            plex.init("Robin Example")
            plex.store.apply(Change(added=tuple(points())))
            yield _measured(plex, Path(folder))


def points() -> Iterator[str]:
    """Yield connections with their points, as the owner's graph has them."""
    for number in range(CONNECTIONS):
        card = f"<urn:uuid:{UUID(int=number)}>"
        agent = f"<https://people.example/{number}/card#me>"
        yield f"{card} {_TYPE} <{_PLX}Connection> {_GRAPH} ."
        yield f"{card} <{_PLX}agent> {agent} {_GRAPH} ."
        yield f"{card} <{_PLX}state> <{_PLX}accepted> {_GRAPH} ."
        for place in range(POINTS):
            point = f"<urn:uuid:{UUID(int=1_000_000 + number * POINTS + place)}>"
            yield f"{card} <{_PLX}connectionPoint> {point} {_GRAPH} ."
            yield from _point(point, number, place)


def _point(point: str, number: int, place: int) -> Iterator[str]:
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    clock = "^^<http://www.w3.org/2001/XMLSchema#time>"
    channel, scheme = (("ldn", "https://inbox.example/"), ("email", "mailto:p"))[place]
    address = f"<{scheme}{number}{'@people.example' if place else ''}>"
    yield f"{point} {_TYPE} <{_PLX}BilateralPoint> {_GRAPH} ."
    yield f"{point} <{_PLX}channel> <{_PLX}{channel}> {_GRAPH} ."
    yield f"{point} <{_PLX}address> {address} {_GRAPH} ."
    yield f'{point} <{_PLX}preference> "{place + 1}"{integer} {_GRAPH} .'
    if (number * POINTS + place) % _QUIET_EVERY == 0:
        yield f'{point} <{_PLX}quietFrom> "22:00:00"{clock} {_GRAPH} .'
        yield f'{point} <{_PLX}quietUntil> "07:00:00"{clock} {_GRAPH} .'


def _card(name: str) -> CapabilityCard:
    private = frozenset({Privacy.ADDRESSED})
    return CapabilityCard(name, name, "", frozenset({Role.SHARER}), privacy=private)


def _measured(plex: Plex, folder: Path) -> Row:
    bare = ox.Store.read_only(str(plex.home.store)) if plex.home else ox.Store()
    text = queries.load("routing-points").text
    audiences = Audiences(plex.store, plex.settings, plex.workers, plex.resolve)
    router = Router(plex.store, _card, lambda _channel, _account: "", plex.clock)
    minting = Minting.of(plex.me)

    def ours() -> int:
        people = audiences.gather(Wanted()).people
        said = Object(minting.object(), Kind.NOTE, "Hello, everybody.")
        activity = Activity(
            minting.activity(), Verb.CREATE, URIRef(plex.me), said, datetime.now(UTC),
            audience=people,
        )  # fmt: skip
        planned, left = router.route(activity, people)
        lines = (*activity_lines(activity), *planned_lines(activity.iri, planned, left))
        plex.store.apply(Change(added=lines))
        return len(planned)

    def theirs() -> int:
        solutions = bare.query(text)
        assert isinstance(solutions, ox.QuerySolutions)
        return sum(1 for row in solutions for cell in row if cell is not None)

    assert ours() == CONNECTIONS
    assert theirs() == CONNECTIONS * POINTS * 3
    mine, other = paired((ours, theirs), 7)
    ratio = mine / other
    return Row(
        3, f"one post to {CONNECTIONS:,} connections, {POINTS} points each, its plan "
        "durable; against the bare query of the points",
        mine * 1000, other * 1000, "ms", f"{ratio:.2f} x", "<= 3 x", ratio <= 3,
    )  # fmt: skip
