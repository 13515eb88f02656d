"""What an XML feed says of itself before its first entry, read by eye.

The quick reader leaves it out, and building the document again for it would cost more
than reading it did.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Final

from plexus_ld.channels.feed.words import absolute

#: The longest pace that is believed.
_MAX_PACE: Final = timedelta(days=7)
#: Most bytes before the first entry that are looked at.
_HEAD_BYTES: Final = 64 * 1024
_ENTRY: Final = re.compile(rb"<(?:[A-Za-z0-9_]{1,20}:)?(?:item|entry)[\s>/]")
_TTL: Final = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD: Final = re.compile(r":updatePeriod[^<>]{0,200}>\s*(\w{1,20})\s*<")
_FREQUENCY: Final = re.compile(r":updateFrequency[^<>]{0,200}>\s*(\d{1,6})\s*<")
_HOURS: Final = re.compile(r"<skipHours>(.{0,4000}?)</skipHours>", re.DOTALL)
_DAYS: Final = re.compile(r"<skipDays>(.{0,4000}?)</skipDays>", re.DOTALL)
_HOUR: Final = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>")
_DAY: Final = re.compile(r"<day>\s*(\w{3,9})\s*</day>")
_LANGUAGE: Final = re.compile(r"<(?:dc:)?language>\s*([A-Za-z0-9-]{2,35})\s*</")
_LINK: Final = re.compile(r"<(?:[A-Za-z0-9_]{1,20}:)?link\s([^<>]{1,4096})>")
_HUB: Final = re.compile(r"\brel\s*=\s*[\"']hub[\"']")
_SELF: Final = re.compile(r"\brel\s*=\s*[\"']self[\"']")
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']([^\"'<>]{1,2048})[\"']")
#: Source: RSS 1.0, syndication module.
_PERIODS: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_WEEK: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed asks for, and in which language it is; see `Reading`."""

    pace: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    hub: str = ""
    topic: str = ""
    language: str = ""


def head_of(body: bytes, base: str) -> Head:
    """Return what the bytes before the first entry say.

    Args:
        body: The feed.
        base: Its URL.
    """
    start = body[:_HEAD_BYTES]
    entry = _ENTRY.search(start)
    text = (start[: entry.start()] if entry else start).decode(errors="replace")
    # RSS lets what asks for a pace stand after the entries as well; hardly any does.
    return Head(
        _pace(text), _hours(text), _days(text), _link(text, base, _HUB),
        _link(text, base, _SELF), _language(text),
    )  # fmt: skip


def _pace(text: str) -> timedelta | None:
    found = _TTL.search(text)
    ttl = timedelta(minutes=int(found[1])) if found else timedelta()
    period = _PERIOD.search(text)
    beat = _PERIODS.get(period[1].lower(), timedelta()) if period else timedelta()
    often = _FREQUENCY.search(text)
    beat /= max(int(often[1]), 1) if often else 1
    return min(max(ttl, beat), _MAX_PACE) or None


def _hours(text: str) -> frozenset[int]:
    found = _HOURS.search(text)
    hours = {int(hour) % 24 for hour in _HOUR.findall(found[1])} if found else set()
    # All day long is no wish.
    return frozenset(hours) if len(hours) < 24 else frozenset()


def _days(text: str) -> frozenset[int]:
    found = _DAYS.search(text)
    named = {day.lower() for day in _DAY.findall(found[1])} if found else set()
    days = {number for number, day in enumerate(_WEEK) if day in named}
    return frozenset(days) if len(days) < 7 else frozenset()


def _link(text: str, base: str, relation: re.Pattern[str]) -> str:
    if "hub" not in text:  # whose own URL matters to hubs alone
        return ""
    for link in _LINK.findall(text):
        href = _HREF.search(link)
        if href and relation.search(link):
            return absolute(base, unescape(href[1]))
    return ""


def _language(text: str) -> str:
    found = _LANGUAGE.search(text)
    return found[1] if found else ""
