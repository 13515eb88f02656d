"""Plans: who gets an activity by which point, who does not, and why. Frozen values."""

from dataclasses import dataclass
from datetime import datetime

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Planned:
    """One person, and the point that was chosen for them.

    Attributes:
        point: The connection point's IRI.
        agent: Who is reached by it.
        because: What decided: the point itself (its preference), a circle, a grant.
        reason: The same in a sentence.
        not_before: The end of quiet hours, the time of ``--at``; None: now.
        remote_id: For a change or a deletion: what the other side calls what was
            delivered before; "" when it is not known there.
        reply_to: For a reply, a like or a reshare: what the other side calls what it
            answers; "" when it is not known there.
    """

    point: URIRef
    agent: URIRef
    because: URIRef
    reason: str
    not_before: datetime | None = None
    remote_id: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One person of the audience who does not get it.

    Attributes:
        agent: Who.
        because: What decided: a point that cannot keep it private, a connection that
            has no point, the owner's own exclusion.
        reason: The same in a sentence.
    """

    agent: URIRef
    because: URIRef
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one activity: a word for each person of its audience.

    Attributes:
        activity: The activity's IRI.
        planned: Who gets it, by which point.
        left_out: Who does not.
        doubtful: Who is in the audience only by a stranger's statement or by a join
            that the owner did not confirm, and why: in the audience of a public
            activity, or because the owner trusts the network.
    """

    activity: URIRef
    planned: tuple[Planned, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    doubtful: tuple[tuple[URIRef, str], ...] = ()
