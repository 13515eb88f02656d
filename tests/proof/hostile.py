"""Hostile bytes over every door that listens: nothing dies, and soon it is over.

``python -m tests.proof.hostile [--documents N] [--seed S]``. They are read as the
listener reads them, in workers, each measured; of every fifth batch what is read is
kept in a store as well, as it is when a session hears it.
"""

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Final

from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.errors import PlexusError, WorkerLimitError
from plexus_ld.listener.ingesting.ingest import LIMITS
from plexus_ld.listener.ingesting.reading import Job
from plexus_ld.listener.pacing import Bounds
from plexus_ld.listener.targets import Target
from plexus_ld.model.capability import Scope
from tests.channels.contract import At, point_of, subject_of
from tests.proof.documents import Door, documents, doors, raw_of, timed

#: Seconds that one of them may take, on the processor.
MOST_S: Final = 2.0
#: Mebibytes by which the process that asks may grow.
MOST_MIB: Final = 64
_BATCH: Final = 100
#: Of how many batches one is kept.
_KEPT: Final = 5
_MIB: Final = 1024 * 1024
_HOUR: Final = timedelta(hours=1)


@dataclass
class Proof:
    """What came of it."""

    seed: int
    doors: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    deaths: int = 0
    kept: int = 0
    slowest_s: float = 0.0
    slowest: str = ""
    grown_mib: float = 0.0

    @property
    def holds(self) -> bool:
        return (
            not self.faults
            and not self.deaths
            and self.slowest_s <= MOST_S
            and self.grown_mib <= MOST_MIB
        )

    def __str__(self) -> str:
        through = _counted(self.doors)
        return (
            f"seed {self.seed}: {self.doors.total():,} documents ({through}): "
            f"{_counted(self.ends)}; {self.kept:,} arrivals kept; "
            f"{self.deaths} deaths, {len(self.faults)} unhandled faults, "
            f"the slowest {self.slowest_s:.2f} s ({self.slowest}), "
            f"memory of the agent +{self.grown_mib:.0f} MiB"
        )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))


def prove(count: int, seed: int) -> Proof:
    """Read so many, and count."""
    proof = Proof(seed)
    chance = random.Random(seed)  # noqa: S311 - chance, not a secret
    with Plex.in_memory() as plex:
        plex.init(name="Ada", webid="https://ada.example/card#me")
        every = doors(plex.channels)
        coming = islice(documents(every, chance), count)
        modules = tuple({door.module for door in every})
        plex.workers.call(timed, _job(every[0], b""))
        before = _memory_mib()
        number = 0
        while batch := list(islice(coming, _BATCH)):
            jobs = [_job(door, body) for door, body in batch]
            answers = plex.workers.map(timed, jobs, LIMITS, modules)
            for (door, body), answer in zip(batch, answers, strict=True):
                _count(proof, door, body, answer)
            if number % _KEPT == 0:
                _keep(plex, batch, proof)
            number += 1
        proof.grown_mib = max(0.0, _memory_mib() - before)
    return proof


def _job(door: Door, body: bytes) -> Job:
    return Job(door.module, door.function, raw_of(door, body))


def _keep(plex: Plex, batch: Sequence[tuple[Door, bytes]], proof: Proof) -> None:
    """Keep what is read of a batch, as what a session hears is kept."""
    for door in dict.fromkeys(door for door, _ in batch):
        raws = [(raw_of(door, body), "1") for one, body in batch if one is door]
        try:
            kept = plex.listening.ingest(_target(plex, door), raws)
        except Exception as error:  # noqa: BLE001 - any fault is what is looked for
            proof.faults.append(f"{door.name}, when kept: {error!r}")
        else:
            proof.kept += len(kept.new)


def _target(plex: Plex, door: Door) -> Target:
    card = plex.channels[door.name].card
    made = subject_of(door.name).at
    point = point_of(card, made("127.0.0.1", 1) if made else At("file:///srv/exchange"))
    iri = URIRef(f"urn:x-test:{door.name}")
    bounds = Bounds(_HOUR, _HOUR, _HOUR)
    is_account = card.scope is Scope.ACCOUNT
    return Target(iri, door.name, "default", (point,), bounds, is_account)


def _count(
    proof: Proof, door: Door, body: bytes, answer: tuple[float, str] | PlexusError
) -> None:
    proof.doors[door.name] += 1
    if isinstance(answer, WorkerLimitError):
        proof.ends[f"ended at a limit of {answer.limit}"] += 1
        took, words = LIMITS.cpu_s if answer.limit == "time" else 0.0, str(answer)
    elif isinstance(answer, PlexusError):
        proof.deaths += 1
        proof.faults.append(f"{door.name}: {answer}: {body[:200]!r}")
        return
    else:
        took, words = answer
        proof.ends[words] += 1
    if took > proof.slowest_s:
        proof.slowest_s = took
        proof.slowest = f"{door.name}, {len(body):,} bytes, {words}"


def _memory_mib() -> float:
    """Return the most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MIB


def main() -> None:
    """Prove it, and say so; the exit status tells whether it holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.hostile")
    parser.add_argument("--documents", type=int, default=16_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    proof = prove(asked.documents, asked.seed)
    for fault in proof.faults[:20]:
        print(fault)  # noqa: T201 - this is the report
    print(proof)  # noqa: T201 - this is the report
    sys.exit(0 if proof.holds else 1)


if __name__ == "__main__":
    main()
