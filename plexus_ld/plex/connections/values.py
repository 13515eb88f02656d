"""What the rooms of connections hand out. Frozen values, no I/O."""

from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef

from plexus_ld.model.activity import Privacy
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.connections.points import HeldPoint
from plexus_ld.rdf.lines import Quad


@dataclass(frozen=True, slots=True)
class Way:
    """A way to speak to somebody, or to listen to them; no point yet.

    Attributes:
        channel: The channel's name.
        address: Where, as an IRI.
        direction: Speaking, listening or both.
        account: Which of the owner's accounts speaks or listens.
        privacy: How private it keeps what it carries, where that is less than its
            channel can.
    """

    channel: str
    address: URIRef
    direction: Direction
    account: str = "default"
    privacy: Privacy | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that lies at a page.

    Attributes:
        url: Where.
        title: What it calls itself; "" if it does not.
        is_page: Whether the page only names it, and is none itself.
    """

    url: str
    title: str = ""
    is_page: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A point that somebody's profile leads to, and that waits for the owner's word.

    Attributes:
        way: What the point would be; None for a way that leads nowhere any more.
        found: What it was found by: the property and its value.
        note: What to know about it; "" when nothing.
    """

    way: Way | None
    found: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Whom the owner means, and what could be connected.

    Attributes:
        agent: Whom.
        about: What is to be said of somebody new.
        proposals: What their profile, or the owner's words, lead to.
        note: Why nothing is known of them but their address; "" when something is.
    """

    agent: URIRef
    about: tuple[Quad, ...]
    proposals: tuple[Proposal, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Connected:
    """What connecting did.

    Attributes:
        agent: With whom.
        connection: The card.
        is_new: Whether there was none that stood.
        is_stranger: Whether nothing was known of the agent before.
        points: The points that were added, or that go both ways now.
    """

    agent: URIRef
    connection: URIRef
    is_new: bool
    is_stranger: bool
    points: tuple[HeldPoint, ...]


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """A connection, as a line of a list.

    Attributes:
        agent: With whom.
        name: What they are called.
        state: How it stands: ``accepted`` …
        since: Since when; None when nobody knows.
        points: Its points.
        note: The owner's words on it.
        iri: Its own IRI.
    """

    agent: URIRef
    name: str
    state: str
    since: datetime | None
    points: tuple[HeldPoint, ...]
    note: str
    iri: URIRef


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point, as a line of a list.

    Attributes:
        id: What the owner types for it.
        name: Of whom it is.
        held: The point, and how its connection stands.
        address: Where, as people write it.
        status: ``open``, ``paused``, ``expired``, or the connection's state.
    """

    id: str
    name: str
    held: HeldPoint
    address: str
    status: str

    @property
    def point(self) -> ConnectionPoint:
        """The point itself."""
        return self.held.point
