"""Who is let in through the home's socket, and what is not understood there."""

import os
import socket
from pathlib import Path

import pytest

from plexus_ld.errors import (
    HomeError,
)
from plexus_ld.model.change import Change
from plexus_ld.settings import Settings
from plexus_ld.storage.sharing.address import Address, find_address, is_of, listen
from plexus_ld.storage.sharing.errors import from_facts
from plexus_ld.storage.sharing.remote import RemoteEngine
from plexus_ld.storage.sharing.server import HomeSocket
from plexus_ld.storage.sharing.wire import GoneError, Kind
from plexus_ld.store import Store, open_store
from tests.unit.storage.sharing.processes import (
    HOLD,
    named,
    process,
)


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


def test_a_home_in_which_no_socket_can_lie_leads_elsewhere(home: Path) -> None:
    (home / "socket").mkdir(parents=True)

    with open_store(home, settings=Settings()) as store:
        with open_store(home, settings=Settings()) as beside:
            beside.apply(Change(added=(named("Anna"),)))
        assert store.sequence == 1

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
    monkeypatch.setattr("plexus_ld.storage.sharing.address.os.geteuid", lambda: 4242)

    with listener, pytest.raises(GoneError):
        address.connect()
