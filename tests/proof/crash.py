"""Kill -9, hundreds of times: what was accepted is delivered, and nothing by halves.

``python -m tests.proof.crash [--kills N] [--seed S] [--control]``. The first kills are
one at each named point, early and late in a life; the others come at any moment. At
the end everything is delivered, and what the receiver took is held against what was
accepted. With ``--control`` a way of sending is used that marks before it sends: it
has to lose something, or the proof proves nothing.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from plexus_ld.sharer.delivering.points import POINTS
from tests.proof.victim import (
    AFTER_SHARE,
    BEFORE_SHARE,
    MARKED_FIRST,
    MOST_UNDER_WAY,
    OPENED,
    Life,
    live,
    look,
)
from tests.unit.sharer.post import connect, open_plex

NAMES = tuple(f"bob{number}" for number in range(6))
#: At which passings of each point a victim dies.
PASSINGS = (1, 2, 3, 5, 8)
#: Seconds from ready to a kill at any moment, at most.
LATEST_S = 0.12
#: Days that the clock is on at the end: every wait is over.
AT_THE_END = 10_000


@dataclass
class Proof:
    """What came of it."""

    seed: int
    kills: int = 0
    named: int = 0
    accepted: dict[str, int] = field(default_factory=dict)
    delivered: int = 0
    lost: int = 0
    twice: int = 0
    strange: int = 0
    halves: int = 0
    slowest_restart_s: float = 0.0

    @property
    def holds(self) -> bool:
        return (
            not (self.lost or self.halves or self.strange)
            and self.twice <= self.kills * MOST_UNDER_WAY
            and self.slowest_restart_s <= 2.0
        )

    def __str__(self) -> str:
        return (
            f"seed {self.seed}: {self.kills} kills, {self.named} of them at named "
            f"points; {len(self.accepted)} activities accepted, {self.delivered} "
            f"deliveries taken, {self.lost} lost, {self.twice} sent twice "
            f"(at most {MOST_UNDER_WAY} under way), {self.strange} of unknown ids, "
            f"{self.halves} half changes; slowest restart "
            f"{self.slowest_restart_s:.2f} s"
        )


def lives(kills: int, seed: int, life: Life) -> Iterator[tuple[Life, float | None]]:
    """Yield the lives to be ended: each named point first, then any moment."""
    draw = random.Random(seed)  # noqa: S311 - chance, not a secret
    own = (MARKED_FIRST,) if life.marks_first else ()
    named = [
        (point, passing)
        for passing in PASSINGS
        for point in (*own, *POINTS, OPENED, BEFORE_SHARE, AFTER_SHARE)
        if point != OPENED or passing == 1
    ][: kills // 2 if kills < 100 else None]
    for number in range(kills):
        each = replace(life, seed=draw.randrange(2**32), day=number)
        if number < len(named):
            point, passing = named[number]
            shares = 2 + passing
            yield replace(each, point=point, passing=passing, shares=shares), None
        else:
            yield each, draw.random() * LATEST_S


def prove(kills: int, seed: int, *, marks_first: bool = False) -> Proof:
    """Kill so often, deliver the rest, and count."""
    proof = Proof(seed)
    with tempfile.TemporaryDirectory() as folder, inbox() as host:
        home = Path(folder) / "home"
        life = Life(home, NAMES, host, seed, 0, marks_first=marks_first)
        _run(lambda _tell: _begin(life))
        for each, delay_s in lives(kills, seed, life):
            _kill(each, delay_s, proof)
        last = Life(home, NAMES, host, seed, AT_THE_END, shares=0)
        told, _ = _run(lambda tell: look(last, tell))
        _count(proof, json.loads(told[-1]), _taken(host))
    return proof


def _begin(life: Life) -> None:
    with open_plex([life.host], life.home) as plex:
        ends = ["", "busy", "", "", "busy", ""]
        connect(
            plex,
            {
                name: f"http://{life.host}/{name}{end}"
                for name, end in zip(life.names, ends, strict=True)
            },
        )


def _kill(life: Life, delay_s: float | None, proof: Proof) -> None:
    told, status = _run(lambda tell: live(life, tell), delay_s)
    for words in told:
        kind, *rest = words.split(" ")
        if kind == "ready":
            took = float(rest[0])
            proof.slowest_restart_s = max(proof.slowest_restart_s, took)
        elif kind == "accepted":
            proof.accepted[rest[0]] = int(rest[1])
    if os.WIFSIGNALED(status):
        proof.kills += 1
        proof.named += bool(life.point)
    elif os.WEXITSTATUS(status):
        message = f"a victim failed by itself: {life}"
        raise RuntimeError(message)


def _count(
    proof: Proof, outbox: dict[str, dict[str, int]], taken: dict[str, int]
) -> None:
    ids = set(outbox["ids"])
    proof.delivered = len(ids & taken.keys())
    proof.lost = len(ids - taken.keys())
    proof.strange = len(taken.keys() - ids)
    proof.twice = sum(count - 1 for count in taken.values())
    deliveries, audience = outbox["deliveries"], outbox["audience"]
    proof.halves = sum(
        deliveries.get(act, 0) != audience.get(act, 0)
        for act in deliveries.keys() | audience.keys()
    )
    for act, people in proof.accepted.items():
        proof.lost += max(0, people - deliveries.get(act, 0))
    proof.lost += sum(
        count for state, count in outbox["states"].items() if state != "taken"
    )


def _run(
    work: Callable[[Callable[[str], None]], None], delay_s: float | None = None
) -> tuple[list[str], int]:
    """Do something in a child; kill it so long after it is ready; what did it tell?"""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_a_child(work, writing)
    os.close(writing)
    with os.fdopen(reading) as told:
        first = told.readline()
        if delay_s is not None and first:
            time.sleep(delay_s)
            os.kill(child, signal.SIGKILL)
        words = [line.rstrip("\n") for line in (first, *told) if line]
    return words, os.waitpid(child, 0)[1]


def _be_a_child(work: Callable[[Callable[[str], None]], None], writing: int) -> None:
    status = 1
    try:
        work(lambda words: _tell(writing, words))
        status = 0
    finally:
        if status:
            import traceback

            traceback.print_exc()
        os._exit(status)


def _tell(writing: int, words: str) -> None:
    told = f"{words}\n".encode()
    while told:
        told = told[os.write(writing, told) :]


@contextmanager
def inbox() -> Iterator[str]:
    """Run a receiver; yield its host and port."""
    command = [sys.executable, "-m", "tests.proof.inbox"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert server.stdout is not None
        yield f"127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.kill()
        server.communicate()


def _taken(host: str) -> dict[str, int]:
    with urllib.request.urlopen(f"http://{host}/taken") as answer:
        taken: dict[str, int] = json.load(answer)
    return taken


def main() -> None:
    """Prove it, and say so; the exit status tells whether it holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.crash")
    parser.add_argument("--kills", type=int, default=240)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--control", action="store_true")
    asked = parser.parse_args()
    proof = prove(asked.kills, asked.seed, marks_first=asked.control)
    print(proof)  # noqa: T201 - this is the report
    sys.exit(0 if proof.holds else 1)


if __name__ == "__main__":
    main()
