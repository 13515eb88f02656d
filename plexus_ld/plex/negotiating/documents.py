"""Offers and agreements as JSON: what is signed, and what of it is read.

Pure. An agreement is the object of the Offer (or the Update) that the other side
accepts; the Accept holds all of it, with its proof. docs/negotiation.md describes it.
Source: https://www.w3.org/TR/activitystreams-vocabulary/ §2.1 (the verbs)
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from rdflib import URIRef

from plexus_ld.errors import RefusedError
from plexus_ld.model.activity import Kind
from plexus_ld.model.agreement import AgreedPoint, Agreement
from plexus_ld.net.signing.proofs import CONTEXT as PROOFS

Json = dict[str, object]

#: The contexts that give the words their meaning.
CONTEXT: Final = [
    "https://www.w3.org/ns/activitystreams",
    PROOFS,
    {"plx": "https://w3id.org/plexus#"},
]
AGREEMENT: Final = "plx:Agreement"
_POINT: Final = "plx:ConnectionPoint"
#: Points of one agreement, and characters of a text in it.
MOST_POINTS: Final = 20
_LONGEST: Final = 2_000
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_LONGEST_PURPOSE: Final = 500
_MOST_A_DAY: Final = 1_000_000


def said_of(agreement: Agreement, name: str) -> Json:
    """Return an agreement as the object of an activity.

    Args:
        agreement: What is offered.
        name: The IRI of this state of it.
    """
    return {
        "id": name,
        "type": AGREEMENT,
        "plx:connectionPoint": [_said(point) for point in agreement.points],
    }


def _said(point: AgreedPoint) -> Json:
    words: Json = {
        "plx:origin": point.source,
        "plx:address": point.address,
        "plx:accepts": sorted(map(str, point.accepts)),
        "plx:ratePerDay": point.rate_per_day,
        "plx:quietFrom": point.quiet_from and point.quiet_from.isoformat("seconds"),
        "plx:quietUntil": point.quiet_until and point.quiet_until.isoformat("seconds"),
        "plx:timeZone": point.time_zone,
        "plx:purpose": point.purpose,
        "plx:expires": point.expires and point.expires.astimezone(UTC).isoformat(),
        "plx:pausedBy": sorted(map(str, point.paused_by)),
    }
    return {
        "id": str(point.iri),
        "type": _POINT,
        "plx:channel": point.channel,
        "plx:speaker": str(point.speaker),
        **{name: value for name, value in words.items() if value not in (None, "", [])},
    }


def is_agreement(value: object) -> bool:
    """Tell whether something is what agents of this kind agree on."""
    return isinstance(value, dict) and value.get("type") == AGREEMENT


def context_of(activity: Mapping[str, object]) -> URIRef:
    """Return the agreement that an activity is about; an empty IRI for none."""
    return iri_of(activity.get("context"))


def iri_of(value: object) -> URIRef:
    """Return what names something, of a stranger's; an empty IRI for what is none."""
    if not isinstance(value, str) or len(value) > _LONGEST or not _IRI.fullmatch(value):
        return URIRef("")
    return URIRef(value)


def agreement_of(
    activity: Mapping[str, object], parties: frozenset[URIRef]
) -> Agreement:
    """Return what an Offer or an Update is about.

    Args:
        activity: The activity.
        parties: The two between whom it is.

    Raises:
        RefusedError: It says no such thing.
    """
    item, iri = activity.get("object"), context_of(activity)
    if not isinstance(item, dict) or not is_agreement(item) or not iri:
        raise RefusedError("that offers nothing that is understood here", 400)
    listed = item.get("plx:connectionPoint")
    if not isinstance(listed, list) or len(listed) > MOST_POINTS:
        message = f"an agreement has at most {MOST_POINTS} points"
        raise RefusedError(message, 400)
    points = tuple(_point(one, parties) for one in listed)
    if len({point.iri for point in points}) < len(points):
        raise RefusedError("two points have one name", 400)
    return Agreement(iri, points)


def _point(said: object, parties: frozenset[URIRef]) -> AgreedPoint:
    if not isinstance(said, dict):
        raise RefusedError("a point is a JSON object", 400)
    speaker = URIRef(_text(said, "plx:speaker"))
    if speaker not in parties:
        raise RefusedError("somebody else would speak by a point", 403)
    channel = _text(said, "plx:channel")
    iri = iri_of(said.get("id"))
    if not channel or not iri.startswith("urn:uuid:"):
        raise RefusedError("a point has a urn:uuid: and a channel", 400)
    try:
        return AgreedPoint(iri, channel, speaker, **_terms(said, parties))
    except (LookupError, ValueError, TypeError, OSError, OverflowError) as error:
        raise RefusedError("the terms of a point make no sense", 400) from error


def _terms(said: Mapping[str, object], parties: frozenset[URIRef]) -> dict[str, Any]:
    zone = _text(said, "plx:timeZone")
    if zone:
        ZoneInfo(zone)
    quiet = tuple(
        _hour(_text(said, f"plx:{word}")) for word in ("quietFrom", "quietUntil")
    )
    purpose = _text(said, "plx:purpose")
    if len(purpose) > _LONGEST_PURPOSE or not purpose.isprintable():
        raise ValueError(purpose)
    if (quiet[0] is None) != (quiet[1] is None):
        raise ValueError(quiet)
    return {
        "source": _text(said, "plx:origin"),
        "address": _text(said, "plx:address"),
        "accepts": frozenset(map(Kind, _words(said, "plx:accepts"))),
        "rate_per_day": _number(said.get("plx:ratePerDay")),
        "quiet_from": quiet[0],
        "quiet_until": quiet[1],
        "time_zone": zone,
        "purpose": purpose,
        "expires": _moment(_text(said, "plx:expires")),
        "paused_by": frozenset(map(URIRef, _words(said, "plx:pausedBy"))) & parties,
    }


def _text(said: Mapping[str, object], word: str) -> str:
    value = said.get(word, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        message = f"{word} is no text of a usual length"
        raise RefusedError(message, 400)
    return value


def _words(said: Mapping[str, object], word: str) -> tuple[str, ...]:
    value = said.get(word, [])
    if not isinstance(value, list) or len(value) > MOST_POINTS:
        raise ValueError(word)
    return tuple(map(str, value))


def _number(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not 0 <= value <= _MOST_A_DAY:
        raise ValueError(value)
    return int(value)


def _hour(text: str) -> time | None:
    if not text:
        return None
    hour = time.fromisoformat(text)
    return hour.replace(second=0, microsecond=0, tzinfo=None)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC).replace(microsecond=0)
