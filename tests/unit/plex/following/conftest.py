"""Ada's store, and accounts elsewhere that remember what they were told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.errors import GoneDeliveryError, TemporaryDeliveryError
from plexus_ld.model.actor import Actor
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.model.notification import Notification
from plexus_ld.model.site import Site
from plexus_ld.plex.connections.making import Wish, fulfil
from plexus_ld.plex.connections.points import held_points
from plexus_ld.plex.connections.values import Way
from plexus_ld.plex.following.following import Following, Needs
from plexus_ld.plex.people.network import network
from plexus_ld.plex.profile.owner import create
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SITE = Site("https://ada.example/")
BOB = "https://social.example/bob"
NEW_BOB = "https://other.example/bob"
GONE = "https://gone.example/eve"


@dataclass
class Others:
    """Accounts elsewhere, and what they were told."""

    actors: dict[str, Actor] = field(default_factory=dict)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    is_down: bool = False

    def find(self, address: str) -> Actor:
        if address == GONE:
            raise GoneDeliveryError("activitypub", address, "it is gone")
        return self.actors[address]

    def tell(self, actor: Actor, told: dict[str, object]) -> None:
        if self.is_down:
            raise TemporaryDeliveryError("activitypub", actor.iri, "no answer")
        self.told.append((actor.iri, json.loads(json.dumps(told))))

    def ask(self, told: Notification, actor: Actor) -> None:
        self.asked.append(actor.iri)


@dataclass
class World:
    store: Store
    others: Others
    now: datetime = NOON

    def following(self, *, anyone: bool = False) -> Following:
        others = self.others
        ask = None if anyone else others.ask
        owner = URIRef("https://ada.example/#me")
        needs = Needs(
            lambda: SITE,
            lambda: owner,
            others.find,
            others.tell,
            ask,
            others.left.append,
        )
        return Following(self.store, needs, lambda: self.now)

    def points(self) -> tuple[ConnectionPoint, ...]:
        return tuple(one.point for one in held_points(self.store))

    def connect(self, address: str = BOB, way: Direction = Direction.INCOMING) -> None:
        ways = (Way("activitypub", URIRef(address), way),)
        wish = Wish(URIRef("https://bob.example/card#me"), ways)
        fulfil(self.store, wish, lambda: self.now)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def world(workers: Workers) -> Iterator[World]:
    with open_store(
        None, settings=Settings(), derive=network, check=check, workers=workers
    ) as store:
        create(store, "Ada Example", base="https://ada.example/")
        others = Others()
        bob = Actor(BOB, f"{BOB}/inbox", user="bob", name="Bob")
        moved = Actor(NEW_BOB, f"{NEW_BOB}/inbox", user="bob", also=(BOB,))
        others.actors = {BOB: bob, "acct:bob@social.example": bob, NEW_BOB: moved}
        yield World(store, others)


def said(verb: str, about: object, actor: str = BOB, **more: object) -> Notification:
    activity = {"id": f"{actor}/1", "type": verb, "actor": actor, "object": about}
    activity |= more
    body = json.dumps(activity).encode()
    iri = URIRef("urn:uuid:1")
    return Notification(iri, URIRef(actor), verb, activity, body, "", NOON)
