"""What a delivery needs of the other rooms: its point, its account, its words.

Points and accounts are kept for a moment, and read again when the Plex changed.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final, Protocol

from rdflib import URIRef

from plexus_ld.channels.base import Channel
from plexus_ld.channels.registry import is_lacking
from plexus_ld.errors import MissingLibraryError, NoSuchChannelError
from plexus_ld.model.activity import Activity, Object, Verb
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery
from plexus_ld.plex.connections.points import HeldPoint, held_points
from plexus_ld.sharer.delivering.hosts import host_of
from plexus_ld.sharer.delivering.outcome import OWNERS_TURN, Ending, Outcome
from plexus_ld.sharer.fitting import Fitted, fitted
from plexus_ld.sharer.outbox import DeliveryRecord
from plexus_ld.sharer.routing.hours import loud_again
from plexus_ld.sharer.routing.terms import Terms
from plexus_ld.store import Store
from plexus_ld.vocab.plx import PLX

#: Seconds for which an account is kept: its secrets may change without any news.
_ACCOUNT_S: Final = 30.0
#: Activities whose words are kept at hand.
_MOST_SAID: Final = 64
#: More points than this are quicker read all together.
_MANY: Final = 500
#: What changes or takes back something that was delivered before.
_LATER: Final = frozenset({Verb.UPDATE, Verb.DELETE})


class Accounts(Protocol):
    """Gives the owner's accounts."""

    def of(self, channel: str, name: str = "default") -> Account:
        """Return an account; an AccountError when it lacks something."""


#: Reads an activity back that was said.
Said = Callable[[URIRef], Activity]
#: Reads an object back that was said or heard.
ObjectOf = Callable[[URIRef], Object]


@dataclass(frozen=True, slots=True)
class Needs:
    """What comes of other rooms.

    Attributes:
        store: The quads.
        channels: By name; an unknown name is a `NoSuchChannelError`.
        accounts: The owner's accounts.
        said: Reads an activity back.
        object_of: Reads back what an activity answers.
    """

    store: Store
    channels: Mapping[str, Channel]
    accounts: Accounts
    said: Said
    object_of: ObjectOf


