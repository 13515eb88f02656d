"""Points of an agreement, and points of the Plex: what of the one is of the other.

What is theirs alone (preference, account, pace) is not agreed on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from rdflib import URIRef

from plexus_ld.model.agreement import AgreedPoint, Agreement
from plexus_ld.model.connection import ConnectionPoint
from plexus_ld.plex.connections.making import standing_of
from plexus_ld.plex.connections.points import HeldPoint, held_points
from plexus_ld.plex.people import finding
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX

#: The channel by which two agents of this kind speak: what comes by it is brought.
INBOXES: Final = "ldn"
#: What is agreed on of a point, beside whether it is paused.
_TERMS: Final = (
    "accepts",
    "rate_per_day",
    "quiet_from",
    "quiet_until",
    "time_zone",
    "purpose",
    "expires",
)


def person(store: Store, webid: URIRef) -> URIRef:
    """Return the one IRI that a WebID stands under in the network."""
    found = finding.person_of(store, text_of(webid))
    return URIRef(found[1:-1]) if found else webid


def merged(
    point: ConnectionPoint, agreed: AgreedPoint, before: AgreedPoint | None = None
) -> ConnectionPoint:
    """Return a point under the terms that are agreed.

    Args:
        point: As it stands.
        agreed: What is agreed.
        before: What was agreed before: what the two say alike is left as it stands.
    """
    values: dict[str, Any] = {
        term: getattr(agreed, term)
        for term in _TERMS
        if before is None or getattr(agreed, term) != getattr(before, term)
    }
    if before is None or agreed.paused_by != before.paused_by:
        values["is_paused"] = bool(agreed.paused_by)
    return replace(point, **values)


def under(agreed: AgreedPoint, point: ConnectionPoint) -> AgreedPoint:
    """Return what would be agreed with the terms that are set on a point."""
    return replace(agreed, **{term: getattr(point, term) for term in _TERMS})


def wanted(store: Store, peer: URIRef, me: URIRef, agreed: Agreement) -> Agreement:
    """Return what the owner wants now, as the points of the Plex stand.

    A point that is gone is not wanted, and none when the connection does not stand.
    What the other fetches needs no point here.
    """
    standing = standing_of(store, person(store, peer))
    if standing is None or standing.state != PLX.accepted:
        return Agreement(agreed.iri)
    names = tuple(point.iri for point in agreed.points)
    held = {one.point.iri: one for one in held_points(store, points=names)}
    return Agreement(agreed.iri, tuple(_wanted(held, me, agreed)))


def _wanted(
    held: Mapping[URIRef, HeldPoint], me: URIRef, agreement: Agreement
) -> Iterator[AgreedPoint]:
    for agreed in agreement.points:
        if agreed.speaker == me and not agreed.address:
            yield agreed
            continue
        one = held.get(agreed.iri)
        if one is None:
            continue
        paused = agreed.paused_by
        if one.point.is_paused and not paused:
            paused = frozenset({me})
        elif not one.point.is_paused:
            paused -= {me}
        yield replace(under(agreed, one.point), paused_by=paused)
