"""A Plex with people behind webhooks, and a post office of real HTTP servers for it.

A webhook posts real JSON to a real server on this machine; what the server says is
what the delivery meets.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from uuid import uuid4

from rdflib import RDF, Literal, URIRef

from plexus_ld.assembly import Plex
from plexus_ld.assembly.delivering import deliverer_of
from plexus_ld.model.activity import Activity, Object, Privacy, Verb
from plexus_ld.model.change import Change
from plexus_ld.model.plan import LeftOut, Planned
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.settings import NetSettings, Settings, SharerSettings
from plexus_ld.sharer.delivering.deliverer import Deliverer
from plexus_ld.sharer.delivering.points import At
from plexus_ld.sharer.outbox import DeliveryRecord, planned_lines, records_of
from plexus_ld.sharer.said import activity_lines
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ME = URIRef("https://ada.example/card#me")


class Hands:
    """A clock that is set by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        self.at += timedelta(**by)


def open_plex(
    hosts: Iterable[str],
    folder: Path | None = None,
    clock: Hands | None = None,
    in_flight: int = 8,
    timeout_s: float = 5.0,
) -> Plex:
    settings = Settings(
        net=NetSettings(allow_hosts=tuple(hosts), timeout_s=timeout_s),
        sharer=SharerSettings(in_flight=in_flight),
    )
    plex = Plex(folder, settings, clock) if clock else Plex(folder, settings)
    plex.init(name="Ada", webid=str(ME))
    return plex


def person(name: str) -> URIRef:
    return URIRef(f"https://{name}.example/card#me")


def point(name: str, number: int = 1) -> URIRef:
    return URIRef(f"https://ada.example/points/{name}-{number}")


def connection(name: str) -> URIRef:
    return URIRef(f"https://ada.example/connections/{name}")


def connect(
    plex: Plex, addresses: Mapping[str, str | list[str]], channel: str = "webhook"
) -> None:
    """Keep an accepted connection with each, and a point for each of its addresses."""
    quads: list[Quad] = []
    for name, given in addresses.items():
        quads += [
            (connection(name), RDF.type, PLX.Connection, PLEX),
            (connection(name), PLX.agent, person(name), PLEX),
            (connection(name), PLX.state, PLX.accepted, PLEX),
        ]
        listed = [given] if isinstance(given, str) else given
        for number, address in enumerate(listed, 1):
            node = point(name, number)
            quads += [
                (connection(name), PLX.connectionPoint, node, PLEX),
                (node, RDF.type, PLX.OutgoingPoint, PLEX),
                (node, PLX.channel, channel_iri(channel), PLEX),
                (node, PLX.address, URIRef(address), PLEX),
                (node, PLX.preference, Literal(number), PLEX),
            ]
    plex.store.apply(Change(added=lines_of(quads)))


def say(
    plex: Plex,
    names: Iterable[str],
    text: str = "Hello",
    *,
    verb: Verb = Verb.CREATE,
    about: URIRef | None = None,
    not_before: datetime | None = None,
    left_out: Iterable[LeftOut] = (),
) -> URIRef:
    """Keep an activity and its plan in one change, as a share does."""
    to = tuple(names)
    act = URIRef(f"urn:uuid:{uuid4()}")
    said = Activity(
        iri=act,
        verb=verb,
        actor=ME,
        object=Object(iri=about or URIRef(f"{act}-note"), text=text),
        published=plex.clock(),
        privacy=Privacy.PUBLIC,
        audience=tuple(map(person, to)),
    )
    planned = (
        Planned(point(name), person(name), point(name), "first point", not_before)
        for name in to
    )
    lines = (*activity_lines(said), *planned_lines(act, planned, left_out))
    plex.store.apply(Change(added=lines))
    return act


def deliverer(plex: Plex, at: At = lambda _point: None) -> Deliverer:
    return deliverer_of(plex, at=at)


def standing(plex: Plex, act: URIRef | None = None) -> dict[str, DeliveryRecord]:
    """How each person's delivery stands, by the last part of its point."""
    found = records_of(plex.store, act)
    return {record.point.rpartition("/")[2]: record for record in found}


def body_of(handler: BaseHTTPRequestHandler) -> dict[str, object]:
    length = int(handler.headers.get("Content-Length", 0))
    read: dict[str, object] = json.loads(handler.rfile.read(length))
    return read
