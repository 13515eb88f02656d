"""Following, wired: accounts are found and told by the channel, the owner is asked."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol
from uuid import NAMESPACE_URL, uuid5

from rdflib import URIRef

from plexus_ld.channels.activitypub import ActivityPubChannel
from plexus_ld.errors import NoSuchChannelError
from plexus_ld.model.actor import Actor
from plexus_ld.model.notification import Notification
from plexus_ld.model.request import WITHDRAWN, Answer, Request
from plexus_ld.plex.following.following import Following, Needs
from plexus_ld.plex.following.points import CHANNEL

if TYPE_CHECKING:
    from plexus_ld.channels.registry import Channels
    from plexus_ld.clock import Clock
    from plexus_ld.model.site import Site
    from plexus_ld.plex.requests.requests import Requests
    from plexus_ld.settings import Settings
    from plexus_ld.store import Store

_ANYONE: Final = "anyone"


class Parts(Protocol):
    """What of a home's rooms following takes."""

    store: "Store"
    settings: "Settings"
    clock: "Clock"

    @property
    def me(self) -> URIRef:
        """The owner's IRI."""

    @property
    def site(self) -> "Site":
        """The agent's own address."""

    @property
    def channels(self) -> "Channels":
        """The channels that are installed."""

    @property
    def requests(self) -> "Requests":
        """What others ask."""

    @property
    def following(self) -> Following:
        """Who follows, and who is followed."""


def following_of(rooms: Parts) -> Following:
    """Return who follows a home's owner, and whom they follow."""
    is_open = rooms.settings.web.followers == _ANYONE
    needs = Needs(
        site=lambda: rooms.site,
        owner=lambda: rooms.me,
        find=lambda address: channel_of(rooms.channels).actors.find(
            address, fresh=True
        ),
        tell=lambda actor, told: channel_of(rooms.channels).tell(actor, told),
        ask=None if is_open else _ask(rooms),
        left=lambda actor: rooms.requests.settle(_named(actor), WITHDRAWN),
    )
    return Following(rooms.store, needs, rooms.clock)


def follow_answer(rooms: Parts) -> Answer:
    """Return what answers somebody who asks to follow."""

    def answer(say: Callable[[Actor, object], str], request: Request) -> str:
        actor = channel_of(rooms.channels).actors.find(str(request.by), fresh=True)
        asked: object = None
        with suppress(ValueError):
            asked = json.loads(request.sealed)
        return say(actor, asked)

    return Answer(
        lambda request: answer(rooms.following.accept, request),
        lambda request: answer(rooms.following.refuse, request),
    )


def channel_of(channels: "Channels") -> ActivityPubChannel:
    """Return the channel.

    Raises:
        NoSuchChannelError: It does not load.
    """
    channel = channels[CHANNEL]
    if not isinstance(channel, ActivityPubChannel):
        raise NoSuchChannelError(CHANNEL, "another package has this name")
    return channel


def _ask(rooms: Parts) -> Callable[[Notification, Actor], None]:
    def ask(told: Notification, actor: Actor) -> None:
        rooms.requests.hold(
            Request(
                _named(str(told.actor)),
                "follow",
                told.actor,
                actor.name or actor.handle,
                False,
                told.received_at,
                words=f"{actor.handle} asks to follow you",
                sealed=told.body,
            )
        )

    return ask


def _named(actor: str) -> URIRef:
    """Return the one request that an account has."""
    return URIRef(f"urn:uuid:{uuid5(NAMESPACE_URL, f'{actor} asks to follow')}")
