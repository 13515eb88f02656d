"""Several processes, one home: through the socket of the one that holds it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from time import monotonic, sleep

import pytest

from plexus_ld.clock import now
from plexus_ld.errors import (
    ConflictError,
    HomeBusyError,
    HomeError,
    InvalidChangeError,
    PlexusError,
    QueryError,
    StoreError,
    UnknownQueryError,
    WhoError,
)
from plexus_ld.model.change import Change
from plexus_ld.settings import Settings
from plexus_ld.storage import wire
from plexus_ld.storage.engine import Engine
from plexus_ld.storage.home import Home
from plexus_ld.storage.home_address import Address, find_address, is_of, listen
from plexus_ld.storage.home_socket import HomeSocket
from plexus_ld.storage.opening import held
from plexus_ld.storage.remote import RemoteEngine
from plexus_ld.storage.sharing import SharedEngine
from plexus_ld.storage.wire import Connection, GoneError, Kind
from plexus_ld.storage.wire_errors import from_facts, to_facts
from plexus_ld.store import Store, open_store

GRAPH = "<http://anna.example/card>"
NAME = "<http://xmlns.com/foaf/0.1/name>"


def named(name: str) -> str:
    return f'<http://anna.example/card#me> {NAME} "{name}" {GRAPH} .'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def holder(home: Path) -> Iterator[Store]:
    with open_store(home, settings=Settings()) as store:
        yield store


@pytest.fixture
def guest(home: Path, holder: Store) -> Iterator[Store]:
    with open_store(home, settings=Settings()) as store:
        yield store


def process(script: str, *words: str) -> subprocess.Popen[str]:
    """Run a script in a process of its own; its words are in ``sys.argv[1:]``."""
    begin = """
        import sys
        from pathlib import Path
        from plexus_ld.model.change import Change
        from plexus_ld.settings import Settings
        from plexus_ld.store import open_store
        store = open_store(Path(sys.argv[1]), settings=Settings())
    """
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-c", dedent(begin) + dedent(script), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
    print("held", flush=True)
    sys.stdin.read()
"""

APPLY = """
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        line = f'<http://anna.example/card#me> <a:n> "{number}" <a:g> .'
        sequence = store.apply(Change(added=(line,), note=str(number)))
        print(number, sequence, flush=True)
    store.close()
"""


def test_a_second_process_reads_and_writes_what_the_first_holds(
    home: Path, holder: Store
) -> None:
    with process(APPLY, str(home), "0", "5") as other:
        said, _ = other.communicate()

    assert other.returncode == 0
    assert said.split() == ["0", "1", "1", "2", "2", "3", "3", "4", "4", "5"]
    assert holder.sequence == 5
    assert len(list(holder.matching(graph="<a:g>"))) == 5


def test_all_that_an_engine_can_do_can_be_asked_through_the_socket(
    home: Path, holder: Store, guest: Store, tmp_path: Path
) -> None:
    guest.apply(Change(added=(named("Anna"), named("Zoë \u2028 \\t")), note="first"))
    guest.apply(Change(added=(named("Bo"),), removed=(named("Anna"),)))
    far, near = guest._engine, holder._engine

    text = f"SELECT ?n WHERE {{ GRAPH ?g {{ ?s {NAME} ?n }} }} ORDER BY ?n"
    ours = [str(row["n"]) for row in far.select(text, {"g": (GRAPH,)})]
    assert ours == [str(row["n"]) for row in near.select(text, {"g": (GRAPH,)})]
    assert ours[0] == '"Bo"'
    assert far.ask("ASK WHERE { GRAPH ?g { ?s ?p ?o } }", {"o": ('"Bo"',)})
    built = f"CONSTRUCT {{ ?s {NAME} ?n }} WHERE {{ GRAPH ?g {{ ?s {NAME} ?n }} }}"
    assert sorted(far.construct(built, {})) == sorted(near.construct(built, {}))
    assert sorted(far.matching()) == sorted(near.matching())
    assert list(far.graphs()) == [GRAPH]
    assert far.history(10, None, ()) == near.history(10, None, ())
    assert far.history(10, None, ['"Anna"'])[0].change.note == ""
    assert far.history(10, 2, ())[0].change.note == "first"
    assert far.since(1, 10, 0) == near.since(1, 10, 0)
    assert far.undo().sequence == 2
    far.rederive()
    assert far.check() == []
    assert far.checkpoint() == near.checkpoint()
    far.backup(tmp_path / "backup")
    assert any((tmp_path / "backup").iterdir())
    far.apply(Change(removed=(named("Anna"), named("Zoë \u2028 \\t"))))
    far.erase([GRAPH])
    assert far.sequence == near.sequence


