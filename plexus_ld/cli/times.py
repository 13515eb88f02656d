"""Times in the owner's words: ``18:30``, ``tomorrow 9:00``, ``+2h``, ISO 8601."""

import re
from datetime import datetime, time, timedelta

import typer

_AFTER = re.compile(r"\+\s*(?P<count>\d{1,6})\s*(?P<unit>[mhdw])[a-z]*", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?P<day>today|tomorrow)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.IGNORECASE
)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(words: str, now: datetime) -> datetime:
    """Return the moment that is meant, in the time zone of this machine.

    Args:
        words: ``+2h``, ``18:30`` (the next one), ``tomorrow 9:00``, or ISO 8601.
        now: The time.

    Raises:
        typer.BadParameter: It is no time, or lies behind.
    """
    try:
        found = _found(words.strip(), now)
    except (ValueError, OverflowError) as error:
        message = f"{words!r} is no time; say 18:30, 'tomorrow 9:00', +2h or a date"
        raise typer.BadParameter(message) from error
    if found < now:
        message = f"{words!r} is past: {found.astimezone():%Y-%m-%d %H:%M}"
        raise typer.BadParameter(message)
    return found


def _found(words: str, now: datetime) -> datetime:
    if after := _AFTER.fullmatch(words):
        unit = _UNITS[after["unit"].lower()]
        return now + timedelta(**{unit: int(after["count"])})
    clock = _CLOCK.fullmatch(words)
    if clock is None:
        # A time without a zone is one of this machine's.
        return datetime.fromisoformat(words).astimezone()
    at = time(int(clock["hour"]), int(clock["minute"]))
    today = now.astimezone().date()
    day = (clock["day"] or "").lower()
    # Made without a zone, so that the clocks of that day count, not of today.
    found = datetime.combine(today, at).astimezone()
    if day == "tomorrow" or (not day and found < now):
        found = datetime.combine(today + timedelta(days=1), at).astimezone()
    return found


def ago(when: datetime) -> str:
    """Return how long ago something was, or the day."""
    past = datetime.now(when.tzinfo) - when
    if past < timedelta(minutes=1):
        return "just now"
    if past < timedelta(hours=1):
        return f"{past.seconds // 60} min ago"
    if past < timedelta(days=1):
        return f"{past.seconds // 3600} h ago"
    return f"{when.astimezone():%Y-%m-%d %H:%M}"
