"""Matrix against Synapse: what is said arrives, both ways, once."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.matrix import MatrixChannel, open_channel
from plexus_ld.channels.wires import Wires
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Kind, Object, Verb
from plexus_ld.model.connection import Account
from tests.conftest import ROOT
from tests.wire.daemon import free_port
from tests.wire.synapse import NAME, PASSWORD, Synapse, synapse
from tests.wire.talking import Ear, delivery, iri, note, picture, point, tools, until

pytest.importorskip("nio")

ALICE = point("matrix", f"matrix:u/alice:{NAME}")
BOB = point("matrix", f"matrix:u/bob:{NAME}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    folder = tmp_path_factory.mktemp("synapse")
    with synapse(ROOT / ".peers", folder, "alice", "bob", "carol") as running:
        yield running


@pytest.fixture
def kit() -> Iterator[Tools]:
    with tools() as kit:
        yield kit


@pytest.fixture
def matrix(kit: Tools) -> MatrixChannel:
    return open_channel(kit)


@pytest.fixture
def wires(matrix: MatrixChannel) -> Iterator[Wires]:
    wires = Wires({"matrix": matrix}, beat_s=0.05)
    yield wires
    wires.close()


def account(server: Synapse, name: str, password: str = PASSWORD) -> Account:
    settings = {"homeserver": server.url, "user": f"@{name}:{NAME}"}
    return Account("matrix", name, settings=settings, secrets={"password": password})


def listen(
    wires: Wires, server: Synapse, name: str, matrix: MatrixChannel, cursor: str = ""
) -> Ear:
    ear = Ear(matrix.read)
    points = (ALICE if name == "bob" else BOB,)
    wires.listen(account(server, name), points, cursor, ear)
    return ear


def test_all_that_is_said_and_done_arrives_in_order(
    server: Synapse, wires: Wires, matrix: MatrixChannel, tmp_path: Path
) -> None:
    bobs, alices = (listen(wires, server, name, matrix) for name in ("bob", "alice"))
    alice, bob = account(server, "alice"), account(server, "bob")
    said = note("Helo <Bob> 🌻")
    look = note("Look", attachments=(picture(tmp_path),))

    first = wires.deliver(delivery(said, BOB, alice)).remote_id
    wires.deliver(delivery(note("Hello", Verb.UPDATE), BOB, alice, remote_id=first))
    shown = wires.deliver(delivery(look, BOB, alice)).remote_id
    gone = note("", Verb.DELETE, about=look.object)
    wires.deliver(delivery(gone, BOB, alice, remote_id=shown))
    created, updated, seen, *deleted = bobs.wait(5)
    answer = note("Hello yourself")
    wires.deliver(delivery(answer, ALICE, bob, reply_to=created.id))
    wires.deliver(delivery(note("", Verb.LIKE), ALICE, bob, reply_to=created.id))
    answered, liked = alices.wait(2)

    assert (created.id, created.text) == (first, "Helo <Bob> 🌻")
    assert created.sender == f"matrix:u/alice:{NAME}"
    assert str(said.object.iri) in created.also
    assert (updated.verb, updated.id, updated.text) == (Verb.UPDATE, first, "Hello")
    [image] = seen.attachments
    assert (seen.text, image.media_type, image.alt) == (
        "Look",
        "image/png",
        "a teal square",
    )
    assert {each.verb for each in deleted} == {Verb.DELETE}
    assert shown in {each.id for each in deleted}
    assert answered.in_reply_to[0] == first
    assert (liked.verb, liked.target[0]) == (Verb.LIKE, first)


def test_an_article_keeps_its_html_and_kind(
    server: Synapse, wires: Wires, matrix: MatrixChannel
) -> None:
    bobs = listen(wires, server, "bob", matrix)
    article = Object(iri(), Kind.ARTICLE, "So *much*.", "<p>So <em>much</em>.</p>")
    about = note(about=replace(article, title="On shoes"))

    wires.deliver(delivery(about, BOB, account(server, "alice")))

    [heard] = bobs.wait()
    assert (heard.kind, heard.title) == (Kind.ARTICLE, "On shoes")
    assert "<em>much</em>" in heard.html


def test_a_room_is_spoken_to_and_listened_to(
    server: Synapse, wires: Wires, matrix: MatrixChannel
) -> None:
    alice = Caller(server, "alice")
    room = alice.call("POST", "createRoom", {"preset": "public_chat"})["room_id"]
    there = point("matrix", f"matrix:roomid/{room.removeprefix('!')}")
    ear = Ear(matrix.read)
    wires.listen(account(server, "bob"), (there,), "", ear)

    wires.deliver(delivery(note("Anybody?"), there, account(server, "alice")))

    [heard] = ear.wait()
    assert (heard.text, heard.sender) == ("Anybody?", "")
    assert heard.sender_name == f"@alice:{NAME}"
    assert ear.heard[-1].point == there.iri


def test_an_encrypted_room_gets_nothing(
    server: Synapse, wires: Wires, matrix: MatrixChannel
) -> None:
    alice = Caller(server, "alice")
    encrypted = {
        "type": "m.room.encryption",
        "state_key": "",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    room = alice.call("POST", "createRoom", {"initial_state": [encrypted]})["room_id"]
    there = point("matrix", f"matrix:roomid/{room.removeprefix('!')}")

    with pytest.raises(PermanentDeliveryError, match="encrypted end to end"):
        wires.deliver(delivery(note("Psst"), there, account(server, "alice")))

    said = alice.call("GET", f"rooms/{quote(room)}/messages?dir=b&limit=50")["chunk"]
    assert "m.room.message" not in {event["type"] for event in said}


def test_nobody_at_an_address_is_told_at_once(server: Synapse, wires: Wires) -> None:
    nobody = point("matrix", f"matrix:u/nobody:{NAME}")

    with pytest.raises(PermanentDeliveryError, match="no such user"):
        wires.deliver(delivery(note("Anybody?"), nobody, account(server, "alice")))


def test_a_wrong_password_waits_for_the_owner_and_is_not_shown(
    server: Synapse, matrix: MatrixChannel, wires: Wires
) -> None:
    wrong = account(server, "alice", "hunter2")

    with pytest.raises(PermanentListenError) as refused:
        matrix.connect(wrong, (), "", None)
    with pytest.raises(TemporaryDeliveryError) as waiting:
        wires.deliver(delivery(note("Hello"), BOB, wrong))

    assert "plexus channel set matrix" in str(refused.value)
    assert waiting.value.is_hosts
    assert "hunter2" not in f"{refused.value!r} {waiting.value!r} {waiting.value}"


def test_a_server_that_is_down_is_worth_another_try(matrix: MatrixChannel) -> None:
    settings = {"homeserver": f"http://127.0.0.1:{free_port()}", "user": "@a:b.test"}
    nowhere = Account("matrix", settings=settings, secrets={"password": "x"})

    with pytest.raises(TemporaryListenError):
        matrix.connect(nowhere, (), "", None)


def test_what_strangers_say_is_not_taken(
    server: Synapse, wires: Wires, matrix: MatrixChannel
) -> None:
    ear = listen(wires, server, "alice", matrix)
    carol = Caller(server, "carol")
    wanted = {"invite": [f"@alice:{NAME}"], "is_direct": True}
    spam = carol.call("POST", "createRoom", wanted)["room_id"]
    text = {"msgtype": "m.text", "body": "Buy shoes"}
    carol.call("PUT", f"rooms/{quote(spam)}/send/m.room.message/1", text)

    wires.deliver(delivery(note("Hello"), ALICE, account(server, "bob")))

    assert [each.text for each in ear.wait()] == ["Hello"]


def test_what_came_while_nobody_listened_is_heard_once_even_after_a_kill(
    server: Synapse, wires: Wires, kit: Tools, matrix: MatrixChannel
) -> None:
    first = Wires({"matrix": matrix})
    ear = listen(first, server, "bob", matrix)
    wires.deliver(delivery(note("one"), BOB, account(server, "alice")))
    ear.wait()
    first.close()
    many = [f"two {number}" for number in range(60)]
    for text in many:
        wires.deliver(delivery(note(text), BOB, account(server, "alice")))

    later = listen(wires, server, "bob", matrix, ear.cursor)
    assert [each.text for each in later.wait(60)] == many
    server.daemon.kill()
    until(lambda: not wires.listening()[0].is_open)
    with pytest.raises(TemporaryDeliveryError):
        wires.deliver(delivery(note("meanwhile"), BOB, account(server, "alice")))
    server.daemon.start()
    until(lambda: wires.listening()[0].is_open)
    until(lambda: _delivered(wires, server, "after"))

    assert [each.text for each in later.wait(61)] == [*many, "after"]


def _delivered(wires: Wires, server: Synapse, text: str) -> bool:
    try:
        wires.deliver(delivery(note(text), BOB, account(server, "alice")))
    except TemporaryDeliveryError:
        return False
    return True


class Caller:
    """Somebody else's program."""

    def __init__(self, server: Synapse, name: str) -> None:
        self._url = f"{server.url}/_matrix/client/v3/"
        self._token = ""
        who = {"type": "m.id.user", "user": name}
        body = {"type": "m.login.password", "identifier": who, "password": PASSWORD}
        self._token = self.call("POST", "login", body)["access_token"]

    def call(self, method: str, path: str, body: object = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 - a server of our own
            self._url + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._token}"} if self._token else {},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
