"""What the agent listens by: a job for each polled point, sessions held open."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from rdflib import URIRef

from plexus_ld.channels.registry import is_lacking
from plexus_ld.errors import ChannelError, PlexusError
from plexus_ld.jobs import Job, Jobs
from plexus_ld.listener.states import next_polls
from plexus_ld.model.arrival import Raw
from plexus_ld.model.capability import Role
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.plex.connections.points import open_points

if TYPE_CHECKING:
    from plexus_ld.assembly.plex import Plex
    from plexus_ld.listener.ingesting.brought import Ingested
    from plexus_ld.listener.targets import Target

_LOG = logging.getLogger(__name__)


class Ears:
    """All that listens; follows the Plex by `look`.

    Args:
        plex: The opened home.
        jobs: Where polls are scheduled.
    """

    def __init__(self, plex: "Plex", jobs: Jobs) -> None:
        self._plex = plex
        self._jobs = jobs
        self._targets: dict[URIRef, Target] = {}
        self._held: dict[URIRef, Target] = {}
        self._accounts: dict[URIRef, Account | str] = {}
        self._lock = threading.Lock()

    @property
    def polled(self) -> int:
        """How many points, or accounts, are asked for news."""
        return len(self._targets)

    @property
    def live(self) -> int:
        """How many accounts are held open."""
        return len(self._held)

    def look(self, *, anew: bool = False) -> tuple[ConnectionPoint, ...]:
        """Read which points are open, listen by those, and by no other.

        Args:
            anew: Work out anew when each is polled: the clock was set.

        Returns:
            The open points.
        """
        now = self._plex.clock()
        points = open_points(self._plex.store, now)
        with self._lock:
            if anew:
                self._jobs.drop(map(str, self._targets))
                self._targets = {}
            self._hold(self._plex.listening.among(points, Role.LIVE))
            polled = self._plex.listening.among(points)
            self._schedule([t for t in polled if t.iri not in self._held], now)
        return points

    def close(self) -> None:
        """Listen no more: no poll begins."""
        with self._lock:
            self._targets.clear()

    def _hold(self, targets: Iterable["Target"]) -> None:
        """Hold a session open for each account that listens by one."""
        channels = self._plex.channels
        coming = {t.iri: t for t in targets if not is_lacking(channels[t.channel].card)}
        for iri, target in coming.items():
            before, account = self._held.get(iri), self._account(target)
            is_same = before is not None and before.points == target.points
            if is_same and self._accounts.get(iri) == account:
                continue
            self._accounts[iri] = account
            if isinstance(account, str):
                _LOG.warning("%s", account, extra={"account": target.account})
            else:
                self._listen(target, account)
        for iri in self._held.keys() - coming.keys():
            account = self._accounts.pop(iri, "")
            if not isinstance(account, str):
                self._listen(replace(self._held[iri], points=()), account)
        self._held = coming

    def _account(self, target: "Target") -> "Account | str":
        """Return the account as it is set now, or why it cannot be had."""
        try:
            return self._plex.accounts.of(target.channel, target.account)
        except ChannelError as error:
            return str(error)

    def _listen(self, target: "Target", account: "Account") -> None:
        cursor = self._plex.listening.state(target).cursor
        hear = partial(self._hear, target)
        try:
            self._plex.wires.listen(account, target.points, cursor, hear)
        except ChannelError as error:
            _LOG.warning("%s", error, extra={"account": target.account})

    def _hear(self, target: "Target", raw: Raw, cursor: str) -> None:
        """Keep what a live session heard, its cursor with it."""
        _tell(target, self._plex.listening.ingest(target, [(raw, cursor)]))

    def _schedule(self, targets: Iterable["Target"], now: datetime) -> None:
        coming = {target.iri: target for target in targets}
        due = next_polls(self._plex.store, now)
        new = [iri for iri in coming if iri not in self._targets]
        gone = [iri for iri in self._targets if iri not in coming]
        self._targets = coming
        self._jobs.drop(map(str, gone))
        self._jobs.put(
            Job(str(iri), due.get(str(iri), now), partial(self._poll, iri))
            for iri in new
        )

    def _poll(self, iri: URIRef) -> datetime | None:
        """Poll a target, and return when it is to be polled again."""
        target = self._targets.get(iri)
        if target is None:
            return None
        try:
            _tell(target, self._plex.listening.poll(target, self._plex.clock()))
            return self._plex.listening.state(target).next_poll
        except PlexusError as error:
            _LOG.warning("%s", error, extra={"target": str(iri)})
            return self._plex.clock() + target.bounds.usual


def _tell(target: "Target", kept: "Ingested") -> None:
    """Write what was heard, and what could not be, to the log."""
    account = {"channel": target.channel, "target": str(target.iri)}
    if kept.new:
        _LOG.info("%s: %d heard", target.channel, len(kept.new), extra=account)
    for address, reason in kept.errors:
        _LOG.warning("%s: %s: %s", target.channel, address, reason, extra=account)
