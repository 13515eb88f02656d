import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld import queries
from plexus_ld.errors import (
    FetchError,
    PlexusError,
    UnknownQueryError,
    WorkerError,
    WorkerLimitError,
)
from plexus_ld.model.activity import Verb
from plexus_ld.workers import Limits, Workers, frames
from plexus_ld.workers.memory import TOO_MUCH_MEMORY
from tests.unit import worker_functions as apart

ROOT = Path(__file__).parents[2]
SOON = Limits(wall_s=0.5, cpu_s=5.0)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    path = str(ROOT)
    sys.path.append(path)
    with Workers() as workers:
        yield workers
    sys.path.remove(path)


def test_that_a_function_is_run_in_another_process(workers: Workers) -> None:
    pid = workers.call(apart.pid_after, 0.0)

    assert pid != os.getpid()


def test_that_the_next_call_finds_the_worker_warm(workers: Workers) -> None:
    first = workers.call(apart.pid_after, 0.0)

    second = workers.call(apart.pid_after, 0.0)

    assert second == first


def test_that_a_frozen_value_of_ours_comes_back_whole(workers: Workers) -> None:
    document = workers.call(apart.document, "alice")

    assert document == apart.document("alice")


def test_that_an_enumeration_of_ours_comes_back_as_itself(workers: Workers) -> None:
    verb = workers.call(Verb, "Like")

    assert verb is Verb.LIKE


def test_that_an_error_of_ours_comes_back_with_its_facts(workers: Workers) -> None:
    with pytest.raises(UnknownQueryError) as caught:
        workers.call(queries.load, "nobody-asks-this")

    assert caught.value.name == "nobody-asks-this"
    assert str(caught.value) == str(UnknownQueryError("nobody-asks-this"))


def test_that_a_value_that_is_not_ours_is_not_unpickled(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="may not send"):
        workers.call(apart.foreign)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(b"cos\nsystem\n(S'true'\ntR.", id="a function of the system"),
        pytest.param(b"cbuiltins\neval\n(S'1'\ntR.", id="eval"),
        pytest.param(b"cplexus_ld.settings\nos\n.", id="a module inside of ours"),
        pytest.param(b"cplexus_ld.settings\nload\n(tR.", id="a function of ours"),
        pytest.param(b"cplexus_ld.workers\nWorkers\n(tR.", id="a class not frozen"),
        pytest.param(b"cplexus_ld.nothing\nX\n.", id="a module that is not there"),
    ],
)
def test_that_no_answer_makes_this_process_call_anything(hostile: bytes) -> None:
    with pytest.raises((pickle.UnpicklingError, ModuleNotFoundError)):
        frames.unpack(hostile)


def test_that_an_endless_function_is_ended(workers: Workers) -> None:
    with pytest.raises(WorkerLimitError, match=r"longer than 0.5 s") as caught:
        workers.call(apart.spin, limits=SOON)

    assert caught.value.limit == "time"


def test_that_a_second_on_the_processor_may_be_the_limit(workers: Workers) -> None:
    with pytest.raises(WorkerLimitError, match="longer than 1 s"):
        workers.call(apart.spin, limits=Limits(wall_s=10.0, cpu_s=1.0))


def test_that_memory_has_a_limit(workers: Workers) -> None:
    limits = Limits(memory_bytes=256 * 1024**2)

    with pytest.raises(WorkerLimitError, match="more memory than 256 MiB") as caught:
        workers.call(apart.eaten, 300, limits=limits)

    assert caught.value.limit == "memory"
    assert workers.call(apart.eaten, 200, limits=limits) == 200 * 1024**2


def test_that_a_watchdog_keeps_the_limit_where_the_system_does_not() -> None:
    program = (
        "import time\n"
        "from plexus_ld.workers.memory import WatchedMemory, _peak_bytes\n"
        "memory = WatchedMemory()\n"
        "memory.allow(50 * 1024**2)\n"
        # The peak of whoever starts a process counts as its own (Linux keeps it
        # over exec), so more than that has to be eaten.
        "eaten = b'x' * (_peak_bytes() + 200 * 1024**2)\n"
        "time.sleep(60)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)  # noqa: S603 - ours

    assert done.returncode == TOO_MUCH_MEMORY


def test_that_a_fault_names_itself(
    workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(WorkerError, match="ZeroDivisionError: unforeseen"):
        workers.call(apart.doubled_or_worse, -4)

    assert "doubled_or_worse" in caplog.text


def test_that_a_worker_that_died_is_replaced(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="SIGSEGV"):
        workers.call(signal.raise_signal, signal.SIGSEGV)

    assert workers.call(apart.doubled, 4) == 8


def test_that_a_map_answers_in_order(workers: Workers) -> None:
    answers = list(workers.map(apart.doubled, range(300)))

    assert answers == [2 * number for number in range(300)]


def test_that_a_map_reads_no_further_than_it_works(workers: Workers) -> None:
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100_000):
            read.append(number)
            yield number

    answers = workers.map(apart.doubled, numbers())
    first = next(answers)
    answers.close()  # type: ignore[attr-defined]

    assert first == 0
    assert len(read) < 1000


def test_that_a_poisoned_item_spoils_no_other(
    workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    poison = {7: -1, 20: -2, 21: -3, 40: -4, 41: -5}
    items = [poison.get(number, number) for number in range(50)]

    answers = list(workers.map(apart.doubled_or_worse, items, SOON))

    sound = [n for n in range(50) if n not in poison]
    assert [answers[n] for n in sound] == [2 * n for n in sound]
    spoilt = {n: type(answers[n]) for n in poison}
    assert spoilt == {
        7: WorkerLimitError,
        20: WorkerLimitError,
        21: WorkerLimitError,
        40: WorkerError,
        41: FetchError,
    }
    assert all(isinstance(answers[n], PlexusError) for n in poison)


def test_that_nothing_is_asked_of_an_empty_map(workers: Workers) -> None:
    assert list(workers.map(apart.doubled, [])) == []


def test_that_a_map_that_is_broken_off_ends_what_it_began(workers: Workers) -> None:
    answers = workers.map(apart.pid_after, [0.0, 60.0, 60.0], Limits(wall_s=100.0))

    began = time.monotonic()
    next(answers)
    answers.close()  # type: ignore[attr-defined]

    assert time.monotonic() - began < 30