def test_who_follows_hears_of_a_change_when_it_is_kept(
    holder: Store, guest: Store
) -> None:
    heard = []
    waiting = threading.Thread(
        target=lambda: heard.extend(guest._engine.since(0, 10, 30.0))
    )

    waiting.start()
    holder.apply(Change(added=(named("Anna"),)))
    waiting.join()

    assert [record.sequence for record in heard] == [1]


def test_a_holder_that_closes_does_not_wait_for_who_follows(
    home: Path, holder: Store, guest: Store
) -> None:
    heard = []
    waiting = threading.Thread(
        target=lambda: heard.append(guest._engine.since(0, 10, 2.0))
    )
    waiting.start()

    holder.close()
    waiting.join()

    assert heard == [[]]


def test_errors_keep_their_class_and_their_facts(holder: Store, guest: Store) -> None:
    holder.apply(Change(added=(named("Anna"),)))

    with pytest.raises(ConflictError) as conflict:
        guest.apply(Change(added=(named("Bo"),)), expecting=0)
    with pytest.raises(QueryError):
        guest._engine.select("SELECT nonsense", {})
    with pytest.raises(StoreError):
        guest.apply(Change(added=("no statement",)))
    with pytest.raises(StoreError, match="no line break"):
        guest.apply(Change(added=("<a:s> <a:p>\n<a:o> <a:g> .",)))

    assert (conflict.value.expected, conflict.value.found) == (0, 1)
    assert guest.sequence == 1


@pytest.mark.parametrize(
    "error",
    [
        ConflictError(3, 5),
        InvalidChangeError(["one", "two"]),
        QueryError("wrong", 3, 7),
        StoreError("the disk is full"),
        UnknownQueryError("nonsense"),
        HomeError("of another version"),
    ],
)
def test_an_error_of_the_list_crosses_whole(error: PlexusError) -> None:
    back = from_facts(to_facts(error))

    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_an_error_that_is_not_on_the_list_crosses_as_a_sentence() -> None:
    back = from_facts(to_facts(WhoError("Anna")))

    assert type(back) is StoreError
    assert "Anna" in str(back)
    assert type(from_facts({"class": "Popen", "facts": ["ls"]})) is StoreError
    assert type(from_facts({"class": "ConflictError", "facts": [1]})) is StoreError


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


def test_a_holder_that_is_killed_loses_no_acknowledged_change_and_doubles_none(
    home: Path,
) -> None:
    acknowledged: list[int] = []
    with process(HOLD, str(home)) as first:
        assert first.stdout
        first.stdout.readline()
        with process(APPLY, str(home), "0", "300") as writer:
            assert writer.stdout
            while len(acknowledged) < 50:
                acknowledged.append(int(writer.stdout.readline().split()[0]))
            first.send_signal(signal.SIGKILL)
            acknowledged += [int(line.split()[0]) for line in writer.stdout]

    assert writer.returncode == 0
    assert acknowledged == list(range(300))
    with open_store(home, settings=Settings()) as store:
        notes = [record.change.note for record in store.history(1_000)]
        assert sorted(map(int, notes)) == list(range(300))
        assert len(list(store.matching(graph="<a:g>"))) == 300


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


def test_a_large_change_and_a_large_answer_cross_in_frames(
    holder: Store, guest: Store
) -> None:
    long = "x" * (3 * wire.MAX_PIECE_BYTES)
    lines = (named(long), *(named(str(number)) for number in range(30_000)))

    guest.apply(Change(added=lines))

    assert len(list(guest.matching(graph=GRAPH))) == 30_001
    assert len(list(guest.matching(object=f'"{long}"'))) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x01\xff\xff\xff\xff" + b"{" * 100,
        b"\x01\x00\x00\x00\x02[]",
        b"\x01\x00\x00\x00\x04nope",
        b"\x03\x00\x00\x00\x02{}",
        b"\x01\x00\x00\x00\x02{}\x03\x00\x00\x00\x02{}",
        b"\x01\x00\x00\x00\x02{}\x02\x7f\xff\xff\xff",
        b"\x01\x00\x00\x27\x10" + b"[" * 10_000,
    ],
)
def test_garbage_from_one_client_hurts_nobody_else(
    home: Path, holder: Store, guest: Store, garbage: bytes
) -> None:
    address = find_address(home)
    assert address
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(address.path)
        stranger.sendall(garbage)
        stranger.shutdown(socket.SHUT_WR)
        stranger.settimeout(10)
        assert stranger.recv(100) == b""

    assert guest.apply(Change(added=(named("Anna"),))) == 1