class Ways:
    """Makes deliveries out of records; for several threads at once."""

    def __init__(self, needs: Needs) -> None:
        self._needs = needs
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._points: dict[URIRef, HeldPoint | None] = {}
        self._accounts: dict[tuple[str, str], tuple[float, Account]] = {}
        self._said: OrderedDict[URIRef, Activity] = OrderedDict()
        self._fitted: dict[tuple[URIRef, str], Fitted] = {}
        self._age = 0

    def forget(self) -> None:
        """Read points and accounts again: the Plex changed."""
        with self._lock:
            self._points.clear()
            self._accounts.clear()
            self._age += 1

    def look_up(self, points: Iterable[URIRef]) -> None:
        """Read many points at once."""
        with self._lock:
            wanted = set(points) - self._points.keys()
            age = self._age
        if not wanted:
            return
        few = tuple(wanted) if len(wanted) <= _MANY else ()
        read = {
            held.point.iri: held for held in held_points(self._needs.store, points=few)
        }
        with self._lock:
            if age == self._age:
                self._points.update({iri: read.get(iri) for iri in wanted})

    def point(self, iri: URIRef) -> HeldPoint | None:
        """Return a point with how its connection stands; None when it is gone."""
        with self._lock:
            if iri in self._points:
                return self._points[iri]
            age = self._age
        read = held_points(self._needs.store, points=(iri,))
        found = read[0] if read else None
        with self._lock:
            if age == self._age:
                self._points[iri] = found
        return found

    def host(self, record: DeliveryRecord) -> tuple[str, int]:
        """Return the host that a delivery goes to, and how many it takes at once."""
        held = self.point(record.point)
        if held is None:
            return "", 1
        card = self._card(held.point.channel)
        return host_of(held.point, card), card.per_host if card else 1

    def _card(self, channel: str) -> CapabilityCard | None:
        try:
            return self._needs.channels[channel].card
        except NoSuchChannelError:
            return None

    def hindrance(self, record: DeliveryRecord, now: datetime) -> Outcome | None:
        """Return why there is to be no try: the owner changed their mind since."""
        held = self.point(record.point)
        closed = _closed(held, now)
        if closed:
            return Outcome(Ending.CLOSED, closed)
        if held is not None and held.point.is_paused:
            return Outcome(Ending.HELD, "the point is paused", asked=OWNERS_TURN)
        if held is not None and (loud := _loud_again(held.point, now)) > now:
            return Outcome(Ending.HELD, "it is in its quiet hours", asked=loud - now)
        return self._on_its_way(record)

    def _on_its_way(self, record: DeliveryRecord) -> Outcome | None:
        """Hold back a change of what is itself still on its way to the same point."""
        if record.remote_id:
            return None
        activity = self._activity(record.activity)
        if activity.verb not in _LATER:
            return None
        for state, _ in self._before(activity, record.point):
            if state in (PLX.due, PLX.waiting):
                why = "what it changes is still on its way there"
                return Outcome(Ending.HELD, why, asked=OWNERS_TURN / 15)
        return None

    def delivery(self, record: DeliveryRecord) -> Delivery:
        """Return a delivery as its channel takes it.

        Raises:
            ChannelError: There is no such channel, its library is missing, or the
                account lacks something.
        """
        held = self.point(record.point)
        if held is None:
            raise LookupError(record.point)
        point = held.point
        activity = self._activity(record.activity)
        card = self._needs.channels[point.channel].card
        if is_lacking(card):
            raise MissingLibraryError(card.name, card.extra)
        fits = self._fits(activity, card)
        return Delivery(
            iri=record.iri,
            activity=activity,
            point=point,
            account=self._account(point),
            texts=fits.texts,
            attachments=fits.attachments,
            remote_id=record.remote_id or self._remote_id(activity, record.point),
            reply_to=record.reply_to,
            answered=self._answered(activity),
        )

    def _answered(self, activity: Activity) -> Object | None:
        item = activity.object.in_reply_to
        return None if item is None else self._needs.object_of(item)

    def _remote_id(self, activity: Activity, point: URIRef) -> str:
        if activity.verb not in _LATER:
            return ""
        found = [remote for _, remote in self._before(activity, point) if remote]
        return found[0] if found else ""

    def _before(self, activity: Activity, point: URIRef) -> list[tuple[URIRef, str]]:
        rows = self._needs.store.select(
            "delivered-before", object=activity.object.iri, point=point
        )
        return [(URIRef(str(row.state)), str(row.remote or "")) for row in rows]

    def _activity(self, iri: URIRef) -> Activity:
        found = self._known(iri)
        if found is not None:
            return found
        with self._reading:  # one reads, the others wait: an audience can be large
            activity = self._known(iri) or self._needs.said(iri)
        with self._lock:
            self._said[iri] = activity
            if len(self._said) > _MOST_SAID:
                gone, _ = self._said.popitem(last=False)
                for key in [key for key in self._fitted if key[0] == gone]:
                    del self._fitted[key]
        return activity

    def _known(self, iri: URIRef) -> Activity | None:
        with self._lock:
            if iri not in self._said:
                return None
            self._said.move_to_end(iri)
            return self._said[iri]

    def _fits(self, activity: Activity, card: CapabilityCard) -> Fitted:
        key = (activity.iri, card.name)
        with self._lock:
            found = self._fitted.get(key)
        if found is None:
            found = fitted(activity, card)
            with self._lock:
                self._fitted[key] = found
        return found

    def _account(self, point: ConnectionPoint) -> Account:
        key = (point.channel, point.account)
        with self._lock:
            read_at, found = self._accounts.get(key, (-_ACCOUNT_S, None))
        if found is not None and monotonic() - read_at < _ACCOUNT_S:
            return found
        account = self._needs.accounts.of(point.channel, point.account)
        with self._lock:
            self._accounts[key] = (monotonic(), account)
        return account


def _closed(held: HeldPoint | None, now: datetime) -> str:
    """Return why nothing goes by a point any more; "" when it does."""
    if held is None:
        return "the point is no more"
    point = held.point
    if held.state != PLX.accepted:
        return f"the connection is {held.state.rpartition('#')[2]} now"
    if point.expires is not None and point.expires <= now:
        return "the point has expired"
    return "" if point.direction.speaks else "the point is for listening only now"


def _loud_again(point: ConnectionPoint, now: datetime) -> datetime:
    quiet = Terms(
        quiet_from=point.quiet_from,
        quiet_until=point.quiet_until,
        time_zone=point.time_zone,
    )
    return loud_again(quiet, now)
