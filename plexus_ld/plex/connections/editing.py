"""What the owner sets on a point: ``quiet=22:00-07:00 rate=3 accepts=text,picture``.

An empty value takes away what was set.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plexus_ld.errors import ConnectionPointError
from plexus_ld.model.activity import Kind, Privacy
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import ConnectionPoint, Direction
from plexus_ld.plex.accounts.naming import DEFAULT
from plexus_ld.plex.connections.addresses import address_of

#: What the owner calls each kind.
KINDS: Final = {
    "text": Kind.NOTE,
    "article": Kind.ARTICLE,
    "picture": Kind.IMAGE,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "file": Kind.DOCUMENT,
    "link": Kind.PAGE,
}
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION: Final = re.compile(r"(\d{1,6})\s*(s|m|min|h|d|w)(?:\w*)")
_QUIET: Final = re.compile(
    r"(\d{1,2}(?::\d\d)?)\s*(?:-|\u2013|to)\s*(\d{1,2}(?::\d\d)?)"
)
_LONGEST_WORDS: Final = 500
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What reading a value may need.

    Attributes:
        point: As it stands.
        card: Of its channel.
        has_account: Tells whether the owner has an account so called there.
        now: The time.
    """

    point: ConnectionPoint
    card: CapabilityCard
    has_account: Callable[[str], bool]
    now: datetime


def edited(asked: Asked, pairs: Mapping[str, str]) -> ConnectionPoint:
    """Return a point with other values.

    Args:
        asked: The point, and what reading a value may need.
        pairs: What is set, in the owner's words.

    Raises:
        ConnectionPointError: A name or a value is none; the sentence says which.
    """
    values: dict[str, Any] = {}
    for key, words in pairs.items():
        setter = _SETTERS.get(key.strip().casefold())
        if setter is None:
            message = f"a point has no {key!r}; it has: {', '.join(_SETTERS)}"
            raise ConnectionPointError(message)
        values |= setter(asked, words.strip())
    return replace(asked.point, **values)


def _refuse(key: str, words: str, example: str) -> ConnectionPointError:
    return ConnectionPointError(f"{key}: {words!r} is none; one looks like {example}")


def _preference(_: Asked, words: str) -> dict[str, Any]:
    return {"preference": _number("preference", words, 1) or 1}


def _number(key: str, words: str, least: int) -> int | None:
    if not words:
        return None
    if not words.isascii() or not words.isdecimal() or not least <= int(words) <= _MOST:
        raise _refuse(key, words, "3")
    return int(words)


def _accepts(asked: Asked, words: str) -> dict[str, Any]:
    kinds = set()
    for word in re.split(r"[,\s]+", words) if words else ():
        kind = _kind(word)
        if kind is None:
            raise _refuse("accepts", word, f"one of {', '.join(KINDS)}")
        if asked.card.kinds and kind not in asked.card.kinds:
            message = f"accepts: {asked.card.name} carries no {word}"
            raise ConnectionPointError(message)
        kinds.add(kind)
    return {"accepts": frozenset(kinds)}


def _kind(word: str) -> Kind | None:
    plain = word.casefold().removeprefix("as:")
    by_name = {kind.value.casefold(): kind for kind in Kind}
    return KINDS.get(plain) or KINDS.get(plain.removesuffix("s")) or by_name.get(plain)


def _privacy(asked: Asked, words: str) -> dict[str, Any]:
    if not words:
        return {"privacy": None}
    try:
        return {"privacy": Privacy(words.casefold())}
    except ValueError as error:
        raise _refuse("privacy", words, "public, addressed or encrypted") from error


def _quiet(_: Asked, words: str) -> dict[str, Any]:
    if not words:
        return {"quiet_from": None, "quiet_until": None}
    found = _QUIET.fullmatch(words)
    if found is None:
        raise _refuse("quiet", words, "22:00-07:00")
    begin, end = (_hour(words, part) for part in found.groups())
    if begin == end:
        raise _refuse(
            "quiet", words, "22:00-07:00; to be quiet always, pause the point"
        )
    return {"quiet_from": begin, "quiet_until": end}


