"""IRC against ngIRCd: what is said arrives, both ways."""

from collections.abc import Iterator

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.irc import IrcChannel, open_channel
from plexus_ld.channels.wires import Wires
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.connection import Account, ConnectionPoint
from tests.wire.daemon import free_port
from tests.wire.ngircd import PASSWORD, Ngircd, ngircd
from tests.wire.talking import Ear, delivery, note, point, tools, until

pytest.importorskip("pydle")

ALICE = point("irc", "irc://irc.test/alice,isnick")
BOB = point("irc", "irc://irc.test/bob,isnick")
ROOM = point("irc", "irc://irc.test/plexus")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ngircd]:
    with ngircd(tmp_path_factory.mktemp("ngircd")) as running:
        yield running


@pytest.fixture
def kit() -> Iterator[Tools]:
    with tools() as kit:
        yield kit


@pytest.fixture
def irc(kit: Tools) -> IrcChannel:
    return open_channel(kit)


@pytest.fixture
def wires(irc: IrcChannel) -> Iterator[Wires]:
    wires = Wires({"irc": irc}, beat_s=0.05)
    yield wires
    wires.close()


def account(server: Ngircd, name: str, password: str = PASSWORD) -> Account:
    settings = {"server": server.server, "nick": name, "networks": "irc.test"}
    return Account("irc", name, settings=settings, secrets={"password": password})


def listen(
    wires: Wires, server: Ngircd, name: str, irc: IrcChannel, *points: ConnectionPoint
) -> Ear:
    ear = Ear(irc.read)
    wires.listen(account(server, name), points, "", ear)
    return ear


def test_what_is_said_to_a_nick_arrives_both_ways(
    server: Ngircd, wires: Wires, irc: IrcChannel
) -> None:
    bobs = listen(wires, server, "bob", irc, ALICE)
    alices = listen(wires, server, "alice", irc, BOB)

    wires.deliver(delivery(note("Hello 🌻\nBob"), BOB, account(server, "alice")))
    wires.deliver(delivery(note(":)"), ALICE, account(server, "bob")))

    [heard] = bobs.wait()
    assert (heard.text, heard.is_private) == ("Hello 🌻\nBob", True)
    assert heard.sender == str(ALICE.address)
    assert [each.text for each in alices.wait()] == [":)"]


def test_what_is_said_in_a_channel_is_said_by_the_channel(
    server: Ngircd, wires: Wires, irc: IrcChannel
) -> None:
    bobs = listen(wires, server, "bob", irc, ROOM)
    long = " ".join(["shoes"] * 120)

    wires.deliver(delivery(note(long), ROOM, account(server, "alice")))

    [heard] = bobs.wait()
    assert heard.text.replace("\n", " ") == long
    assert (heard.sender, heard.sender_name) == ("", "alice")
    assert not heard.is_private


def test_a_text_cannot_hold_a_command(
    server: Ngircd, wires: Wires, irc: IrcChannel
) -> None:
    bobs = listen(wires, server, "bob", irc, ALICE)
    sly = "one\r\nQUIT :gone\r\x01VERSION\x01"

    wires.deliver(delivery(note(sly), BOB, account(server, "alice")))

    assert bobs.wait()[0].text == "one\nQUIT :gone\nVERSION"


def test_who_is_not_there_gets_it_later(server: Ngircd, wires: Wires) -> None:
    nobody = point("irc", "irc://irc.test/nobody,isnick")

    with pytest.raises(TemporaryDeliveryError, match="nobody is not there") as caught:
        wires.deliver(delivery(note("Hello"), nobody, account(server, "alice")))

    assert not caught.value.is_hosts


@pytest.mark.parametrize(
    "address",
    ["irc://elsewhere.test/plexus", "irc://irc.test/", "irc://irc.test/a%20b,isnick"],
)
def test_an_address_on_another_server_or_none_is_refused(
    server: Ngircd, wires: Wires, address: str
) -> None:
    with pytest.raises(PermanentDeliveryError):
        wires.deliver(
            delivery(note("Hello"), point("irc", address), account(server, "alice"))
        )


def test_a_wrong_password_waits_for_the_owner_and_is_not_shown(
    server: Ngircd, irc: IrcChannel, wires: Wires
) -> None:
    wrong = account(server, "alice", "hunter2")

    with pytest.raises(PermanentListenError) as refused:
        irc.connect(wrong, (), "", None)
    with pytest.raises(TemporaryDeliveryError) as waiting:
        wires.deliver(delivery(note("Hello"), BOB, wrong))

    assert "plexus channel set irc" in str(refused.value)
    assert waiting.value.is_hosts
    assert "hunter2" not in f"{refused.value!r} {waiting.value!r}"


def test_a_server_that_is_down_is_worth_another_try(irc: IrcChannel) -> None:
    settings = {"server": f"127.0.0.1:{free_port()}", "nick": "alice"}

    with pytest.raises(TemporaryListenError):
        irc.connect(Account("irc", settings=settings), (), "", None)


def test_what_strangers_say_is_not_taken(
    server: Ngircd, wires: Wires, irc: IrcChannel
) -> None:
    bobs = listen(wires, server, "bob", irc, ALICE)

    wires.deliver(delivery(note("Buy shoes"), BOB, account(server, "mallory")))
    wires.deliver(delivery(note("Hello"), BOB, account(server, "alice")))

    assert [each.text for each in bobs.wait()] == ["Hello"]


def test_after_the_server_was_killed_it_goes_on(
    server: Ngircd, wires: Wires, irc: IrcChannel
) -> None:
    bobs = listen(wires, server, "bob", irc, ALICE)
    wires.deliver(delivery(note("before"), BOB, account(server, "alice")))
    bobs.wait()

    server.daemon.kill()
    until(lambda: not wires.listening()[0].is_open)
    with pytest.raises(TemporaryDeliveryError):
        wires.deliver(delivery(note("meanwhile"), BOB, account(server, "alice")))
    server.daemon.start()
    until(lambda: wires.listening()[0].is_open)
    until(lambda: _delivered(wires, server))

    assert [each.text for each in bobs.wait(2)] == ["before", "after"]


def _delivered(wires: Wires, server: Ngircd) -> bool:
    try:
        wires.deliver(delivery(note("after"), BOB, account(server, "alice")))
    except TemporaryDeliveryError:
        return False
    return True
