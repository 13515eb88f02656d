"""`Listening`: who is asked, and what comes of it (docs/listening.md)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rdflib import URIRef

from plexus_ld.channels.base import OnArrival
from plexus_ld.clock import Clock
from plexus_ld.errors import ChannelError
from plexus_ld.listener.flowing import flow
from plexus_ld.listener.ingesting.brought import Brought, Ingested
from plexus_ld.listener.ingesting.following import GONE
from plexus_ld.listener.ingesting.ingest import (
    Decide,
    Ingester,
    KeepSigned,
    OnFailure,
)
from plexus_ld.listener.lock import ListenLock
from plexus_ld.listener.polling import AccountOf, ChannelOf, Poll, Poller
from plexus_ld.listener.standing import Standing
from plexus_ld.listener.states import PollState, next_polls, state_of
from plexus_ld.listener.targets import (
    AccountIri,
    OpenPoints,
    Target,
    slower,
    targets_of,
)
from plexus_ld.model.arrival import Polled, Raw
from plexus_ld.model.capability import CapabilityCard, Role
from plexus_ld.model.connection import ConnectionPoint
from plexus_ld.settings import ListenerSettings
from plexus_ld.store import Store
from plexus_ld.workers import Workers

#: Told that a point lies elsewhere from now on.
OnMoved = Callable[[URIRef, str], object]
#: Told that a point is gone for good, and why.
OnGone = Callable[[URIRef, str], object]
#: Told of a point, of the hub that its feed names, and of the feed's own URL.
OnHub = Callable[[URIRef, str, str], object]


@dataclass(frozen=True, slots=True)
class Ports:
    """What other rooms do for the listener; `assembly` wires them.

    Attributes:
        open_points: Gives the points that are used.
        channel_of: Gives a channel whose library is there.
        card_of: Gives a channel's capability card; None when there is no such.
        account_of: Gives an account, with its secrets.
        account_iri: Names an account.
        on_moved: Told of a point that moved.
        on_gone: Told of a point that is gone.
        on_failure: Told of a delivery that did not arrive.
        keep_signed: Keeps what was signed, as it came, under its SHA-256.
        on_hub: Told of a point whose feed names a hub: the hub, and its own URL.
        pushed: Gives the points that are pushed, and so are polled seldom.
    """

    open_points: OpenPoints
    channel_of: ChannelOf
    card_of: Callable[[str], CapabilityCard | None]
    account_of: AccountOf
    account_iri: AccountIri
    on_moved: OnMoved
    on_gone: OnGone
    on_failure: OnFailure
    keep_signed: KeepSigned
    on_hub: OnHub = lambda _point, _hub, _topic: None
    pushed: Callable[[], Collection[URIRef]] = frozenset


class Listening:
    """Everything that is heard goes through here; for several threads at once.

    What was heard is shown by `Stream`.

    Args:
        store: The home's store.
        workers: Where strangers' bytes are read.
        ports: What other rooms do.
        settings: The home's.
        clock: Tells the time.
        lock_file: Says who stores; None where the Plex is in memory.
        decide: The owner's rules, once for each batch; None: there are none.
    """

    def __init__(
        self,
        store: Store,
        workers: Workers,
        ports: Ports,
        settings: ListenerSettings,
        clock: Clock,
        lock_file: Path | None,
        decide: Decide | None = None,
    ) -> None:
        self._store = store
        self._ports = ports
        self._settings = settings
        self._clock = clock
        self._poller = Poller(ports.channel_of, ports.account_of, settings.in_flight)
        self._ingester = Ingester(
            store,
            workers,
            ports.channel_of,
            ListenLock(lock_file),
            clock,
            ports.on_failure,
            ports.keep_signed,
            decide,
        )

    def targets(
        self, now: datetime, agents: Iterable[URIRef] | None = None
    ) -> tuple[Target, ...]:
        """Return what is polled: one for each incoming point, or for an account.

        Args:
            now: The time; what has expired by then is not among them.
            agents: Only what these people say, or whoever shares an account with them.
        """
        return self._targets(now, Role.LISTENER, agents)

    def live_targets(self, now: datetime) -> tuple[Target, ...]:
        """Return the accounts that hold a connection open, with their points."""
        return self._targets(now, Role.LIVE, None)

    def _targets(
        self, now: datetime, role: Role, agents: Iterable[URIRef] | None
    ) -> tuple[Target, ...]:
        found = self.among(list(self._ports.open_points(now)), role)
        if agents is None:
            return found
        # An account is asked for all its people, or its cursor would pass them by.
        wanted = set(agents)
        return tuple(
            target
            for target in found
            if any(point.agent in wanted for point in target.points)
        )

    def among(
        self, points: Sequence[ConnectionPoint], role: Role = Role.LISTENER
    ) -> tuple[Target, ...]:
        """Return what is polled, or held open, for some open points."""
        names = {point.channel for point in points}
        cards = {n: card for n in names if (card := self._ports.card_of(n)) is not None}
        most = timedelta(hours=self._settings.most_hours)

        def hears_failures(channel: str, account: str) -> bool:
            try:
                settings = self._ports.account_of(channel, account).settings
            except ChannelError:
                return False
            return bool(settings.get(cards[channel].failures_by))

        iri_of = self._ports.account_iri
        found = targets_of(points, cards, iri_of, most, role, hears_failures)
        pushed = self._ports.pushed()
        return tuple(slower(one) if one.iri in pushed else one for one in found)

    def state(self, target: Target) -> PollState:
        """Return how a target stands: its cursor, pace, next poll, last error."""
        return state_of(self._store, target.iri)

    def due(self, now: datetime) -> tuple[Target, ...]:
        """Return what is to be polled, the longest overdue first."""
        return self.those_due(self.targets(now), now)

    def those_due(self, targets: Iterable[Target], now: datetime) -> tuple[Target, ...]:
        """Return which of some targets are to be polled, the longest overdue first."""
        nexts = next_polls(self._store, now)
        never = datetime.min.replace(tzinfo=UTC)
        timed = [(nexts.get(str(target.iri), never), target) for target in targets]
        due = [(time, target) for time, target in timed if time <= now]
        due.sort(key=lambda pair: (pair[0], str(pair[1].iri)))
        return tuple(target for _, target in due)

    def next_times(self) -> Mapping[str, datetime]:
        """Return when each is asked next, by IRI; one never asked is not among them."""
        return next_polls(self._store, self._clock())

    def next_due(self, now: datetime) -> datetime | None:
        """Return when the next poll is; None when nothing is listened to."""
        nexts = next_polls(self._store, now)
        times = [nexts.get(str(target.iri), now) for target in self.targets(now)]
        return min(times, default=None)

    def poll(self, target: Target, now: datetime) -> Ingested:
        """Ask one target now, and keep what it says."""
        poll = self._poller.poll(target, self.state(target), now)
        return self._kept([poll])

    def poll_due(
        self, now: datetime, should_stop: Callable[[], bool] = lambda: False
    ) -> Ingested:
        """Ask whatever is due, and keep what it says.

        Args:
            now: The time.
            should_stop: Asked before each poll; what has begun is finished.
        """
        return self.poll_all(self.due(now), now, should_stop=should_stop)

    def poll_all(
        self,
        targets: Sequence[Target],
        now: datetime,
        *,
        should_stop: Callable[[], bool] = lambda: False,
        on_heard: Callable[[Ingested], None] = lambda _: None,
    ) -> Ingested:
        """Ask some targets now, due or not, many at once.

        Args:
            targets: Which.
            now: The time.
            should_stop: Asked before each poll.
            on_heard: Told of each batch when it is kept.
        """
        standing = Standing(self._store)
        states = standing.of(target.iri for target in targets)
        polls = self._poller.poll_all(targets, states, now, should_stop)
        total = Ingested()
        for brought in flow(polls, self._ingester.read):
            kept = self._keep(brought, standing)
            total += kept
            on_heard(kept)
        return total

    def ingest(self, target: Target, heard: Sequence[tuple[Raw, str]]) -> Ingested:
        """Keep what an open session heard, oldest first.

        Args:
            target: The account, with its points (`live_targets`).
            heard: Bytes, and the cursor to keep with them.
        """
        at = self._clock()
        raws = tuple(raw for raw, _ in heard)
        cursor = heard[-1][1] if heard else ""
        poll = Poll(target, PollState(target.iri), at, Polled(raws, cursor))
        return self._keep(self._ingester.read([poll], is_live=True))

    def on_arrival(self, target: Target) -> OnArrival:
        """Return what a live session tells what it hears."""
        return lambda raw, cursor: _nothing(self.ingest(target, [(raw, cursor)]))

    def decide_by(self, decide: Decide | None) -> None:
        """Set who decides of what is heard: the owner's rules."""
        self._ingester.decide = decide
        if decide is not None:
            self._ingester.decide_rest()

    def decide_rest(self) -> None:
        """Have the rules decide of what an ended process stored before they could."""
        self._ingester.decide_rest()

    def _kept(self, polls: Sequence[Poll]) -> Ingested:
        return self._keep(self._ingester.read(polls))

    def _keep(
        self, brought: Sequence[Brought], standing: Standing | None = None
    ) -> Ingested:
        kept = self._ingester.keep(brought, standing)
        for one in brought:
            self._follow(one.poll)
            self._name_hubs(one)
        return kept

    def _name_hubs(self, one: Brought) -> None:
        target = one.poll.target
        for raw, read in one.reads:
            if read.hub and not target.is_account:
                self._ports.on_hub(target.iri, read.hub, read.topic or raw.url)

    def _follow(self, poll: Poll) -> None:
        """Obey a server that says: moved for good, or gone for good."""
        if poll.target.is_account:
            return
        point = poll.target.points[0]
        if poll.polled.is_gone:
            self._ports.on_gone(point.iri, GONE)
        elif poll.polled.moved_to and poll.polled.moved_to != str(point.address):
            self._ports.on_moved(point.iri, poll.polled.moved_to)


def _nothing(_: object) -> None:
    """Return nothing."""