@pytest.mark.parametrize(
    "call",
    [
        {"op": "nonsense"},
        {"op": "close"},
        {"op": "select"},
        {"op": "select", "text": 1, "values": {}},
        {"op": "select", "text": "ASK {}", "values": {"x": "no list"}},
        {"op": "matching", "pattern": [1, 2]},
        {"op": "history", "limit": "all", "before": None, "mentioning": []},
        {"op": "erase", "graphs": [["x"]]},
    ],
)
def test_a_call_of_the_wrong_form_is_not_answered(
    holder: Store, guest: Store, home: Path, call: dict[str, object]
) -> None:
    address = find_address(home)
    assert address
    connection = address.connect()

    connection.send(Kind.CALL, {**address.greeting(), **call})
    connection.send(Kind.DONE, {})

    with pytest.raises(GoneError):
        list(connection.data())
    connection.close()
    assert guest.sequence == 0


def test_a_program_of_another_version_is_told_so(holder: Store, home: Path) -> None:
    address = find_address(home)
    assert address
    connection = address.connect()

    connection.send(Kind.CALL, {**address.greeting(), "op": "sequence", "protocol": 0})
    connection.send(Kind.DONE, {})
    list(connection.data())
    connection.close()

    assert isinstance(from_facts(connection.done["error"]), HomeError)


def test_the_socket_and_its_place_are_the_owners_alone(
    home: Path, holder: Store
) -> None:
    assert (home / "socket").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o077 == 0


def test_only_processes_of_the_same_user_are_let_in() -> None:
    here, there = socket.socketpair(socket.AF_UNIX)

    with here, there:
        assert is_of(here, os.geteuid())
        assert not is_of(here, os.geteuid() + 1)


def test_a_socket_that_a_killed_process_left_is_replaced(home: Path) -> None:
    with process(HOLD, str(home)) as first:
        assert first.stdout
        first.stdout.readline()
        first.kill()
    assert (home / "socket").exists()

    with open_store(home, settings=Settings()) as store:
        with open_store(home, settings=Settings()) as beside:
            assert beside.apply(Change(added=(named("Anna"),))) == 1
        assert store.sequence == 1

    assert not (home / "socket").exists()


def test_a_path_too_long_for_a_socket_leads_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30) / "home"

    with open_store(home, settings=Settings()) as store:
        address = find_address(home)
        assert address
        assert Path(address.path).parent.stat().st_mode & 0o777 == 0o700
        with open_store(home, settings=Settings()) as beside:
            beside.apply(Change(added=(named("Anna"),)))
        assert store.sequence == 1

    assert not Path(address.path).parent.exists()
    assert find_address(home) is None


def test_where_there_are_no_unix_sockets_a_token_opens_a_port(
    tmp_path: Path, holder: Store
) -> None:
    served = HomeSocket(tmp_path, holder._engine, unix=False)
    address = find_address(tmp_path)
    assert address
    assert (tmp_path / "socket.address").stat().st_mode & 0o777 == 0o600

    far = RemoteEngine(address)
    assert far.apply(Change(added=(named("Anna"),))) == 1
    far.close()
    with pytest.raises(GoneError):
        _ = RemoteEngine(Address(port=address.port, token="guess")).sequence  # noqa: S106

    served.close()
    with pytest.raises(GoneError):
        RemoteEngine(address)


def test_a_listener_of_somebody_else_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener, address = listen(tmp_path)
    monkeypatch.setattr("plexus_ld.storage.home_address.os.geteuid", lambda: 4242)

    with listener, pytest.raises(GoneError):
        address.connect()


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
        return held(Home(home), Settings(), None, now)

    return hold


def _hang_up(listener: socket.socket, home: Path) -> None:
    """Take one request, and end without an answer."""
    sock, _ = listener.accept()
    connection = Connection(sock)
    connection.call()
    connection.close()
    listener.close()
    (home / "socket").unlink()


def test_nobody_hears_that_a_database_is_locked(home: Path) -> None:
    others = [process(APPLY, str(home), "0", "20") for _ in range(4)]
    ends = monotonic() + 60
    while any(other.poll() is None for other in others) and monotonic() < ends:
        sleep(0.01)

    said = [other.communicate()[0] for other in others]

    assert [other.returncode for other in others] == [0, 0, 0, 0]
    assert all(len(lines.splitlines()) == 20 for lines in said)
