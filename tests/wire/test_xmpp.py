"""XMPP against Prosody: what is said arrives, both ways, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.wires import Wires
from plexus_ld.channels.xmpp import XmppChannel, open_channel
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Kind, Verb
from plexus_ld.model.connection import Account
from tests.wire.daemon import free_port
from tests.wire.prosody import DOMAIN, PASSWORD, Prosody, prosody
from tests.wire.talking import Ear, delivery, note, picture, point, tools, until

pytest.importorskip("slixmpp")

ALICE = point("xmpp", f"xmpp:alice@{DOMAIN}")
BOB = point("xmpp", f"xmpp:bob@{DOMAIN}")


@pytest.fixture(scope="module")
def server() -> Iterator[Prosody]:
    with prosody("alice", "bob") as running:
        yield running


@pytest.fixture
def kit(server: Prosody) -> Iterator[Tools]:
    with tools(server.files) as kit:
        yield kit


@pytest.fixture
def xmpp(kit: Tools) -> XmppChannel:
    return open_channel(kit)


@pytest.fixture
def wires(xmpp: XmppChannel) -> Iterator[Wires]:
    wires = Wires({"xmpp": xmpp}, beat_s=0.05)
    yield wires
    wires.close()


def account(server: Prosody, name: str, password: str = PASSWORD) -> Account:
    settings = {"jid": f"{name}@{DOMAIN}", "server": server.server}
    return Account("xmpp", name, settings=settings, secrets={"password": password})


def listen(
    wires: Wires, server: Prosody, name: str, xmpp: XmppChannel, cursor: str = ""
) -> Ear:
    ear = Ear(xmpp.read)
    points = (ALICE if name == "bob" else BOB,)
    wires.listen(account(server, name), points, cursor, ear)
    return ear


def test_what_is_said_arrives_and_is_answered(
    server: Prosody, wires: Wires, xmpp: XmppChannel
) -> None:
    bobs, alices = (listen(wires, server, name, xmpp) for name in ("bob", "alice"))
    said = note("Hello <Bob> & all 🌻")

    receipt = wires.deliver(delivery(said, BOB, account(server, "alice")))
    [heard] = bobs.wait()
    answer = note("Hello yourself")
    wires.deliver(delivery(answer, ALICE, account(server, "bob"), reply_to=heard.id))

    assert (heard.verb, heard.text) == (Verb.CREATE, "Hello <Bob> & all 🌻")
    assert heard.id == receipt.remote_id
    assert heard.sender == f"xmpp:alice@{DOMAIN}"
    assert str(said.object.iri) in heard.also
    assert heard.is_private
    [heard_answer] = alices.wait()
    assert heard_answer.in_reply_to == (receipt.remote_id,)


def test_a_picture_arrives_with_its_words(
    server: Prosody, wires: Wires, xmpp: XmppChannel, kit: Tools, tmp_path: Path
) -> None:
    bobs = listen(wires, server, "bob", xmpp)
    image = picture(tmp_path)

    wires.deliver(
        delivery(note("Look", attachments=(image,)), BOB, account(server, "alice"))
    )
    [heard] = bobs.wait()

    [got] = heard.attachments
    assert (got.media_type, got.alt) == ("image/png", "a teal square")
    assert image.file is not None
    assert kit.http.get(got.url).body == image.file.read_bytes()


def test_an_edit_a_like_and_a_deletion_name_what_they_are_of(
    server: Prosody, wires: Wires, xmpp: XmppChannel, tmp_path: Path
) -> None:
    bobs, alices = (listen(wires, server, name, xmpp) for name in ("bob", "alice"))
    said = note("Helo", attachments=(picture(tmp_path),))
    alice, bob = account(server, "alice"), account(server, "bob")
    first = wires.deliver(delivery(said, BOB, alice)).remote_id

    edit = note("Hello", Verb.UPDATE)
    edited = wires.deliver(delivery(edit, BOB, alice, remote_id=first))
    wires.deliver(delivery(note("", Verb.LIKE), ALICE, bob, reply_to=first))
    gone = note("", Verb.DELETE, about=said.object)
    wires.deliver(delivery(gone, BOB, alice, remote_id=edited.remote_id))

    created, updated, deleted, *rest = bobs.wait(4)
    assert (created.text, updated.text) == ("Helo", "Hello")
    assert [updated.verb, deleted.verb] == [Verb.UPDATE, Verb.DELETE]
    assert updated.id == deleted.id == created.id == first
    assert [each.id for each in rest] == [f"{first}.1"]
    [liked] = alices.wait()
    assert (liked.verb, liked.target[0]) == (Verb.LIKE, first)


def test_an_article_keeps_its_kind_and_title(
    server: Prosody, wires: Wires, xmpp: XmppChannel
) -> None:
    bobs = listen(wires, server, "bob", xmpp)
    from plexus_ld.model.activity import Object
    from tests.wire.talking import iri

    article = Object(iri(), Kind.ARTICLE, "Much to say.", title="On shoes")

    wires.deliver(delivery(note(about=article), BOB, account(server, "alice")))

    [heard] = bobs.wait()
    assert (heard.kind, heard.title) == (Kind.ARTICLE, "On shoes")


def test_nobody_at_an_address_is_told_at_once(server: Prosody, wires: Wires) -> None:
    nobody = point("xmpp", f"xmpp:nobody@{DOMAIN}")

    with pytest.raises(PermanentDeliveryError) as caught:
        wires.deliver(delivery(note("Anybody?"), nobody, account(server, "alice")))

    assert caught.value.address == f"xmpp:nobody@{DOMAIN}"
    assert "service unavailable" in caught.value.reason


@pytest.mark.parametrize(
    "address", ["xmpp:bob", "xmpp:\u2000@x.test", "mailto:a@b.c d"]
)
def test_an_address_that_is_none_is_refused(
    server: Prosody, wires: Wires, address: str
) -> None:
    with pytest.raises(PermanentDeliveryError, match="no XMPP address"):
        wires.deliver(
            delivery(note("Hello"), point("xmpp", address), account(server, "alice"))
        )


def test_a_wrong_password_waits_for_the_owner_and_is_not_shown(
    server: Prosody, xmpp: XmppChannel, wires: Wires
) -> None:
    wrong = account(server, "alice", "hunter2")

    with pytest.raises(PermanentListenError) as refused:
        xmpp.connect(wrong, (), "", None)
    with pytest.raises(TemporaryDeliveryError) as waiting:
        wires.deliver(delivery(note("Hello"), BOB, wrong))

    assert "plexus channel set xmpp" in str(refused.value)
    assert waiting.value.is_hosts
    assert "hunter2" not in f"{refused.value!r} {waiting.value!r} {waiting.value}"


def test_a_password_is_not_told_in_the_clear_to_a_server_elsewhere(
    server: Prosody, xmpp: XmppChannel
) -> None:
    # This machine, by a name that is not known to be: its server speaks no TLS.
    elsewhere = f"2130706433:{server.port}"
    settings = {"jid": f"alice@{DOMAIN}", "server": elsewhere}
    careless = Account("xmpp", settings=settings, secrets={"password": PASSWORD})

    with pytest.raises(PermanentListenError, match="no encrypted way to log in"):
        xmpp.connect(careless, (), "", None)


def test_a_server_that_is_down_is_worth_another_try(xmpp: XmppChannel) -> None:
    settings = {"jid": "a@x.test", "server": f"127.0.0.1:{free_port()}"}
    nowhere = Account("xmpp", settings=settings, secrets={"password": "x"})

    with pytest.raises(TemporaryListenError):
        xmpp.connect(nowhere, (), "", None)


def test_what_strangers_say_is_not_taken(
    server: Prosody, wires: Wires, xmpp: XmppChannel
) -> None:
    ear = Ear(xmpp.read)
    # Alice listens to herself alone: Bob is a stranger.
    wires.listen(account(server, "alice"), (ALICE,), "", ear)

    wires.deliver(delivery(note("Buy shoes"), ALICE, account(server, "bob")))
    wires.deliver(delivery(note("To myself"), ALICE, account(server, "alice")))

    assert [each.text for each in ear.wait()] == ["To myself"]


def test_after_the_server_was_killed_all_is_heard_once(
    server: Prosody, wires: Wires, xmpp: XmppChannel
) -> None:
    bobs = listen(wires, server, "bob", xmpp)
    alice = account(server, "alice")
    wires.deliver(delivery(note("before"), BOB, alice))
    bobs.wait()

    server.daemon.kill()
    until(lambda: not wires.listening()[0].is_open)
    with pytest.raises(TemporaryDeliveryError):
        wires.deliver(delivery(note("meanwhile"), BOB, alice))
    server.daemon.start()
    until(lambda: wires.listening()[0].is_open)
    until(lambda: _delivered(wires, server, "after"))

    assert [each.text for each in bobs.wait(2)] == ["before", "after"]


def test_what_came_while_nobody_listened_is_heard_once(
    server: Prosody, kit: Tools, xmpp: XmppChannel
) -> None:
    first = Wires({"xmpp": xmpp})
    ear = listen(first, server, "bob", xmpp)
    first.deliver(delivery(note("one"), BOB, account(server, "alice")))
    ear.wait()
    first.close()
    second = Wires({"xmpp": xmpp})
    for text in ("two", "three"):
        second.deliver(delivery(note(text), BOB, account(server, "alice")))

    later = listen(second, server, "bob", xmpp, ear.cursor)
    second.deliver(delivery(note("four"), BOB, account(server, "alice")))

    heard = [each.text for each in later.wait(3)]
    second.close()
    assert heard == ["two", "three", "four"]


def _delivered(wires: Wires, server: Prosody, text: str) -> bool:
    try:
        wires.deliver(delivery(note(text), BOB, account(server, "alice")))
    except TemporaryDeliveryError:
        return False
    return True
