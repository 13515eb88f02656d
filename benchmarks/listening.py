"""Promise 6: feeds polled, stored, joined, searchable, against PyPI `reader`.

The other side runs in the interpreter that ``PLEXUS_READER_PYTHON`` names, this one if
nothing does; without `reader` in it, our side is measured alone.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from benchmarks.measure import Row
from plexus_ld.assembly.plex import Plex
from plexus_ld.model.change import Change
from plexus_ld.settings import NetSettings, Settings

_HERE = Path(__file__).parent
_PORTS = 50
_ENTRIES = 20
_BAR = 5.0
#: What is measured, in turn: each of them once in a round.
_STEPS = ("first time", "all unchanged", "one in ten changed")
_PLX = "https://w3id.org/plexus#"


def measure(full: bool) -> Iterator[Row]:
    """Yield a row a step: 2,000 feeds in five rounds, 500 in three without ``full``."""
    feeds, rounds = (2_000, 5) if full else (500, 3)
    ours: list[list[float]] = [[] for _ in _STEPS]
    theirs: list[list[float]] = [[] for _ in _STEPS]
    with _server(feeds) as (urls, control):
        for turn in range(rounds + 1):
            _round(urls, control, turn * 10, ours, theirs)
    for number, step in enumerate(_STEPS):
        yield _row(step, feeds, ours[number][1:], theirs[number][1:])


def _row(step: str, feeds: int, ours: list[float], theirs: list[float]) -> Row:
    mine = statistics.median(ours)
    what = f"poll {feeds:,} feeds of {_ENTRIES} entries, {step}"
    if not theirs:
        return Row(6, what, feeds / mine, None, "feeds/s", "", f">= {_BAR:g} x", False)
    other = statistics.median(theirs)
    ratio = other / mine
    return Row(
        6, what, feeds / mine, feeds / other, "feeds/s", f"{ratio:.1f} x faster",
        f">= {_BAR:g} x", ratio >= _BAR,
    )  # fmt: skip


def _round(
    urls: list[str],
    control: str,
    turn: int,
    ours: list[list[float]],
    theirs: list[list[float]],
) -> None:
    """Have both sides do each step, in turn, on what is new to them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _ours(Path(folder), urls) as plex,
        _reader(Path(folder), urls) as reader,
    ):
        for number, _ in enumerate(_STEPS):
            if number == 2:
                urllib.request.urlopen(f"{control}/change/{turn}").close()
            ours[number].append(_poll(plex))
            if reader is not None:
                reader.stdin.write("update\n")
                reader.stdin.flush()
                seconds, _entries = json.loads(reader.stdout.readline())
                theirs[number].append(seconds)


def _poll(plex: Plex) -> float:
    start = time.perf_counter()
    now = plex.clock()
    heard = plex.listening.poll_all(plex.listening.targets(now), now)
    plex.stream.words.bring_up_to_date()
    seconds = time.perf_counter() - start
    assert not heard.errors, heard.errors[:3]
    return seconds


@contextmanager
def _ours(folder: Path, urls: list[str]) -> Iterator[Plex]:
    settings = Settings(net=NetSettings(allow_hosts=("127.0.0.1",)))
    with Plex.open(folder / "home", create=True, settings=settings) as plex:
        plex.store.apply(Change(tuple(_point_lines(urls)), note="feeds"))
        yield plex


def _point_lines(urls: list[str]) -> Iterator[str]:
    graph = "<urn:x-plexus:plex> ."
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for number, url in enumerate(urls):
        card, point = (
            f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{what} {url}')}>"
            for what in ("card", "point")
        )
        yield f"{card} {type_} <{_PLX}Connection> {graph}"
        yield f"{card} <{_PLX}agent> <http://feeds.example/{number}#it> {graph}"
        yield f"{card} <{_PLX}state> <{_PLX}accepted> {graph}"
        yield f"{card} <{_PLX}connectionPoint> {point} {graph}"
        yield f"{point} {type_} <{_PLX}IncomingPoint> {graph}"
        yield f"{point} <{_PLX}channel> <{_PLX}feed> {graph}"
        yield f"{point} <{_PLX}address> <{url}> {graph}"


@contextmanager
def _reader(folder: Path, urls: list[str]) -> Iterator[Any]:
    python = os.environ.get("PLEXUS_READER_PYTHON", sys.executable)
    has = subprocess.run([python, "-c", "import reader"], capture_output=True)
    if has.returncode:
        yield None
        return
    command = [python, str(_HERE / "reader_side.py"), str(folder / "reader.db")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(urls) + "\n")
        process.stdin.flush()
        yield process
        process.stdin.close()


@contextmanager
def _server(feeds: int) -> Iterator[tuple[list[str], str]]:
    command = [sys.executable, str(_HERE / "feed_server.py"), str(feeds), str(_PORTS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        bases = [f"http://127.0.0.1:{port}" for port in ports]
        urls = [f"{bases[n % len(bases)]}/f{n}" for n in range(feeds)]
        try:
            yield urls, bases[0]
        finally:
            process.terminate()
