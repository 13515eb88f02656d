import json
import os
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

from plexus_ld.errors import (
    WorkerError,
)
from plexus_ld.workers import Limits, Workers
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