def _hour(words: str, part: str) -> time:
    hour, _, minute = part.partition(":")
    try:
        return time(int(hour) % 24 if int(hour) == 24 else int(hour), int(minute or 0))
    except ValueError as error:
        raise _refuse("quiet", words, "22:00-07:00") from error


def _time_zone(_: Asked, words: str) -> dict[str, Any]:
    try:
        if words:
            ZoneInfo(words)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _refuse("timezone", words, "Australia/Hobart") from error
    return {"time_zone": words}


def _rate(_: Asked, words: str) -> dict[str, Any]:
    plain = re.sub(r"\s*(/|per)\s*day$", "", words)
    return {"rate_per_day": _number("rate", plain, 0)}


def _pace(asked: Asked, words: str) -> dict[str, Any]:
    if not words:
        return {"pace": None}
    found = _DURATION.fullmatch(words)
    if found is None:
        raise _refuse("pace", words, "30m, 2h or 1d")
    pace = timedelta(seconds=int(found[1]) * _UNITS[found[2][0]])
    least = asked.card.least_pace
    if pace < least:
        minutes = least.total_seconds() / 60
        message = f"pace: {asked.card.name} is asked every {minutes:g} minutes at most"
        raise ConnectionPointError(message)
    return {"pace": pace}


def _expires(asked: Asked, words: str) -> dict[str, Any]:
    if not words:
        return {"expires": None}
    found = _DURATION.fullmatch(words)
    try:
        if found:
            ends = asked.now + timedelta(seconds=int(found[1]) * _UNITS[found[2][0]])
        else:
            ends = datetime.fromisoformat(words)
    except (ValueError, OverflowError) as error:
        raise _refuse(
            "expires", words, "2027-01-31, 2027-01-31T18:00 or 30d"
        ) from error
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    return {"expires": ends.astimezone(UTC).replace(microsecond=0)}


def _purpose(_: Asked, words: str) -> dict[str, Any]:
    if len(words) > _LONGEST_WORDS or not words.isprintable():
        message = f"purpose: a line of at most {_LONGEST_WORDS} characters"
        raise ConnectionPointError(message)
    return {"purpose": words}


def _account(asked: Asked, words: str) -> dict[str, Any]:
    name = words or DEFAULT
    if name != DEFAULT and not asked.has_account(name):
        channel = asked.point.channel
        message = (
            f"account: there is no account {name!r} on {channel}; "
            f"plexus channel set {channel}:{name} KEY=VALUE makes it"
        )
        raise ConnectionPointError(message)
    return {"account": name}


def _address(asked: Asked, words: str) -> dict[str, Any]:
    return {"address": address_of(asked.card, words)}


def _direction(_: Asked, words: str) -> dict[str, Any]:
    try:
        return {"direction": Direction(words.casefold())}
    except ValueError as error:
        raise _refuse("direction", words, "out, in or both") from error


_SETTERS: Final[dict[str, Callable[[Asked, str], dict[str, Any]]]] = {
    "preference": _preference,
    "accepts": _accepts,
    "privacy": _privacy,
    "quiet": _quiet,
    "timezone": _time_zone,
    "rate": _rate,
    "pace": _pace,
    "expires": _expires,
    "purpose": _purpose,
    "account": _account,
    "address": _address,
    "direction": _direction,
}
#: What can be set on a point.
KEYS: Final = tuple(_SETTERS)


def said_of(point: ConnectionPoint) -> dict[str, object]:
    """Return what is set on a point, in the words that set it."""
    words = {kind: word for word, kind in KINDS.items()}
    quiet = ""
    if point.quiet_from is not None and point.quiet_until is not None:
        quiet = f"{point.quiet_from:%H:%M}-{point.quiet_until:%H:%M}"
    return {
        "address": point.address,
        "direction": point.direction,
        "preference": point.preference,
        "accepts": sorted(words[kind] for kind in point.accepts),
        "privacy": point.privacy,
        "quiet": quiet,
        "timezone": point.time_zone,
        "rate": point.rate_per_day,
        "pace": "" if point.pace is None else _spoken(point.pace),
        "expires": point.expires,
        "purpose": point.purpose,
        "account": point.account,
    }


def _spoken(pace: timedelta) -> str:
    seconds = int(pace.total_seconds())
    for unit in ("w", "d", "h", "m"):
        if seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"
