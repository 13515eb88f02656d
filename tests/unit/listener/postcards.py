"""A channel of postcards, for tests of the listener: what it hears is handed to it.

A poll gives what lies in `Postcards.boxes` under the address of its point, or of the
account; the bytes are JSON, read in a worker as those of any channel.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta

from rdflib import URIRef

from plexus_ld.assembly.plex import Plex
from plexus_ld.errors import ParseError
from plexus_ld.listener.ingesting.ingest import Decide
from plexus_ld.listener.listening import Listening, Ports
from plexus_ld.listener.stream.stream import Stream
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Polled, Raw, Reading
from plexus_ld.model.capability import CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.delivery import ReportedFailure
from plexus_ld.settings import ListenerSettings, Settings
from plexus_ld.store import Store
from plexus_ld.workers import Workers

ADA = URIRef("https://ada.example/#me")
BOB = URIRef("https://bob.example/#me")
MALLORY = URIRef("https://mallory.example/#me")
#: Shared by all tests: starting them takes longer than a test.
WORKERS = Workers()
MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def read(raw: Raw) -> Reading:
    """Make arrivals of postcards. Pure: it is called in a worker."""
    try:
        box = json.loads(raw.body)
    except ValueError as error:
        raise ParseError("no postcards") from error
    pace = box.get("pace")
    return Reading(
        tuple(map(_arrival, box["cards"])),
        tuple(ReportedFailure(**one) for one in box.get("failures", ())),
        pace=None if pace is None else timedelta(seconds=pace),
        skip_hours=frozenset(box.get("skip_hours", ())),
        title=box.get("title", ""),
    )


def _arrival(card: Mapping[str, object]) -> Arrival:
    known = {one.name for one in fields(Arrival)}
    made = {name: value for name, value in card.items() if name in known}
    for name in ("also", "in_reply_to", "target", "tags"):
        made[name] = tuple(made.get(name, ()))  # type: ignore[arg-type]
    for name in ("published", "updated"):
        if name in made:
            made[name] = datetime.fromisoformat(str(made[name]))
    made["attachments"] = tuple(
        Attachment(**one)
        for one in card.get("attachments", ())  # type: ignore[attr-defined]
    )
    made["verb"] = Verb(str(card.get("verb", "Create")))
    made["kind"] = Kind(str(card.get("kind", "Note")))
    return Arrival(**made)  # type: ignore[arg-type]


@dataclass
class Postcards:
    """The channel.

    Attributes:
        card: What it can do.
        boxes: What the next poll of an address brings; taken out by it.
        answers: What it raises, or gives, instead; by address.
        asked: The addresses that were polled, with their cursors.
    """

    card: CapabilityCard
    boxes: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Polled | Exception] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    read = staticmethod(read)

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        is_account = self.card.scope is Scope.ACCOUNT
        address = account.name if is_account else str(points[0].address)
        self.asked.append((address, cursor))
        answer = self.answers.get(address)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        box = self.boxes.pop(address, None)
        if box is None:
            return Polled(cursor=cursor)
        raw = Raw(self.card.name, box, point=None if is_account else points[0].iri)
        return Polled((raw,), cursor=f"{len(self.asked)}")


def box(*cards: Mapping[str, object], **further: object) -> bytes:
    """Return postcards as they come over the wire."""
    return json.dumps({"cards": cards, **further}).encode()


def card_of(name: str, scope: Scope = Scope.POINT) -> CapabilityCard:
    return CapabilityCard(
        name=name,
        title=name,
        summary="Postcards.",
        roles=frozenset({Role.LISTENER}),
        scope=scope,
    )


def point(
    name: str, agent: URIRef, channel: str = "feed", address: str = ""
) -> ConnectionPoint:
    return ConnectionPoint(
        iri=URIRef(f"urn:x-test:point:{name}"),
        channel=channel,
        address=URIRef(address or f"https://{name}.example/feed"),
        direction=Direction.INCOMING,
        agent=agent,
        connection=URIRef(f"urn:x-test:connection:{name}"),
    )


@dataclass
class House:
    """A home that listens by postcards.

    Attributes:
        plex: The home.
        points: The open points.
        channels: Each by its name.
        now: The time.
        moved, gone, failed: What other rooms were told.
        settings: Of all accounts.
        kept: What was signed, by its hash.
    """

    plex: Plex
    points: list[ConnectionPoint]
    channels: dict[str, Postcards]
    now: datetime = MORNING
    moved: list[tuple[URIRef, str]] = field(default_factory=list)
    gone: list[URIRef] = field(default_factory=list)
    failed: list[ReportedFailure] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, *points: ConnectionPoint, **channels: Scope) -> "House":
        """Return a home in memory with some points, and channels by their scope."""
        scopes = channels or {"feed": Scope.POINT}
        made = {name: Postcards(card_of(name, one)) for name, one in scopes.items()}
        house = cls(Plex(None, Settings()), list(points), made)
        house.plex.clock = lambda: house.now
        return house

    @property
    def store(self) -> Store:
        return self.plex.store

    def listening(self, decide: Decide | None = None) -> Listening:
        ports = Ports(
            open_points=lambda _: self.points,
            channel_of=lambda name: self.channels[name],
            card_of=lambda n: self.channels[n].card if n in self.channels else None,
            account_of=lambda channel, name: Account(
                channel, name, settings=self.settings
            ),
            account_iri=lambda channel, name: URIRef(f"urn:x-test:{channel}:{name}"),
            on_moved=lambda one, address: self.moved.append((one, address)),
            on_gone=lambda one, _reason: self.gone.append(one),
            on_failure=self.failed.append,
            keep_signed=self.kept.update,
        )
        settings = ListenerSettings(in_flight=4)
        clock = lambda: self.now  # noqa: E731 - shorter than a def
        return Listening(self.store, WORKERS, ports, settings, clock, None, decide)

    @property
    def stream(self) -> Stream:
        return Stream(self.store, lambda: ADA, lambda _: (), lambda: self.now, None)

    def hear(self, one: ConnectionPoint, *cards: Mapping[str, object]) -> None:
        """Have a point bring postcards, and keep them, a minute later."""
        self.now += timedelta(minutes=1)
        self.channels[one.channel].boxes[str(one.address)] = box(*cards)
        targets = self.listening().targets(self.now)
        (target,) = [t for t in targets if one in t.points]
        heard = self.listening().poll(target, self.now)
        assert not heard.errors, heard.errors

    def texts(self) -> list[str]:
        """Return what the timeline shows, newest first."""
        return [entry.text for entry in self.stream.timeline()]


def paused(one: ConnectionPoint) -> ConnectionPoint:
    return replace(one, is_paused=True)


def lines(store: Store, graph: str) -> Iterable[tuple[str, str, str, str]]:
    return store.matching(None, None, None, f"<{graph}>")
