"""Thirty days of polling and delivering by a clock set by hand; some real seconds.

``python -m tests.proof.soak [--days N] [--seed S] [--beats S]``. Feeds say something
new at times that are known, fail for hours, move, and say so; a folder of webhooks is
down for hours. Each minute that something is due, what is due is done. At the end it is
counted: every entry heard once, everything shared taken once, no pass that had nothing
to do, and memory as at the beginning. Then the scheduler itself beats, by real seconds.
"""

import argparse
import random
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from plexus_ld.assembly import Plex
from plexus_ld.assembly.delivering import deliverer_of
from plexus_ld.jobs import Job, Jobs
from plexus_ld.settings import NetSettings, Settings
from plexus_ld.sharer.outbox import records_of
from tests.unit.sharer.post import NOON, Hands, connect, person, say
from tests.web import Page, Web, serving

FEEDS: Final = 4
HOOKS: Final = 3
#: Hours between two entries of each feed, and between two shares.
_PERIODS: Final = (2, 7, 29, 53)
_SHARE: Final = timedelta(hours=11)
_STEP: Final = timedelta(minutes=1)
#: Mebibytes by which it may grow from the second day to the last.
MOST_MIB: Final = 24


@dataclass
class Proof:
    """What came of it."""

    seed: int
    days: int
    written: set[str] = field(default_factory=set)
    heard: Counter[str] = field(default_factory=Counter)
    shared: int = 0
    taken: int = 0
    left: int = 0
    polls: int = 0
    idle: int = 0
    passes: int = 0
    grown_mib: float = 0.0
    took_s: float = 0.0

    @property
    def missed(self) -> int:
        return len(self.written - self.heard.keys()) + self.left

    @property
    def doubled(self) -> int:
        return sum(n - 1 for n in self.heard.values()) + self.taken - self.shared

    @property
    def holds(self) -> bool:
        return not (
            self.missed or self.doubled or self.idle or self.grown_mib > MOST_MIB
        )

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.days} days in {self.took_s:.0f} s: "
            f"{len(self.written)} entries written, {len(self.heard)} heard, "
            f"{self.shared} deliveries due, {self.taken} taken; {self.missed} missed, "
            f"{self.doubled} doubled; {self.passes} passes with {self.polls} polls, "
            f"{self.idle} with nothing to do; memory +{self.grown_mib:.0f} MiB"
        )


