"""What is polled: each incoming point, or an account for all its points together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from rdflib import URIRef

from plexus_ld.listener.pacing import Bounds
from plexus_ld.model.capability import CapabilityCard, Role, Scope
from plexus_ld.model.connection import ConnectionPoint

#: The least time between two polls of what is pushed.
_PUSHED: Final = timedelta(hours=6)
#: Gives the open points as they stand at a time.
OpenPoints = Callable[[datetime], Iterable[ConnectionPoint]]
#: Gives the IRI of an account, by its channel's name and its own.
AccountIri = Callable[[str, str], URIRef]
#: Tells whether an account, by its channel's name and its own, hears of failures.
HearsFailures = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is asked for news.

    Attributes:
        iri: Names it in the graph of polls: the point's IRI, or the account's.
        channel: The channel's name.
        account: The account's name.
        points: The point, or all open points of the account that are listened to; none
            when it is only asked what did not arrive.
        bounds: How fast it may be asked.
        is_account: Whether an account is asked as a whole.
    """

    iri: URIRef
    channel: str
    account: str
    points: tuple[ConnectionPoint, ...]
    bounds: Bounds = field(repr=False)
    is_account: bool = False


def targets_of(
    points: Sequence[ConnectionPoint],
    cards: Mapping[str, CapabilityCard],
    account_iri: AccountIri,
    most: timedelta,
    role: Role = Role.LISTENER,
    hears_failures: HearsFailures = lambda _channel, _account: False,
) -> tuple[Target, ...]:
    """Return what is polled for some open points.

    A point that only speaks, or whose channel is not there or cannot be polled, is
    not among them; but an account that speaks is asked what did not arrive.

    Args:
        points: Open points.
        cards: The capability card of each channel.
        account_iri: Names an account.
        most: The longest time between two polls.
        role: What the channel has to be: a listener, or live.
        hears_failures: Tells of which accounts that only speak failures are heard.
    """
    found: list[Target] = []
    accounts: dict[tuple[str, str], list[ConnectionPoint]] = {}
    for point in points:
        card = cards.get(point.channel)
        if card is None or role not in card.roles:
            continue
        if not point.direction.listens or point.is_pushed:
            continue
        if card.scope is Scope.ACCOUNT or role is Role.LIVE:
            accounts.setdefault((point.channel, point.account), []).append(point)
        else:
            bounds = _bounds(card, (point,), most)
            one = Target(point.iri, point.channel, point.account, (point,), bounds)
            found.append(one)
    if role is Role.LISTENER:
        spoken = _that_fail(points, cards) - accounts.keys()
        accounts |= {key: [] for key in sorted(spoken) if hears_failures(*key)}
    for (channel, account), listened in accounts.items():
        bounds = _bounds(cards[channel], listened, most)
        iri = account_iri(channel, account)
        found.append(Target(iri, channel, account, tuple(listened), bounds, True))
    return tuple(found)


def slower(target: Target) -> Target:
    """Return a target that is pushed: it is polled only to be sure."""
    bounds = target.bounds
    times = (bounds.least, bounds.usual, bounds.most)
    return replace(target, bounds=Bounds(*(max(t, _PUSHED) for t in times)))


def _that_fail(
    points: Iterable[ConnectionPoint], cards: Mapping[str, CapabilityCard]
) -> set[tuple[str, str]]:
    """Return the accounts that speak by a channel where failures are polled for."""
    names = {name for name, card in cards.items() if card.failures_by}
    return {
        (point.channel, point.account)
        for point in points
        if point.channel in names and point.direction.speaks
    }


def _bounds(
    card: CapabilityCard, points: Iterable[ConnectionPoint], most: timedelta
) -> Bounds:
    """Return the bounds of a pace: the fastest point of an account sets it."""
    wishes = [point.pace for point in points if point.pace is not None]
    least = max(card.least_pace, min(wishes)) if wishes else card.least_pace
    return Bounds(least, max(card.usual_pace, least), max(most, least))
