"""Whether a point can carry an activity, why not, and from when. Pure.

A narrower audience is never widened: what cannot be kept private is not sent by a
point that cannot keep it so, whatever else is lost by it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from plexus_ld.model.activity import Activity, Kind, Privacy, Verb
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.sharer.routing.hours import loud_again
from plexus_ld.sharer.routing.terms import Terms

#: In which a point takes only so many deliveries.
RATED = timedelta(hours=24)
#: What each verb is called in a sentence.
_DEEDS = {
    Verb.CREATE: "new posts",
    Verb.UPDATE: "edits",
    Verb.DELETE: "deletions",
    Verb.LIKE: "likes",
    Verb.ANNOUNCE: "reshares",
}
_THINGS = {
    Kind.NOTE: "notes",
    Kind.ARTICLE: "articles",
    Kind.IMAGE: "pictures",
    Kind.VIDEO: "videos",
    Kind.AUDIO: "sound",
    Kind.DOCUMENT: "files",
    Kind.PAGE: "links",
}


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be carried, as far as a point has to know.

    Attributes:
        verb: What is done.
        kind: What it is done to.
        is_public: Whether anybody may read it.
        start: When it is to go, the earliest.
        via: Channels that alone may carry it; empty: any.
    """

    verb: Verb
    kind: Kind
    is_public: bool
    start: datetime
    via: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, activity: Activity, start: datetime, via: frozenset[str] = frozenset()
    ) -> "Errand":
        """Return the errand of an activity."""
        kind = activity.object.kind
        return cls(activity.verb, kind, activity.is_public, start, via)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one point.

    Attributes:
        why_not: In a sentence; "" when it can carry it.
        start: When it can, the earliest; None: at once.
    """

    why_not: str = ""
    start: datetime | None = None


def channel_fault(
    name: str,
    card: CapabilityCard | None,
    errand: Errand,
    privacy: Privacy | None = None,
) -> str:
    """Return why a channel cannot carry something; "" when it can.

    Args:
        name: The channel's.
        card: What it can do; None when it is not installed.
        errand: What is to be carried.
        privacy: How private it is at this point, where the owner says so.
    """
    if card is None:
        return f"no channel is called {name}"
    return next(_faults(card, errand, privacy), "")


def _faults(
    card: CapabilityCard, errand: Errand, privacy: Privacy | None
) -> Iterator[str]:
    if errand.via and card.name not in errand.via:
        yield f"{card.name} is not among the channels asked for (--via)"
    if not card.roles & {Role.SHARER, Role.LIVE}:
        yield f"{card.name} only listens"
    if errand.verb not in card.verbs:
        yield f"{card.name} carries no {_DEEDS[errand.verb]}"
    if errand.kind not in card.kinds and errand.verb is not Verb.DELETE:
        yield f"{card.name} carries no {_THINGS[errand.kind]}"
    if not errand.is_public and (privacy or card.most_private) is Privacy.PUBLIC:
        yield f"{card.name} is public there, and this is not for everybody"


def point_verdict(
    channel: str,
    terms: Terms,
    errand: Errand,
    fault: Callable[[str, Terms], str],
    sent: list[datetime],
) -> Verdict:
    """Judge a point on which something is set.

    Args:
        channel: The point's channel.
        terms: What is set on the point.
        errand: What is to be carried.
        fault: Says what is wrong with the channel there; "" when nothing is.
        sent: When what went there in the last 24 hours was said, oldest first.
    """
    why_not = next(_hindrances(channel, terms, errand), "") or fault(channel, terms)
    if why_not:
        return Verdict(why_not)
    start = errand.start
    if terms.rate_per_day is not None and len(sent) >= terms.rate_per_day:
        if terms.rate_per_day == 0:
            return Verdict(f"{channel} takes nothing there: its rate is 0 a day")
        start = max(start, sent[-terms.rate_per_day] + RATED)
    start = loud_again(terms, start)
    return Verdict(start=start if start > errand.start else None)


def _hindrances(channel: str, terms: Terms, errand: Errand) -> Iterator[str]:
    if terms.is_paused:
        yield f"{channel} is paused there"
    if terms.expires is not None and terms.expires <= errand.start:
        yield f"{channel} ended there on {terms.expires:%Y-%m-%d}"
    # What takes something back goes wherever the thing itself went.
    is_choosy = bool(terms.accepts) and errand.verb is not Verb.DELETE
    if is_choosy and errand.kind not in terms.accepts:
        yield f"{_THINGS[errand.kind]} are not wanted by {channel} there"