class World:
    """Feeds and webhooks that come and go as the time does."""

    def __init__(self, web: Web, seed: int, proof: Proof) -> None:
        self._web = web
        self._chance = random.Random(seed)  # noqa: S311 - chance, not a secret
        self._proof = proof
        self._written: Mapping[int, list[str]] = {n: [] for n in range(FEEDS)}
        self._down: dict[str, datetime] = {}

    def at(self, now: datetime) -> None:
        """Have everything as it is at that time."""
        hours = int((now - NOON).total_seconds() // 3600)
        for number in range(FEEDS):
            due = hours // _PERIODS[number] + 1
            while len(self._written[number]) < due:
                name = f"{number}-{len(self._written[number])}"
                self._written[number].append(name)
                self._proof.written.add(name)
            self._put(f"/feed{number}", now, self._feed(number))
        for number in range(HOOKS):
            self._put(f"/hook{number}", now, Page(status=201))

    def _feed(self, number: int) -> Page:
        items = "".join(
            f"<item><guid>urn:x:{name}</guid><title>{name}</title></item>"
            for name in reversed(self._written[number][-40:])
        )
        rss = f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>"
        return Page(rss.encode(), "application/rss+xml")

    def _put(self, path: str, now: datetime, page: Page) -> None:
        """Put a page there, or what stands there while its server is ill."""
        if now < self._down.get(path, now):
            return
        if path in self._down and now == self._down[path]:
            del self._down[path]
        elif self._chance.random() < 0.01:
            hours = self._chance.choice((1, 3, 9))
            self._down[path] = now + timedelta(hours=hours)
            wait = {"Retry-After": str(self._chance.choice((60, 3600)))}
            status = self._chance.choice((500, 503, 429))
            self._web.pages[path] = Page(b"", "text/plain", status, wait)
            return
        self._web.pages[path] = page


def prove(days: int, seed: int) -> Proof:
    """Live so many days, and count."""
    proof = Proof(seed, days)
    began = time.monotonic()
    clock = Hands()
    with serving() as web:
        settings = Settings(net=NetSettings(allow_hosts=(web.host,)))
        with Plex(None, settings, clock) as plex:
            plex.init(name="Ada", webid="https://ada.example/card#me")
            _begin(plex, web)
            _live(plex, World(web, seed, proof), clock, proof)
    proof.took_s = time.monotonic() - began
    return proof


def _begin(plex: Plex, web: Web) -> None:
    rooms = plex.connections
    for number in range(FEEDS):
        ways = rooms.ways([], [f"feed:{web.url}/feed{number}"])
        who = str(person(f"feed{number}"))
        rooms.connect(rooms.look(who, fetch=False), ways, "")
    connect(plex, {f"hook{n}": f"{web.url}/hook{n}" for n in range(HOOKS)})


def _live(plex: Plex, world: World, clock: Hands, proof: Proof) -> None:
    ends = NOON + timedelta(days=proof.days)
    settled = ends + timedelta(days=4)
    delivering = deliverer_of(plex)
    share_at, first = NOON, 0.0
    while clock.at < settled:
        world.at(min(clock.at, ends))
        if share_at <= clock.at < ends:
            say(plex, [f"hook{n}" for n in range(HOOKS)], f"At {share_at}")
            proof.shared += HOOKS
            share_at += _SHARE
        report = delivering.deliver_due()
        proof.passes += 1
        for target in plex.listening.due(clock.at):
            heard = plex.listening.poll(target, clock.at)
            proof.polls += heard.polled
            titles = [entry.title for entry in plex.stream.entries(heard.new)]
            proof.heard.update(titles)
        if not first and clock.at > NOON + timedelta(days=1):
            first = _memory_mib()
        share = share_at if share_at < ends else settled
        nexts = [plex.listening.next_due(clock.at), report.next_attempt, share]
        soon = min(one for one in nexts if one is not None)
        proof.idle += soon <= clock.at
        clock.at = max(soon, clock.at + _STEP)
    found = [one.state.value for one in records_of(plex.store)]
    proof.taken = found.count("taken")
    proof.left = len(found) - proof.taken
    proof.grown_mib = max(0.0, _memory_mib() - first)


def _memory_mib() -> float:
    """Return the memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def beats(seconds: float, jobs: int = 200) -> tuple[int, int, int]:
    """Let the scheduler beat for real: how often was due, done, and at once."""
    done: Counter[int] = Counter()
    at_once: Counter[int] = Counter()
    doubled, lock, every = 0, threading.Lock(), timedelta(seconds=1)
    began = datetime.now().astimezone() + every
    scheduler = Jobs(threads=8)

    def work(number: int) -> datetime:
        nonlocal doubled
        with lock:
            at_once[number] += 1
            doubled += at_once[number] > 1
            done[number] += 1
            again = began + every * done[number]
            at_once[number] -= 1
        return again

    scheduler.put(
        Job(str(n), began, lambda n=n: work(n))  # type: ignore[misc]
        for n in range(jobs)
    )
    scheduler.start()
    time.sleep(seconds + 1.5)
    scheduler.stop()
    due = jobs * (int(seconds) + 1)
    return due, done.total(), doubled


def main() -> None:
    """Prove it, and say so; the exit status tells whether it holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.soak")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--beats", type=float, default=20.0)
    asked = parser.parse_args()
    proof = prove(asked.days, asked.seed)
    print(proof)  # noqa: T201 - this is the report
    due, done, doubled = beats(asked.beats)
    words = f"{asked.beats:.0f} real seconds of the scheduler: {due} due, {done} done"
    print(f"{words}, {doubled} at once with themselves")  # noqa: T201
    sys.exit(0 if proof.holds and due == done and not doubled else 1)


if __name__ == "__main__":
    main()
