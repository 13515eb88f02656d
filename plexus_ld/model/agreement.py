"""What two agents agree on: by which points they speak, under which terms. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from rdflib import URIRef

from plexus_ld.model.activity import Kind


@dataclass(frozen=True, slots=True)
class AgreedPoint:
    """A way by which one of the two speaks, and the other listens.

    Attributes:
        iri: Its own IRI; both call it so.
        channel: The channel's name: ``ldn``, ``email`` …
        speaker: Which of the two speaks by it.
        source: As what they speak: a WebID, a mailbox, a feed; "" until they say.
        address: Where the listener hears it: a WebID, a mailbox; "" where they fetch
            it, or until they say.
        accepts: Kinds that go by it; empty: all.
        rate_per_day: Most deliveries in 24 hours; None: no bound.
        quiet_from, quiet_until: Hours without deliveries, in `time_zone`.
        time_zone: ``Australia/Hobart``; "" is UTC.
        purpose: What it is for, in words.
        expires: When it ends by itself.
        paused_by: Who of the two has it paused.
    """

    iri: URIRef
    channel: str
    speaker: URIRef
    source: str = ""
    address: str = ""
    accepts: frozenset[Kind] = frozenset()
    rate_per_day: int | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    time_zone: str = ""
    purpose: str = ""
    expires: datetime | None = None
    paused_by: frozenset[URIRef] = frozenset()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is offered, or agreed on.

    Attributes:
        iri: Its own IRI; the same through all its changes.
        points: What may be used, in the order of whoever offered first.
    """

    iri: URIRef
    points: tuple[AgreedPoint, ...] = field(default=())

    def is_within(self, other: "Agreement", by: URIRef) -> bool:
        """Tell whether it lets nothing pass that another does not.

        Then nobody has to be asked: they agreed to more.

        Args:
            other: The other.
            by: Who wants this one; what the other side paused they cannot resume.
        """
        known = {point.iri: point for point in other.points}
        return all(
            one.iri in known and _is_within(one, known[one.iri], by)
            for one in self.points
        )


def _is_within(new: AgreedPoint, old: AgreedPoint, by: URIRef) -> bool:
    same = (new.channel, new.speaker) == (old.channel, old.speaker)
    places = _is_filled(new.source, old.source) and _is_filled(new.address, old.address)
    kinds = not old.accepts or bool(new.accepts and new.accepts <= old.accepts)
    return (
        same
        and places
        and kinds
        and _is_least(new.rate_per_day, old.rate_per_day)
        and _is_least(new.expires, old.expires)
        and _is_quieter(new, old)
        and new.purpose == old.purpose
        and old.paused_by - new.paused_by <= {by}
    )


def _is_filled(new: str, old: str) -> bool:
    return not old or new == old


def _is_least(new: int | datetime | None, old: int | datetime | None) -> bool:
    if old is None:
        return True
    return new is not None and new <= old  # type: ignore[operator] # both of one kind


def _is_quieter(new: AgreedPoint, old: AgreedPoint) -> bool:
    if old.quiet_from is None or old.quiet_until is None:
        return True
    if new.quiet_from is None or new.quiet_until is None:
        return False
    if new.time_zone != old.time_zone:
        return False
    return set(_minutes(new.quiet_from, new.quiet_until)) >= set(
        _minutes(old.quiet_from, old.quiet_until)
    )


def _minutes(begin: time, end: time) -> Iterable[int]:
    first, last = begin.hour * 60 + begin.minute, end.hour * 60 + end.minute
    if first <= last:
        return range(first, last)
    return (*range(first, 1440), *range(last))


@dataclass(frozen=True, slots=True)
class Letter:
    """A signed activity about an agreement, as it goes to the other side.

    Attributes:
        iri: The activity's own IRI.
        to: The other's WebID.
        at: When it was written.
        activity: All of it, with its proof.
    """

    iri: URIRef
    to: URIRef
    at: datetime
    activity: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agreement stands.

    Attributes:
        iri: The agreement's IRI.
        peer: The other's WebID.
        state: ``proposed``, ``accepted``, ``refused`` or ``withdrawn``.
        agreed: The Accept that made it, with the Offer that it accepts, both signed;
            None before there was one. Both sides hold the same.
        asked: The Offer or Update of the owner's that the other did not answer yet.
    """

    iri: URIRef
    peer: URIRef
    state: str
    agreed: Mapping[str, object] | None = field(default=None, repr=False)
    asked: Mapping[str, object] | None = field(default=None, repr=False)
