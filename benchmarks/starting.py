"""Promise 4: the agent's start: it reads the Plex, and instances what it finds."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from benchmarks.measure import Row
from benchmarks.memory import family, pss
from plexus_ld import Plex
from plexus_ld.model.change import Change

#: Connections, each with a point to speak by and one to listen by.
CONNECTIONS = 10_000
_MIB = 1024 * 1024
_PLX = "https://w3id.org/plexus#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_GRAPH = "<urn:x-plexus:plex>"
_RUNS = 3


def measure(full: bool) -> Iterator[Row]:
    """Yield the time, the memory, and how the time grows."""
    sizes = (CONNECTIONS // 10, CONNECTIONS * (10 if full else 1))
    small, _ = _started(sizes[0])
    large, taken = _started(sizes[1])
    points = 2 * sizes[1]
    yield Row(
        4, f"start with {points:,} points: home opened, everything scheduled",
        large, None, "s", "", "<= 3 s", large <= 3,
    )  # fmt: skip
    yield Row(
        4, f"memory of the agent with {points:,} points, workers too",
        taken / _MIB, None, "MiB", "", "<= 250 MiB", taken / _MIB <= 250,
    )  # fmt: skip
    growth = (large / small) / (sizes[1] / sizes[0])
    yield Row(
        4, f"start with {points:,} points against {2 * sizes[0]:,}: time a point",
        large, small, "s", f"{growth:.2f} x a point", "<= 1 x a point", growth <= 1,
    )  # fmt: skip


def _started(connections: int) -> tuple[float, int]:
    """Return the median of the seconds that a start takes, and the memory after it."""
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with Plex.open(home, create=True) as plex:
            plex.init("Robin Example")
            plex.store.apply(Change(added=tuple(_lines(connections))))
        times, taken = [], 0
        for _ in range(_RUNS):
            ours, theirs = multiprocessing.Pipe()
            process = spawn.Process(target=_start, args=(home, theirs))
            process.start()
            times.append(ours.recv())
            time.sleep(1)
            taken = sum(pss(child) for child in family(process.pid or 0))
            ours.send(None)
            process.join()
    return sorted(times)[len(times) // 2], taken


def _start(home: Path, pipe: Connection) -> None:
    """Start an agent in a process of its own, and wait to be told to end."""
    import threading

    from plexus_ld.assembly.agent import Agent

    began = time.perf_counter()
    stop = threading.Event()
    with Plex.open(home) as plex:
        agent = Agent(plex)

        def ready(_started: object) -> None:
            pipe.send(time.perf_counter() - began)
            threading.Thread(target=lambda: (pipe.recv(), stop.set())).start()

        agent.run(stop, ready)


def _lines(connections: int) -> Iterator[str]:
    """Yield connections with two points each; nothing is polled before tomorrow."""
    soon = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0).isoformat()
    time_ = "^^<http://www.w3.org/2001/XMLSchema#dateTime>"
    for number in range(connections):
        card = f"<urn:uuid:{UUID(int=number)}>"
        agent = f"<https://people.example/{number}/card#me>"
        yield f"{card} {_TYPE} <{_PLX}Connection> {_GRAPH} ."
        yield f"{card} <{_PLX}agent> {agent} {_GRAPH} ."
        yield f"{card} <{_PLX}state> <{_PLX}accepted> {_GRAPH} ."
        for place, (kind, channel) in enumerate(
            (("OutgoingPoint", "ldn"), ("IncomingPoint", "feed"))
        ):
            point = f"<urn:uuid:{UUID(int=1_000_000 + 2 * number + place)}>"
            address = f"<https://people.example/{number}/{channel}>"
            yield f"{card} <{_PLX}connectionPoint> {point} {_GRAPH} ."
            yield f"{point} {_TYPE} <{_PLX}{kind}> {_GRAPH} ."
            yield f"{point} <{_PLX}channel> <{_PLX}{channel}> {_GRAPH} ."
            yield f"{point} <{_PLX}address> {address} {_GRAPH} ."
            if place:
                next_ = f'<{_PLX}nextPoll> "{soon}"{time_}'
                yield f"{point} {next_} <urn:x-plexus:polls> ."
