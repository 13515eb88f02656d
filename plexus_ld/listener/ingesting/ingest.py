"""Ingesting a batch of polls: read, attributed, sorted, joined, kept in one change.

The cursor of each poll is in the change that keeps what came with it: whoever is ended
in between asks again from where it stands, and finds what is known already.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from rdflib import URIRef

from plexus_ld.clock import Clock
from plexus_ld.errors import ChannelError, PlexusError
from plexus_ld.listener import cleaning
from plexus_ld.listener.ingesting import reading, threads
from plexus_ld.listener.ingesting.brought import Brought, Ingested
from plexus_ld.listener.ingesting.following import followed
from plexus_ld.listener.ingesting.known import Known
from plexus_ld.listener.ingesting.lines import Sorted
from plexus_ld.listener.ingesting.reading import Job, Read
from plexus_ld.listener.ingesting.senders import Senders
from plexus_ld.listener.ingesting.sorting import Come, Sorter
from plexus_ld.listener.lock import ListenLock
from plexus_ld.listener.polling import ChannelOf, Poll
from plexus_ld.listener.standing import Standing
from plexus_ld.model.arrival import Raw
from plexus_ld.model.change import Change
from plexus_ld.model.delivery import ReportedFailure
from plexus_ld.rdf.lines import text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import HEARD, POLLS
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Limits, Workers

#: Decides of a batch that was stored: given the new items, oldest first, it returns
#: what is done with each (`plx:save`, `plx:ignore`, `plx:notify` …); those to which
#: nothing is done may be left out. Called once for a batch; after a crash once more.
Decide = Callable[[Sequence[URIRef]], Mapping[URIRef, Collection[URIRef]]]
#: Told of deliveries that did not arrive after all.
OnFailure = Callable[[ReportedFailure], object]
#: Keeps bodies, each under its SHA-256, before anything refers to them.
KeepSigned = Callable[[Iterable[tuple[str, bytes]]], object]

#: What the reading of one `Raw` may cost.
#: Public for the proof that nothing meets it.
LIMITS: Final = Limits(wall_s=10.0, cpu_s=5.0, memory_bytes=512 * 1024**2)
_LISTENING: Final = "<urn:x-plexus:listening>"
_UNDECIDED: Final = text_of(PLX.undecided)
_MARK: Final = text_of(PLX.mark)
_HEARD: Final = text_of(HEARD)
_POLLS: Final = text_of(POLLS)


class Ingester:
    """Reads, joins and keeps what was polled.

    Args:
        store: The home's store.
        workers: Where strangers' bytes are read.
        channel_of: Gives a channel.
        lock: Says who stores.
        clock: Tells the time.
        on_failure: Told of bounces.
        keep_signed: Keeps what was signed, as it came.
        decide: The owner's rules; None: there are none.
    """

    def __init__(
        self,
        store: Store,
        workers: Workers,
        channel_of: ChannelOf,
        lock: ListenLock,
        clock: Clock,
        on_failure: OnFailure,
        keep_signed: KeepSigned,
        decide: Decide | None = None,
    ) -> None:
        self._store = store
        self._workers = workers
        self._channel_of = channel_of
        self._lock = lock
        self._clock = clock
        self._on_failure = on_failure
        self._keep_signed = keep_signed
        self.decide = decide

    def read(self, polls: Sequence[Poll], *, is_live: bool = False) -> list[Brought]:
        """Read what polls brought, in workers; what cannot be read is said."""
        brought = [Brought(poll, is_live=is_live) for poll in polls]
        jobs: list[Job] = []
        whose: list[Brought] = []
        for one in brought:
            for raw in one.poll.polled.raws:
                try:
                    jobs.append(self._job(raw))
                    whose.append(one)
                except ChannelError as error:
                    one.error = error.reason
        modules = reading.modules_of(job.module for job in jobs)
        answers = self._workers.map(reading.read, jobs, LIMITS, modules)
        for one, job, answer in zip(whose, jobs, answers, strict=True):
            if isinstance(answer, PlexusError):
                one.error = f"what came cannot be read: {answer}"
            else:
                read = Read._make(answer)
                one.reads.append((job.raw, read))
        return brought

    def _job(self, raw: Raw) -> Job:
        channel = self._channel_of(raw.channel)
        # Some are neither polled nor held open: what they read comes by itself.
        function = getattr(channel, "read", None)
        if function is None:
            raise ChannelError(raw.channel, "it cannot be listened to")
        return Job(function.__module__, function.__qualname__, raw)

    def keep(
        self, brought: Sequence[Brought], standing: Standing | None = None
    ) -> Ingested:
        """Keep what was read, with the cursors, in one change.

        Args:
            brought: What was read.
            standing: How the targets of this pass stand; read if left out.
        """
        if not brought:
            return Ingested()
        standing = standing or Standing(self._store)
        with self._lock.held():
            at = self._clock()
            coming, unknown = self._attributed(brought)
            made = self._sorted(coming, cleaning.date_time(at))
            before = standing.of(one.poll.target.iri for one in brought)
            states = followed(brought, before, made.news, at)
            undecided = f"{_LISTENING} {_UNDECIDED} {cleaning.date_time(at)} {_POLLS} ."
            if made.new and self.decide is not None:
                made.added.append(undecided)
            added = (*made.added, *states.added)
            sequence = self._store.apply(
                Change(added, (*made.removed, *states.removed))
            )
            if states.added:
                standing.wrote(sequence, states.states)
        new = tuple(URIRef(iri[1:-1]) for iri in made.new)
        if new and self.decide is not None:
            standing.wrote(self._decided(new, undecided), {})
        self._tell_failures(brought)
        return _report(brought, made, new, unknown)

    def _attributed(self, brought: Sequence[Brought]) -> tuple[list[Come], int]:
        """Return the arrivals with whose they are, and how many are nobody's."""
        accounts = [one for one in brought if one.poll.target.is_account]
        senders = Senders(
            self._store,
            ((one.poll.target, [h for _, h in one.heard]) for one in accounts),
        )
        coming: list[Come] = []
        signed: dict[str, bytes] = {}
        unknown = 0
        for one in brought:
            target = one.poll.target
            for raw, heard in one.heard:
                point = senders.point_of(target, raw.point, heard.sender)
                if point is None:
                    unknown += 1
                    continue
                digest = sha256(raw.signed).hexdigest() if raw.signed else ""
                if digest:
                    signed[digest] = raw.signed
                come = Come(
                    heard,
                    f"<{point.agent}>",
                    f"<{point.iri}>",
                    target.channel,
                    digest,
                )
                coming.append(come)
        if signed:
            self._keep_signed(signed.items())
        return coming, unknown

    def _sorted(self, coming: Sequence[Come], at: str) -> Sorted:
        if not coming:
            return Sorted()
        ids = (
            id_
            for come in coming
            for some in (come.heard.ids, come.heard.replies, come.heard.targets)
            for id_ in some
        )
        known = Known(self._store, ids)
        made = Sorter(self._store, known, at).sort(coming)
        joined = threads.join(self._store, known, made.new, made.replies)
        made.added += joined.added
        made.removed += joined.removed
        return made

    def _decided(self, new: Sequence[URIRef], undecided: str) -> int:
        """Have the rules decide, and keep what they decided in a change."""
        decide = self.decide
        marks = {} if decide is None else decide(new)
        added = tuple(
            f"<{item}> {_MARK} <{mark}> {_HEARD} ."
            for item, some in marks.items()
            for mark in sorted(some)
        )
        return self._store.apply(Change(added, (undecided,)))

    def decide_rest(self) -> None:
        """Decide of what was stored before this process began, and never decided."""
        if self.decide is None:
            return
        waiting: dict[str, list[URIRef]] = {}
        for at, item in self._store.select("heard-undecided"):
            waiting.setdefault(text_of(at), []).append(URIRef(str(item)))  # type: ignore[arg-type]
        for time, items in waiting.items():
            self._decided(items, f"{_LISTENING} {_UNDECIDED} {time} {_POLLS} .")

    def _tell_failures(self, brought: Sequence[Brought]) -> None:
        for one in brought:
            for _, read in one.reads:
                for failure in read.failures:
                    self._on_failure(ReportedFailure(*failure))


def _report(
    brought: Sequence[Brought],
    made: Sorted,
    new: tuple[URIRef, ...],
    unknown: int,
) -> Ingested:
    errors = tuple(
        (_called(one), one.poll.error or one.error)
        for one in brought
        if one.poll.error or one.error
    )
    return Ingested(
        polled=len(brought),
        failed=len(errors),
        new=new,
        changed=tuple(URIRef(iri[1:-1]) for iri in made.changed),
        deleted=tuple(URIRef(iri[1:-1]) for iri in made.deleted),
        returned=made.returned,
        unknown=unknown,
        errors=errors,
    )


def _called(one: Brought) -> str:
    """Return what a target is called in a sentence."""
    target = one.poll.target
    if target.is_account:
        return f"{target.channel}:{target.account}"
    return str(target.points[0].address)
