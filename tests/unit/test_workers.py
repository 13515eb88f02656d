import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
        "from plexus_ld.workers.memory import WatchedMemory\n"
        "memory = WatchedMemory()\n"
        "memory.allow(50 * 1024**2)\n"
        "eaten = bytes(range(256)) * (800 * 1024)\n"
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


def test_that_many_threads_may_call_at_once(workers: Workers) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda n: workers.call(apart.doubled, n), range(200))
        )

    assert answers == [2 * number for number in range(200)]


def test_that_what_was_prepared_stays(workers: Workers, tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("abc", encoding="utf-8")
    prepared = (apart.state_of, (str(file),), apart.asked)

    first = workers.call_prepared("one", *prepared)
    second = workers.call_prepared("one", *prepared)

    assert first[1:] == (1, 3)
    assert second == (first[0], 2, 3)


def test_that_a_newer_key_is_prepared_anew(workers: Workers, tmp_path: Path) -> None:
    prepared = (apart.state_of, (str(tmp_path),), apart.asked)
    first = workers.call_prepared("older", *prepared)

    second = workers.call_prepared("newer", *prepared)

    assert second[1] == 1
    assert second[0] != first[0]


def test_that_a_prepared_worker_opens_nothing(workers: Workers, tmp_path: Path) -> None:
    file = tmp_path / "state"
    file.write_text("abc", encoding="utf-8")

    with pytest.raises(WorkerError, match=r"Too many open files|does not read"):
        workers.call_prepared(
            "sealed",
            apart.state_of,
            (str(file),),
            apart.open_after_preparing,
            os.__file__,
        )


def test_that_a_worker_reads_no_file_of_the_owner(
    workers: Workers, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")

    with pytest.raises(WorkerError, match="does not read this file"):
        workers.call(apart.read_file, str(secret))


def test_that_a_worker_writes_no_file(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="writes no file"):
        workers.call(apart.write_file, str(tmp_path / "new"))

    assert list(tmp_path.iterdir()) == []


def test_that_a_worker_connects_to_nobody(workers: Workers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)

        with pytest.raises(WorkerError, match="does not do this: socket"):
            workers.call(apart.connect, listening.getsockname()[1])

        with pytest.raises(TimeoutError):
            listening.accept()


def test_that_a_worker_sees_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLEXUS_PUBLISH_SECRET", "hush")
    monkeypatch.syspath_prepend(str(ROOT))

    with Workers() as workers:
        names = workers.call(apart.environment)

    assert "PLEXUS_PUBLISH_SECRET" not in names


def test_that_a_worker_inherits_no_file(workers: Workers, tmp_path: Path) -> None:
    with (tmp_path / "open").open("w"), socket.create_server(("127.0.0.1", 0)):
        names = workers.call(apart.open_files)

    assert names[:3] == ["0 device", "1 device", "2 device"]
    assert [name.split()[1] for name in names[3:]].count("socket") == 1
    assert [name for name in names[3:] if name.endswith(("other", "device"))] == []


def test_that_a_function_without_a_home_is_refused(workers: Workers) -> None:
    with pytest.raises(ValueError, match="cannot find"):
        workers.call(lambda: 1)


def test_that_closing_ends_every_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    with Workers() as workers:
        pid = workers.call(apart.pid_after, 0.0)

    assert _has_gone(pid)


def test_that_closed_workers_start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    workers = Workers()
    workers.call(apart.doubled, 1)
    workers.close()

    answer = workers.call(apart.doubled, 2)
    workers.close()

    assert answer == 4


def test_that_workers_outlive_what_they_are_forked_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    with Workers() as workers:
        parent = workers.call(os.getppid)
        os.kill(parent, signal.SIGKILL)
        while not _has_gone(parent):
            time.sleep(0.01)

        answers = [workers.call(apart.doubled, number) for number in range(3)]

    assert answers == [0, 2, 4]


def test_that_workers_go_when_the_program_is_killed() -> None:
    program = (
        "import json, os, sys, time\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from plexus_ld.workers import Workers\n"
        "from tests.unit import worker_functions as apart\n"
        "workers = Workers()\n"
        "print(json.dumps([workers.call(os.getpid), workers.call(os.getppid)]))\n"
        "sys.stdout.flush()\n"
        "workers.call(time.sleep, 60)\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as it:  # noqa: S603 - ours
        assert it.stdout
        pids = json.loads(it.stdout.readline())
        it.kill()

    assert all(_has_gone(pid) for pid in pids)


def test_that_the_main_module_is_not_run_again(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import operator, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from plexus_ld.workers import Workers\n"
        "print('ran')\n"
        "with Workers() as workers:\n"
        "    print(workers.call(operator.add, 1, 2))\n",
        encoding="utf-8",
    )

    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, str(program)], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["ran", "3"]


def test_that_no_thread_stays_behind(workers: Workers) -> None:
    before = threading.active_count()

    list(workers.map(apart.doubled, range(10)))

    assert threading.active_count() == before


def _has_gone(pid: int) -> bool:
    """Wait until a process has ended; one that nobody has waited for counts."""
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False
