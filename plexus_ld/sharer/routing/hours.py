"""Quiet hours, in the time zone of whoever they are kept for. Pure.

Source: PEP 495 (an hour that comes twice when the clocks go back).
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plexus_ld.sharer.routing.terms import Terms


def loud_again(terms: Terms, at: datetime) -> datetime:
    """Return the first moment from one on that is not in a point's quiet hours."""
    begin, end = terms.quiet_from, terms.quiet_until
    if begin is None or end is None:
        return at
    zone = _zone(terms.time_zone)
    local = at.astimezone(zone)
    if not _is_within(local.time(), begin, end):
        return at
    day = local.date()
    if local.time() >= end.replace(tzinfo=None):
        day += timedelta(days=1)
    ended = datetime.combine(day, end.replace(tzinfo=None), zone).astimezone(UTC)
    if ended <= at:  # the clocks went back in between: the hour comes once more
        again = datetime.combine(day, end.replace(tzinfo=None), zone).replace(fold=1)
        ended = again.astimezone(UTC)
    return ended


def _is_within(clock: time, begin: time, end: time) -> bool:
    clock, begin, end = (t.replace(tzinfo=None) for t in (clock, begin, end))
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _zone(name: str) -> tzinfo:
    """Return a time zone; UTC for a name that is none."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
