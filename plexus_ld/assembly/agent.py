"""The agent: at start it reads the Plex; everything after that is event-driven.

Connection by connection it instances what speaks and what listens: a job for each
point that is polled, a session for each account that is held open, one deliverer.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from plexus_ld.assembly.beats import (
    digest_job,
    follow_job,
    hub_job,
    inbox_job,
    keep_job,
    mention_job,
    negotiate_job,
    push_job,
    watch_job,
)
from plexus_ld.assembly.deciding import decide
from plexus_ld.assembly.ears import Ears
from plexus_ld.assembly.plex import Plex
from plexus_ld.assembly.pod import pod_of, tend
from plexus_ld.assembly.web.app import serving_of
from plexus_ld.clock import Drift
from plexus_ld.errors import HomeBusyError, StoreError
from plexus_ld.jobs import Jobs
from plexus_ld.listener.ingesting.brought import Ingested
from plexus_ld.listener.watches import News
from plexus_ld.model.change import ChangeRecord
from plexus_ld.sharer.delivering.deliverer import PassReport
from plexus_ld.sharer.delivering.holding import Holding
from plexus_ld.sharer.outbox import open_records
from plexus_ld.vocab.graphs import PLEX

_LOG = logging.getLogger(__name__)

#: Longest wait for news of the Plex before a look at whether to stop, in seconds.
_BEAT_S: Final = 0.5
#: Seconds that the threads have to end in.
_PATIENCE_S: Final = 6.0
_POD_PATIENCE_S: Final = 1.0
#: The least time between two looks at which points there are: an import of
#: thousands of connections is one look.
_LOOK: Final = timedelta(seconds=1)
#: Points begin and end by the clock too (`plx:expires`): looked at so often.
_LOOK_ANYWAY: Final = timedelta(minutes=5)
_PLEX_ENDS: Final = f" <{PLEX}> ."


@dataclass(frozen=True, slots=True)
class Started:
    """What the agent found in the Plex.

    Attributes:
        connections: How many connections have an open point.
        outgoing: How many points speak.
        incoming: How many points listen.
        polled: How many points, or accounts, are asked for news.
        live: How many accounts are held open.
        waiting: How many deliveries are on their way.
        url: Where its web server is, on this machine.
        login: A link to the owner's page that logs in, once.
    """

    connections: int
    outgoing: int
    incoming: int
    polled: int
    live: int
    waiting: int
    url: str = ""
    login: str = field(default="", repr=False)


class Agent:
    """One home's agent.

    Args:
        plex: The opened home.
        host: Where its web server listens, instead of the setting ``web.host``.
        port: On which port, instead of ``web.port``.
    """

    def __init__(
        self, plex: Plex, host: str | None = None, port: int | None = None
    ) -> None:
        self._plex = plex
        self._listens_on = (host, port)
        self._jobs = Jobs(plex.settings.agent.threads, plex.clock)
        self._ears = Ears(plex, self._jobs)
        self._sequence = 0
        self._looked = datetime.min.replace(tzinfo=plex.clock().tzinfo)
        self._is_stale = False

    def run(
        self,
        stop: threading.Event,
        on_ready: Callable[[Started], None] = lambda _: None,
    ) -> None:
        """Speak and listen until told to stop.

        Raises:
            HomeBusyError: An agent runs on this home already.
        """
        file = self._plex.home.agent if self._plex.home else None
        with Holding(file).tried() as is_alone:
            if not is_alone:
                message = "an agent runs on this home already"
                raise HomeBusyError(message)
            self._run(stop, on_ready)

    def _run(self, stop: threading.Event, on_ready: Callable[[Started], None]) -> None:
        web = serving_of(self._plex, *self._listens_on)
        ending = threading.Event()
        deliverer = threading.Thread(
            target=self._deliver, args=(ending,), name="deliverer", daemon=True
        )
        pod = threading.Thread(
            target=pod_of(self._plex).run, args=(ending,), name="pod", daemon=True
        )
        self._sequence = self._plex.store.sequence
        try:
            started = replace(self.begin(), url=web.url, login=self._login(web.url))
        except BaseException:
            web.close()
            raise
        deliverer.start()
        pod.start()
        web.start()
        try:
            on_ready(started)
            self._follow(stop)
        finally:
            _LOG.info("ending")
            web.close()
            ending.set()
            self._jobs.stop()
            self._ears.close()
            self._plex.wires.close()
            deliverer.join(_PATIENCE_S)
            # One that hangs is let go: what it has not read yet lies there still.
            pod.join(_POD_PATIENCE_S)

    def _login(self, url: str) -> str:
        path = self._plex.site.path("owner/enter").removeprefix("/")
        return f"{url}{path}?key={self._plex.logins.new_link()}"

    def begin(self) -> Started:
        """Read the Plex, and schedule all that follows from it."""
        self._looked = self._plex.clock()
        self._plex.listening.decide_by(partial(decide, self._plex))
        points = self._ears.look()
        self._put_beats()
        self._jobs.start()
        return Started(
            connections=len({point.connection for point in points}),
            outgoing=sum(point.direction.speaks for point in points),
            incoming=sum(point.direction.listens for point in points),
            polled=self._ears.polled,
            live=self._ears.live,
            waiting=len(open_records(self._plex.store)),
        )

    def _put_beats(self) -> None:
        plex = self._plex
        jobs = (
            watch_job, hub_job, push_job, mention_job, follow_job, negotiate_job,
            inbox_job,
        )  # fmt: skip
        more = (*digest_job(plex), *keep_job(plex))
        self._jobs.put([*(job(plex) for job in jobs), *more])

    def _deliver(self, ending: threading.Event) -> None:
        try:
            self._plex.deliverer.run(ending)
        except StoreError:
            # What could not be marked is due still, and is told apart by its id.
            _LOG.exception("a delivery could not be marked")

    def _follow(self, stop: threading.Event) -> None:
        """Look at the Plex again when somebody changed it, until told to stop."""
        drift = Drift(self._plex.clock)
        while not stop.is_set():
            try:
                for record in self._plex.store.follow(self._sequence, _BEAT_S):
                    self._hear(record)
                    if stop.is_set():
                        break
            except StoreError as error:
                _LOG.warning("the store does not answer: %s", error)
                stop.wait(_BEAT_S)
            if drift.is_new():
                _LOG.info("the clock was set, or the machine slept")
                self._ears.look(anew=True)
                self._put_beats()
            self._look()

    def _hear(self, record: ChangeRecord) -> None:
        self._sequence = record.sequence
        change = record.change
        if not change.is_record and any(
            line.endswith(_PLEX_ENDS) for line in (*change.added, *change.removed)
        ):
            self._is_stale = True

    def _look(self) -> None:
        """Look at which points there are, if they may be others now."""
        since = self._plex.clock() - self._looked
        if since < timedelta(0) or since > (_LOOK if self._is_stale else _LOOK_ANYWAY):
            self._looked = self._plex.clock()
            self._is_stale = False
            self._ears.look()


@dataclass(frozen=True, slots=True)
class Done:
    """What one pass over all that is due came to.

    Attributes:
        delivered: What was sent.
        heard: What was asked, and heard.
        news: Watches whose answer has changed.
        problems: What of your place on a server could not be done, a sentence each.
    """

    delivered: PassReport
    heard: Ingested
    news: tuple[News, ...]
    problems: tuple[str, ...] = ()


def once(plex: Plex) -> Done:
    """Deliver, poll and ask all that is due, once, without an agent."""
    plex.listening.decide_by(partial(decide, plex))
    return Done(
        plex.deliverer.deliver_due(),
        plex.listening.poll_due(plex.clock()),
        plex.watches.check(),
        tend(plex),
    )
