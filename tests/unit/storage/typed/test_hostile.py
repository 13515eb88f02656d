"""Nobody's query ends this process, holds it up, or reaches a file or a machine."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from plexus_ld.errors import PlexusError, QueryError, QueryLimitError
from plexus_ld.settings import MIB, QuerySettings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.storage.typed import worker as typed_worker
from plexus_ld.storage.typed.answering import answer_of
from plexus_ld.storage.typed.text import Typed
from plexus_ld.storage.typed.tokens import tokens_of
from plexus_ld.workers import Workers
from tests.unit.storage.typed.hostile_queries import AFAR, BOMBS, REFUSED
from tests.unit.storage.typed.place import Place

#: The bombs are let off once: where tests run in several processes, in one of them.
pytestmark = pytest.mark.xdist_group("hostile queries")

#: Longest time for one of them, all told, on a machine with other things to do.
MOST_S = 5.0
SETTINGS = QuerySettings(
    timeout_s=0.5, max_memory_bytes=256 * MIB, max_answer_bytes=8 * MIB
)


@dataclass(frozen=True, slots=True)
class Outcome:
    error: PlexusError | None
    seconds: float


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def outcomes(place: Place, workers: Workers) -> dict[str, Outcome]:
    """Let off all bombs, four at a time."""
    with ThreadPoolExecutor(4) as threads:
        run = [
            threads.submit(_outcome, place, workers, text) for text in BOMBS.values()
        ]
        return {name: done.result() for name, done in zip(BOMBS, run, strict=True)}


def _outcome(place: Place, workers: Workers, text: str) -> Outcome:
    began = time.monotonic()
    format_ = "nt" if text.startswith(("CONSTRUCT", "DESCRIBE")) else "json"
    try:
        answer_of(cast(Engine, place), workers, text, format_, settings=SETTINGS)
    except PlexusError as error:
        return Outcome(error, time.monotonic() - began)
    return Outcome(None, time.monotonic() - began)


@pytest.mark.parametrize("name", BOMBS)
def test_that_a_bomb_ends_soon_and_clearly(
    name: str, outcomes: dict[str, Outcome]
) -> None:
    outcome = outcomes[name]

    assert outcome.seconds < MOST_S
    assert outcome.error is None or isinstance(outcome.error, QueryError)
    assert "Error" not in str(outcome.error)  # no fault of ours


def test_that_most_bombs_meet_a_limit(outcomes: dict[str, Outcome]) -> None:
    limited = [
        name for name, it in outcomes.items() if isinstance(it.error, QueryLimitError)
    ]

    assert len(limited) >= 15


@pytest.mark.parametrize("name", REFUSED)
def test_that_it_is_refused_before_it_runs(
    name: str, place: Place, workers: Workers, listening: socket.socket
) -> None:
    text = REFUSED[name].replace("{port}", str(listening.getsockname()[1]))

    with pytest.raises(QueryError):
        answer_of(cast(Engine, place), workers, text, "json", settings=SETTINGS)

    with pytest.raises(BlockingIOError):
        listening.accept()


@pytest.mark.parametrize("name", AFAR)
def test_that_a_service_is_sent_nothing_that_it_may_read_otherwise(name: str) -> None:
    typed = typed_text.query(AFAR[name].replace("{port}", "1"))

    with pytest.raises(QueryError):
        typed_text.refuse_elsewhere(typed)


def test_that_an_engine_that_takes_service_reaches_nobody(
    place: Place, workers: Workers, listening: socket.socket
) -> None:
    """The second line: a worker with a store open has no files left to connect with."""
    port = listening.getsockname()[1]
    hidden = f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"

    with pytest.raises(PlexusError, match=r"open files|engine|No file descriptors"):
        _unchecked(place, workers, hidden)

    with pytest.raises(BlockingIOError):
        listening.accept()


def _unchecked(place: Place, workers: Workers, text: str) -> bytes:
    typed = Typed(text, tokens_of(text), "SELECT", {}, ())
    question = typed_worker.Question(typed, {}, "json", None, None, MIB)
    folder = str(place.checkpoint())
    return workers.call_prepared(
        folder, typed_worker.opened, (folder,), typed_worker.results, question
    )


def test_that_others_are_answered_meanwhile(place: Place, workers: Workers) -> None:
    with ThreadPoolExecutor(2) as threads:
        bombs = [
            threads.submit(_outcome, place, workers, BOMBS["a cross product"])
            for _ in range(2)
        ]

        answers = [_outcome(place, workers, "ASK { ?s ?p ?o }") for _ in range(20)]

        still_running = [bomb for bomb in bombs if not bomb.done()]
        assert len(still_running) == 2
    assert [answer.error for answer in answers] == [None] * 20


def test_that_this_process_has_no_file_more_than_before(
    place: Place, workers: Workers
) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("open files are listed in /proc only")
    _outcome(place, workers, BOMBS["a cross product"])
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count

    for _ in range(8):
        _outcome(place, workers, BOMBS["a cross product"])

    assert len(os.listdir("/proc/self/fd")) <= before + 2  # noqa: PTH208 - a count
