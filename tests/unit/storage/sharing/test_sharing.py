"""Several processes, one home: through the socket of the one that holds it."""

import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from plexus_ld.clock import now
from plexus_ld.errors import (
    HomeBusyError,
    StoreError,
)
from plexus_ld.model.change import Change
from plexus_ld.settings import Settings
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home
from plexus_ld.storage.opening import held
from plexus_ld.storage.sharing.address import listen
from plexus_ld.storage.sharing.shared import SharedEngine
from plexus_ld.storage.sharing.wire import Connection
from plexus_ld.store import Store, open_store
from tests.unit.storage.sharing.processes import APPLY, COUNT, named, process


def test_a_second_process_reads_and_writes_what_the_first_holds(
    home: Path, holder: Store
) -> None:
    with process(APPLY, str(home), "0", "5") as other:
        said, _ = other.communicate()

    assert other.returncode == 0
    assert said.split() == ["0", "1", "1", "2", "2", "3", "3", "4", "4", "5"]
    assert holder.sequence == 5
    assert len(list(holder.matching(graph="<a:g>"))) == 5


def test_who_follows_goes_on_with_the_next_holder(
    home: Path, holder: Store, guest: Store
) -> None:
    heard = []
    waiting = threading.Thread(
        target=lambda: heard.extend(guest._engine.since(0, 10, 30.0))
    )
    waiting.start()

    holder.close()
    guest.apply(Change(added=(named("Anna"),)))
    waiting.join()

    assert [record.sequence for record in heard] == [1]


def test_many_clients_write_at_once_and_nothing_is_lost(
    home: Path, holder: Store
) -> None:
    words = [(str(start), str(start + 40)) for start in range(0, 160, 40)]
    others = [process(APPLY, str(home), *span) for span in words]
    for other in others:
        other.communicate()

    assert [other.returncode for other in others] == [0, 0, 0, 0]
    assert holder.sequence == 160
    assert len(list(holder.matching(graph="<a:g>"))) == 160


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_holder_that_ends_while_it_writes_loses_and_doubles_nothing(
    home: Path, ending: signal.Signals
) -> None:
    acknowledged: list[int] = []
    with process(APPLY, str(home), "1000", "1000000") as first:
        assert first.stdout
        first.stdout.readline()
        with process(APPLY, str(home), "0", "300") as writer:
            assert writer.stdout
            while len(acknowledged) < 50:
                acknowledged.append(int(writer.stdout.readline().split()[0]))
            first.send_signal(ending)
            acknowledged += [int(line.split()[0]) for line in writer.stdout]
        acknowledged += [1000, *(int(line.split()[0]) for line in first.stdout)]

    assert writer.returncode == 0
    with open_store(home, settings=Settings()) as store:
        notes = [int(record.change.note) for record in store.history(1_000_000)]
        assert len(set(notes)) == len(notes)
        assert set(range(300)) <= set(acknowledged) <= set(notes)
        assert len(list(store.matching(graph="<a:g>"))) == len(notes)
        assert store.check() == []


def test_when_the_holder_ends_a_guest_takes_its_place_for_the_others(
    home: Path, holder: Store, guest: Store
) -> None:
    guest.apply(Change(added=(named("Anna"),)))

    holder.close()

    assert guest.sequence == 1
    with open_store(home, settings=Settings()) as third:
        assert third.apply(Change(added=(named("Bo"),))) == 2
        assert isinstance(third._engine, SharedEngine)
        assert not third._engine.is_holder


def test_a_query_is_answered_while_a_long_write_is_under_way(
    home: Path, holder: Store, guest: Store
) -> None:
    lines = tuple(named(str(number)) for number in range(40_000))
    during: list[int] = []
    writing = threading.Thread(target=lambda: holder.apply(Change(added=lines)))

    writing.start()
    while writing.is_alive():
        assert list(guest.matching(subject="<a:nobody>")) == []
        if writing.is_alive():
            during.append(guest.sequence)
    writing.join()

    assert during
    assert set(during) <= {0, 1}
    assert guest.sequence == 1


def test_a_home_whose_holder_never_answers_is_said_to_be_busy(home: Path) -> None:
    def hold() -> Engine:
        raise HomeBusyError("another process holds it, and does not answer")

    with pytest.raises(HomeBusyError):
        SharedEngine(home, hold, patience_s=0.0)


def test_an_undo_whose_answer_was_lost_is_not_sent_again(
    home: Path, tmp_path: Path
) -> None:
    with open_store(home, settings=Settings()) as store:
        store.apply(Change(added=(named("Anna"),)))
        store.apply(Change(added=(named("Bo"),)))

    listener, _ = listen(home)
    guest = SharedEngine(home, _busy_once(home), patience_s=5.0)
    ending = threading.Thread(target=_hang_up, args=(listener, home))
    ending.start()
    with pytest.raises(StoreError, match="may be done, or not"):
        guest.undo()
    ending.join()

    assert guest.sequence == 2
    guest.close()


def _busy_once(home: Path) -> Callable[[], Engine]:
    """Return a way to hold the home that fails the first time."""
    busy = iter([True])

    def hold() -> Engine:
        if next(busy, False):
            raise HomeBusyError("held")
        return held(Home(home), Settings(), None, None, now)

    return hold


def _hang_up(listener: socket.socket, home: Path) -> None:
    """Take one request, and end without an answer."""
    sock, _ = listener.accept()
    connection = Connection(sock)
    connection.call()
    connection.close()
    listener.close()
    (home / "socket").unlink()


def test_reading_changing_and_writing_from_several_processes_loses_nothing(
    home: Path, holder: Store
) -> None:
    others = [process(COUNT, str(home), "40") for _ in range(3)]
    for other in others:
        other.communicate()

    assert [other.returncode for other in others] == [0, 0, 0]
    assert [s[2] for s in holder.matching(subject="<a:counter>")] == ['"120"']


def test_many_processes_may_begin_one_home_at_once(home: Path) -> None:
    others = [process(APPLY, str(home), str(n), str(n + 1)) for n in range(6)]
    said = [other.communicate()[0] for other in others]

    assert [other.returncode for other in others] == [0] * 6
    assert sorted(int(words.split()[1]) for words in said) == [1, 2, 3, 4, 5, 6]


def test_nobody_hears_that_a_database_is_locked(home: Path) -> None:
    others = [process(APPLY, str(home), "0", "20") for _ in range(4)]
    ends = monotonic() + 60
    while any(other.poll() is None for other in others) and monotonic() < ends:
        sleep(0.01)

    said = [other.communicate()[0] for other in others]

    assert [other.returncode for other in others] == [0, 0, 0, 0]
    assert all(len(lines.splitlines()) == 20 for lines in said)
