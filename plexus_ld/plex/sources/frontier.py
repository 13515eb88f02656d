"""Which documents a crawl still has before it, and which it knows of.

Kept in a file while the crawl is on, so that what was broken off goes on.
"""

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from plexus_ld.errors import HomeError
from plexus_ld.net.redirects import origin
from plexus_ld.plex.sources.values import Target


@dataclass(slots=True)
class Host:
    """One host's documents, the nearest first.

    Attributes:
        waiting: Depth, turn and target of each.
        busy: Whether it is being asked.
        free_at: When it may be asked again, by the monotonic clock.
    """

    waiting: list[tuple[int, int, Target]] = field(default_factory=list)
    busy: bool = False
    free_at: float = 0.0


class Frontier:
    """What waits, host by host.

    Args:
        file: Where it is kept; None keeps it in memory.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._hosts: dict[str, Host] = {}
        self._turns = count()
        self._seen: set[str] = set()

    def __len__(self) -> int:
        """Return how many documents wait."""
        return sum(len(host.waiting) for host in self._hosts.values())

    def add(self, target: Target) -> bool:
        """Take a document in, unless it is known already."""
        if target.iri in self._seen:
            return False
        self._seen.add(target.iri)
        self.put_back(target)
        return True

    def put_back(self, target: Target) -> None:
        """Take a document in again."""
        host = self._hosts.setdefault(origin(target.iri), Host())
        heapq.heappush(host.waiting, (target.depth, next(self._turns), target))

    def next(self, now: float) -> tuple[Target, Host] | None:
        """Take out the nearest document whose host may be asked now."""
        ready = [
            host
            for host in self._hosts.values()
            if host.waiting and not host.busy and host.free_at <= now
        ]
        if not ready:
            return None
        host = min(ready, key=lambda one: one.waiting[0][:2])
        host.busy = True
        return heapq.heappop(host.waiting)[2], host

    def next_at(self) -> float | None:
        """Return when the next host that nobody asks becomes free."""
        times = [
            host.free_at
            for host in self._hosts.values()
            if host.waiting and not host.busy
        ]
        return min(times, default=None)

    def waiting(self) -> Iterator[Target]:
        """Yield what waits, the nearest first."""
        found = [entry for host in self._hosts.values() for entry in host.waiting]
        yield from (target for _, _, target in sorted(found, key=lambda e: e[:2]))

    def save(self, asked: Iterable[Target] = ()) -> None:
        """Keep it in its file.

        Args:
            asked: Documents that have been taken out and are not done.

        Raises:
            HomeError: The file cannot be written.
        """
        if self._file is None:
            return
        waiting = [_to_json(target) for target in (*asked, *self.waiting())]
        text = json.dumps({"waiting": waiting, "seen": sorted(self._seen)})
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            message = f"{self._file}: what waits cannot be kept ({error.strerror})"
            raise HomeError(message) from error

    def load(self) -> bool:
        """Go on with what was kept; tell whether there was something."""
        if self._file is None:
            return False
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            targets = [_from_json(entry) for entry in kept["waiting"]]
            seen = {str(iri) for iri in kept["seen"]}
        except (OSError, ValueError, KeyError, TypeError):
            return False  # none, or none that makes sense: the crawl begins anew
        self._seen |= seen
        for target in targets:
            self._seen.add(target.iri)
            self.put_back(target)
        return bool(targets)

    def forget(self) -> None:
        """Remove its file: nothing waits any more."""
        if self._file is not None:
            self._file.unlink(missing_ok=True)


def file_of(folder: Path | None, specs: Sequence[str], depth: int) -> Path | None:
    """Return where a crawl is kept: the same words, the same file."""
    if folder is None or depth == 0:
        return None
    words = json.dumps([sorted(set(specs)), depth])
    return folder / f"crawl-{sha256(words.encode()).hexdigest()[:16]}.json"


def _to_json(target: Target) -> list[Any]:
    return [target.source, target.iri, target.depth, target.found_in, target.agent]


def _from_json(entry: list[Any]) -> Target:
    source, iri, depth, found_in, agent = entry
    return Target(
        str(source),
        str(iri),
        depth=int(depth),
        found_in=None if found_in is None else str(found_in),
        agent=None if agent is None else str(agent),
    )
