"""What the agent does at its time besides: watches, the day by mail, its hub."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from plexus_ld.assembly.keeping import Keeping
from plexus_ld.assembly.telling import digest, mail_to_me
from plexus_ld.errors import PlexusError, SettingsError
from plexus_ld.jobs import Job
from plexus_ld.plex.touched import touched
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.graphs import PLEX

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex

_LOG = logging.getLogger(__name__)

#: How often it is looked whether something changed that a watch may ask about.
_WATCH_BEAT: Final = timedelta(minutes=1)
#: The longest time between two askings of a watch, which may ask about the time.
_WATCH_ANYWAY: Final = timedelta(hours=1)
#: How often it is looked whether pages that mention you are to be looked at.
_MENTION_BEAT: Final = timedelta(seconds=5)
#: How often it is looked whether hubs are to be asked.
_PUSH_BEAT: Final = timedelta(seconds=20)
#: How often it is looked whether subscribers are to be sent something.
_HUB_BEAT: Final = timedelta(seconds=2)
#: How often it is looked whether there are points of people to follow.
_FOLLOW_BEAT: Final = timedelta(seconds=5)
_FOLLOW_ANYWAY: Final = timedelta(minutes=5)
#: How often what strangers brought is looked through for what is old.
_INBOX_BEAT: Final = timedelta(hours=6)
#: How a line ends that says something of connections and points.
_PLEX: Final = f" {text_of(PLEX)} ."
_HOUR: Final = re.compile(r"(\d{1,2}):(\d{2})")


def watch_job(plex: "Plex") -> Job:
    """Return the job that asks the watches when something changed."""
    asked: tuple[int, datetime] | None = None

    def work() -> datetime:
        nonlocal asked
        now = plex.clock()
        sequence = plex.store.sequence
        is_old = asked is None or now - asked[1] >= _WATCH_ANYWAY or now < asked[1]
        if is_old or (asked is not None and asked[0] != sequence):
            plex.watches.check()
            # What it wrote itself is no reason to ask again.
            asked = (plex.store.sequence, now)
        return now + _WATCH_BEAT

    return Job("watches", plex.clock(), work)


def hub_job(plex: "Plex") -> Job:
    """Return the job that sends your feeds to whoever subscribed to them."""

    def work() -> datetime:
        plex.hub.tell()
        return plex.clock() + _HUB_BEAT

    return Job("hub", plex.clock(), work)


def push_job(plex: "Plex") -> Job:
    """Return the job that subscribes to the feeds that name a hub."""

    def work() -> datetime:
        plex.pushes.renew()
        return plex.clock() + _PUSH_BEAT

    return Job("pushes", plex.clock(), work)


def inbox_job(plex: "Plex") -> Job:
    """Return the job that drops what strangers brought long ago."""

    def work() -> datetime:
        plex.inbox.tend()
        return plex.clock() + _INBOX_BEAT

    return Job("inbox", plex.clock(), work)


def mention_job(plex: "Plex") -> Job:
    """Return the job that looks at pages that mention you."""

    def work() -> datetime:
        plex.mentions.work()
        return plex.clock() + _MENTION_BEAT

    return Job("mentions", plex.clock(), work)


def negotiate_job(plex: "Plex") -> Job:
    """Return the job that tells others what you agree on, and what you changed."""
    asked = -1

    def work() -> datetime:
        nonlocal asked
        sequence = plex.store.sequence
        if touched(plex.store, asked, sequence, lambda line: line.endswith(_PLEX)):
            plex.negotiating.look()
        elif plex.negotiating.waits:
            plex.negotiating.tell()
        asked = sequence
        return plex.clock() + _FOLLOW_BEAT

    return Job("negotiating", plex.clock(), work)


def follow_job(plex: "Plex") -> Job:
    """Return the job that asks those whom you want to follow."""
    asked = -1
    later = plex.clock()

    def work() -> datetime:
        nonlocal asked, later
        now, sequence = plex.clock(), plex.store.sequence
        if sequence != asked or now >= later:
            asked, later = sequence, now + _FOLLOW_ANYWAY
            plex.following.look()
        return now + _FOLLOW_BEAT

    return Job("following", plex.clock(), work)


def keep_job(plex: "Plex") -> Iterator[Job]:
    """Yield the job that keeps your profile up to date where the settings say.

    Raises:
        SettingsError: They name no URL.
    """
    if plex.settings.publish.to:
        yield Job("publishing", plex.clock(), Keeping(plex).look)


def digest_job(plex: "Plex") -> Iterator[Job]:
    """Yield the job that mails the day, if the settings name a time for it.

    Raises:
        SettingsError: It is no time of day.
    """
    words = plex.settings.tell.digest_at
    if not words:
        return
    at = time_of_day(words)

    def work() -> datetime:
        now = plex.clock()
        day = digest(plex, now - timedelta(days=1))
        try:
            mail_to_me(plex, day.title, day.as_text())
        except PlexusError as error:
            _LOG.warning("the day could not be mailed: %s", error)
        return next_time(at, now)

    yield Job("digest", next_time(at, plex.clock()), work)


def time_of_day(words: str) -> time:
    """Read ``07:30``.

    Raises:
        SettingsError: It is no time of day.
    """
    found = _HOUR.fullmatch(words.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2]))
    except ValueError:
        pass
    message = f"tell.digest_at: {words!r} is no time of day, such as 07:30"
    raise SettingsError(message)


def next_time(at: time, now: datetime) -> datetime:
    """Return when it is that time of day next, in this machine's time zone."""
    today = now.astimezone().replace(
        hour=at.hour, minute=at.minute, second=0, microsecond=0
    )
    later = today if today > now else today + timedelta(days=1)
    return later.astimezone(now.tzinfo)
