"""Connection points, as the graph of the Plex says them."""

from datetime import datetime, time, timedelta

from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from plexus_ld.model.connection import ConnectionPoint
from plexus_ld.plex.accounts.naming import account_iri
from plexus_ld.plex.connections.points import CLASSES
from plexus_ld.rdf.lines import Quad
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.channels import channel_iri
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX


def point_quads(point: ConnectionPoint, label: str) -> tuple[Quad, ...]:
    """Return what the graph of the Plex says of a point.

    Args:
        point: The point.
        label: What the owner calls it.
    """
    said: list[tuple[URIRef, Node | None]] = [
        (RDF.type, CLASSES[point.direction]),
        (RDFS.label, Literal(label) if label else None),
        (PLX.channel, channel_iri(point.channel)),
        (PLX.address, point.address),
        *((PLX.accepts, AS2[kind.value]) for kind in sorted(point.accepts)),
        *_further(point),
    ]
    return (
        (point.connection, PLX.connectionPoint, point.iri, PLEX),
        *((point.iri, term, value, PLEX) for term, value in said if value is not None),
    )


def _further(point: ConnectionPoint) -> tuple[tuple[URIRef, Node | None], ...]:
    """Return what is set beyond what every point has."""
    account = account_iri(point.channel, point.account)
    return (
        (PLX.preference, _unless(point.preference == 1, point.preference)),
        (PLX.privacy, PLX[point.privacy.value] if point.privacy else None),
        (PLX.quietFrom, _hours(point.quiet_from)),
        (PLX.quietUntil, _hours(point.quiet_until)),
        (PLX.timeZone, _unless(not point.time_zone, point.time_zone)),
        (PLX.ratePerDay, _unless(point.rate_per_day is None, point.rate_per_day)),
        (PLX.pace, _unless(point.pace is None, point.pace)),
        (PLX.speaksAs, None if point.account == "default" else account),
        (PLX.purpose, _unless(not point.purpose, point.purpose)),
        (PLX.expires, _unless(point.expires is None, point.expires)),
        (PLX.paused, _unless(not point.is_paused, True)),
        (PLX.pushed, _unless(not point.is_pushed, True)),
    )


def _unless(absent: bool, value: object) -> Literal | None:
    if absent:
        return None
    if isinstance(value, datetime):
        return Literal(value.isoformat(), datatype=XSD.dateTime)
    if isinstance(value, timedelta):
        # Written out: `Literal` calls every duration an xsd:duration.
        return Literal(_in_words(value), datatype=XSD.dayTimeDuration)
    return Literal(value)


def _in_words(value: timedelta) -> str:
    """Return a duration as ``xsd:dayTimeDuration`` writes it: ``P1DT2H``."""
    days, seconds = value.days, value.seconds
    hours, minutes = divmod(seconds // 60, 60)
    parts = ((hours, "H"), (minutes, "M"), (seconds % 60, "S"))
    clock = "".join(f"{count}{unit}" for count, unit in parts if count)
    day = f"{days}D" if days else ""
    if not clock:
        return f"P{day}" if day else "PT0S"
    return f"P{day}T{clock}"


def _hours(value: time | None) -> Literal | None:
    if value is None:
        return None
    return Literal(value.isoformat("seconds"), datatype=XSD.time)
