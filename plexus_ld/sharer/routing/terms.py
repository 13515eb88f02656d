"""What the owner set on a point that tells whether it is used, and when."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from rdflib import URIRef

from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.plex.accounts.naming import account_name
from plexus_ld.store import Row
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.plx import PLX


@dataclass(frozen=True, slots=True)
class Terms:
    """What is set on one point; the fields are those of `ConnectionPoint`."""

    accepts: frozenset[Kind] = frozenset()
    privacy: Privacy | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""
    rate_per_day: int | None = None
    expires: datetime | None = None
    is_paused: bool = False
    account: str = "default"


def points_with_terms(rows: Iterable[Row]) -> Mapping[URIRef, Terms]:
    """Return the points on which something is set, out of rows of ``routing-terms``.

    A value that cannot be read counts as not set: the shapes let none in.
    """
    found: dict[URIRef, dict[str, Any]] = defaultdict(dict)
    for point, term, value in rows:
        field, read = _FIELDS.get(term, ("", str))  # type: ignore[arg-type] # an IRI
        if not field:
            continue
        fields = found[URIRef(str(point))]
        with suppress(ValueError):
            got = read(str(value))
            fields[field] = got | fields.get(field, got) if field == "accepts" else got
    return {point: Terms(**fields) for point, fields in found.items()}


def _kind(iri: str) -> frozenset[Kind]:
    return frozenset({Kind(iri.removeprefix(str(AS2._NS)))})


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_FIELDS: Final[dict[URIRef, tuple[str, Callable[[str], Any]]]] = {
    PLX.accepts: ("accepts", _kind),
    PLX.privacy: ("privacy", lambda iri: Privacy(iri.rpartition("#")[2])),
    PLX.quietFrom: ("quiet_from", time.fromisoformat),
    PLX.quietUntil: ("quiet_until", time.fromisoformat),
    PLX.timeZone: ("time_zone", str),
    PLX.ratePerDay: ("rate_per_day", int),
    PLX.expires: ("expires", _moment),
    PLX.paused: ("is_paused", lambda text: text in ("true", "1")),
    PLX.speaksAs: ("account", lambda iri: account_name(URIRef(iri))),
}
