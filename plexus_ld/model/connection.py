"""Connection points and accounts, as channels see them. Frozen values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from rdflib import URIRef

from plexus_ld.model.activity import Kind, Privacy


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


#: Of an account that was never set: a channel without settings needs none.
_NOBODYS = URIRef("urn:x-plexus:account:none")


class Direction(StrEnum):
    """Which way a point goes, seen from the owner."""

    OUTGOING = "out"
    INCOMING = "in"
    BOTH = "both"

    @property
    def speaks(self) -> bool:
        """Whether the owner speaks by it."""
        return self is not Direction.INCOMING

    @property
    def listens(self) -> bool:
        """Whether the owner listens by it."""
        return self is not Direction.OUTGOING


@dataclass(frozen=True, slots=True)
class ConnectionPoint:
    """A way to speak to an agent, or to listen to them.

    Attributes:
        iri: Its own IRI.
        channel: The channel's name: ``email``, ``feed`` …
        address: Where, as an IRI: ``mailto:bob@example.org``.
        direction: Speaking, listening or both.
        agent: Who is reached by it.
        connection: The card that it stands on.
        preference: 1 is first.
        accepts: Kinds that it takes; empty: all that the channel carries.
        privacy: How private it keeps what it carries, where the owner says so.
        quiet_from, quiet_until: Hours of the day without deliveries, in `time_zone`.
        time_zone: ``Australia/Hobart``; "" is UTC.
        rate_per_day: Most deliveries in 24 hours; None: no bound.
        pace: The least time between two polls; None: the channel's own.
        account: Which of the owner's accounts speaks or listens.
        purpose: What it is for, in words.
        expires: When it ends by itself.
        is_paused: Kept, not used.
        is_pushed: What is heard by it comes to the owner's inbox by itself; it is not
            polled.
    """

    iri: URIRef
    channel: str
    address: URIRef
    direction: Direction
    agent: URIRef
    connection: URIRef
    preference: int = 1
    accepts: frozenset[Kind] = frozenset()
    privacy: Privacy | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""
    rate_per_day: int | None = None
    pace: timedelta | None = None
    account: str = "default"
    purpose: str = ""
    expires: datetime | None = None
    is_paused: bool = False
    is_pushed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One of the owner's accounts on a channel, as it is handed to the channel.

    Attributes:
        channel: The channel's name.
        name: What the owner calls it; ``default`` unless they have several.
        iri: Names it in the graph, and its secrets in the keyring.
        settings: Values by name, as the channel's card lists them; defaults filled in.
        secrets: Values out of the keyring; never shown, logged or kept elsewhere.
    """

    channel: str
    name: str = "default"
    iri: URIRef = _NOBODYS
    settings: Mapping[str, str] = field(default_factory=_nothing)
    secrets: Mapping[str, str] = field(default_factory=_nothing, repr=False)
