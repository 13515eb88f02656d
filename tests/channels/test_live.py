"""What all live channels do: give up on a silent server, and wait with a bound."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from plexus_ld.channels import live
from plexus_ld.channels.base import Live
from plexus_ld.channels.registry import Channels, is_lacking
from plexus_ld.errors import ParseError, TemporaryListenError
from plexus_ld.model.arrival import Raw
from tests.channels.contract import account_of, point_of, subject_of
from tests.channels.hosts import HOSTS, standing
from tests.wire.talking import tools

SILENT = next(host for host in HOSTS if host.is_slow)


@pytest.mark.parametrize("name", ["xmpp", "matrix", "nostr", "irc"])
def test_a_silent_server_is_given_up(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = f"plexus_ld.channels.{name}"
    monkeypatch.setattr(f"{module}.CONNECT_S", 0.3)
    at = subject_of(name).at
    assert at

    with tools() as kit, standing(SILENT) as (host, port):
        channel, place = Channels(kit)[name], at(host, port)
        if is_lacking(channel.card):
            pytest.skip(f"the library of {name} is not installed")
        assert isinstance(channel, Live)
        account, point = account_of(channel.card, place), point_of(channel.card, place)
        with pytest.raises(TemporaryListenError):
            channel.connect(account, (point,), "", lambda _, __: None)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_nobody_waits_longer_than_said(loop: asyncio.AbstractEventLoop) -> None:
    ended = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    with pytest.raises(TimeoutError):
        live.wait_for(loop, forever(), 0.05)

    assert ended.wait(5)


def test_a_loop_that_has_ended_is_not_waited_for() -> None:
    loop = asyncio.new_event_loop()
    loop.close()

    async def nothing() -> None:
        """Do nothing."""

    with pytest.raises(TimeoutError):
        live.wait_for(loop, nothing(), 5)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("a.example", "a.example", 1),
        ("a.example:5", "a.example", 5),
        ("[::1]:5", "::1", 5),
        ("::1", "::1", 1),
        ("[::1]", "::1", 1),
    ],
)
def test_a_host_is_read_with_its_port_or_without(
    text: str, host: str, port: int
) -> None:
    assert live.split_host(text, 1) == (host, port)


@pytest.mark.parametrize("text", ["a.example:x", "a.example:0", "a.example:70000"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        live.split_host(text, 1)


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.evil.example", False),
        ("10.0.0.1", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_this_machine_is_told_from_others(host: str, is_here: bool) -> None:
    assert live.is_loopback(host) is is_here


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"7", b"\xff", b"[" * 100_000])
def test_what_is_no_object_of_json_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        live.spoken(Raw("xmpp", body))


def test_what_says_too_much_is_not_handed_on() -> None:
    with pytest.raises(ParseError):
        live.heard({"text": "x" * live.MAX_HEARD_BYTES})


def test_words_and_times_are_what_can_be_kept() -> None:
    assert live.word("a\0b\ud800") == "ab?"
    assert live.word(["a"]) == ""
    assert live.words(["a", 7, "", "b"]) == ("a", "b")
    assert live.time_of(60) == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    assert live.time_of(1e300) is None
    naive = live.moment("2026-03-01T10:00:00")
    assert naive is not None
    assert naive.utcoffset() == timedelta(0)
    assert live.moment("yesterday") is None
