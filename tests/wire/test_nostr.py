"""Nostr against the library's own relay: what is said arrives, both ways, once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.live import wait_for
from plexus_ld.channels.nostr import NostrChannel, open_channel
from plexus_ld.channels.wires import Wires
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Privacy, Verb
from plexus_ld.model.connection import Account, ConnectionPoint
from tests.wire.daemon import free_port
from tests.wire.talking import Ear, delivery, note, point, tools, until

nostr_sdk = pytest.importorskip("nostr_sdk")


class Relay:
    """A relay in this process, which can be stopped and started again, empty."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}"
        self._loop = loop
        self.start()

    def start(self) -> None:
        builder = nostr_sdk.LocalRelayBuilder().addr("127.0.0.1").port(self.port)
        self._relay = builder.build()
        wait_for(self._loop, self._relay.run(), 10)

    def stop(self) -> None:
        self._relay.shutdown()

    def events(self) -> list[str]:
        return wait_for(self._loop, self._events(), 20)

    async def _events(self) -> list[str]:
        client = nostr_sdk.ClientBuilder().build()
        await client.add_relay(nostr_sdk.RelayUrl.parse(self.url))
        await client.try_connect(timedelta(seconds=5))
        everything = nostr_sdk.ReqTarget.auto([nostr_sdk.Filter()])
        found = await client.fetch_events(everything, timedelta(seconds=5))
        await client.shutdown()
        return [event.as_json() for event in found]


class Somebody:
    def __init__(self, relay: Relay, name: str) -> None:
        keys = nostr_sdk.Keys.generate()
        self.key = keys.secret_key().to_hex()
        self.point = point("nostr", keys.public_key().to_nostr_uri())
        self.account = Account(
            "nostr",
            name,
            settings={"relays": relay.url},
            secrets={"key": self.key},
        )


@pytest.fixture
def kit() -> Iterator[Tools]:
    with tools() as kit:
        yield kit


@pytest.fixture
def relay(kit: Tools) -> Iterator[Relay]:
    relay = Relay(kit.loop())
    yield relay
    relay.stop()


@pytest.fixture
def nostr(kit: Tools) -> NostrChannel:
    return open_channel(kit)


@pytest.fixture
def wires(nostr: NostrChannel, relay: Relay) -> Iterator[Wires]:
    wires = Wires({"nostr": nostr}, beat_s=0.05)
    yield wires
    wires.close()


@pytest.fixture
def alice(relay: Relay) -> Somebody:
    return Somebody(relay, "alice")


@pytest.fixture
def bob(relay: Relay) -> Somebody:
    return Somebody(relay, "bob")


def listen(
    wires: Wires, nostr: NostrChannel, who: Somebody, to: Somebody, cursor: str = ""
) -> Ear:
    ear = Ear(nostr.read)
    points: tuple[ConnectionPoint, ...] = (to.point,)
    wires.listen(who.account, points, cursor, ear)
    return ear


def test_a_private_word_is_read_by_its_receiver_alone(
    relay: Relay, wires: Wires, nostr: NostrChannel, alice: Somebody, bob: Somebody
) -> None:
    bobs = listen(wires, nostr, bob, alice)
    alices = listen(wires, nostr, alice, bob)
    said = note("Psst, a canary 🐤")

    receipt = wires.deliver(delivery(said, bob.point, alice.account))
    [heard] = bobs.wait()
    answer = note("A fine bird")
    wires.deliver(delivery(answer, alice.point, bob.account, reply_to=heard.id))
    like = note("", Verb.LIKE)
    wires.deliver(delivery(like, alice.point, bob.account, reply_to=heard.id))
    gone = note("", Verb.DELETE, about=said.object)
    wires.deliver(delivery(gone, bob.point, alice.account, remote_id=receipt.remote_id))
    answered, liked = alices.wait(2)
    deleted = bobs.wait(2)[1]

    assert (heard.text, heard.id) == ("Psst, a canary 🐤", receipt.remote_id)
    assert heard.is_private
    assert heard.sender == str(alice.point.address)
    assert str(said.object.iri) in heard.also
    assert answered.in_reply_to == (receipt.remote_id,)
    assert (liked.verb, liked.target[0]) == (Verb.LIKE, receipt.remote_id)
    assert (deleted.verb, deleted.id) == (Verb.DELETE, receipt.remote_id)
    on_the_relay = relay.events()
    assert on_the_relay
    assert not [event for event in on_the_relay if "canary" in event]
    key = nostr_sdk.Keys.parse(alice.key).public_key().to_hex()
    assert not [event for event in on_the_relay if f'"pubkey":"{key}"' in event]


def test_a_public_word_to_many_is_one_event(
    relay: Relay, wires: Wires, nostr: NostrChannel, alice: Somebody, bob: Somebody
) -> None:
    carol = Somebody(relay, "carol")
    bobs = listen(wires, nostr, bob, alice)
    said = note("Hello, world", privacy=Privacy.PUBLIC)

    ids = {
        wires.deliver(delivery(said, who.point, alice.account)).remote_id
        for who in (bob, carol, bob)
    }
    like = note("", Verb.LIKE, privacy=Privacy.PUBLIC)
    alices = listen(wires, nostr, alice, bob)
    [heard] = bobs.wait()
    wires.deliver(delivery(like, alice.point, bob.account, reply_to=heard.id))
    gone = note("", Verb.DELETE, about=said.object, privacy=Privacy.PUBLIC)
    wires.deliver(delivery(gone, bob.point, alice.account, remote_id=heard.id))

    assert ids == {heard.id}
    assert not heard.is_private
    assert alices.wait()[0].target[0] == heard.id
    assert bobs.wait(2)[1].verb is Verb.DELETE


def test_what_was_said_meanwhile_is_heard_once(
    wires: Wires, nostr: NostrChannel, alice: Somebody, bob: Somebody
) -> None:
    first = Wires({"nostr": nostr})
    ear = listen(first, nostr, bob, alice)
    first.deliver(delivery(note("one"), bob.point, alice.account))
    ear.wait()
    first.close()
    two = note("two", privacy=Privacy.PUBLIC)
    wires.deliver(delivery(two, bob.point, alice.account))
    wires.deliver(delivery(note("three"), bob.point, alice.account))

    later = listen(wires, nostr, bob, alice, ear.cursor)
    later.wait(2)
    wires.deliver(delivery(note("four"), bob.point, alice.account))

    heard = [each.text for each in later.wait(3)]
    assert (sorted(heard[:2]), heard[2:]) == (["three", "two"], ["four"])


def test_after_the_relay_was_gone_it_goes_on(
    relay: Relay, wires: Wires, nostr: NostrChannel, alice: Somebody, bob: Somebody
) -> None:
    bobs = listen(wires, nostr, bob, alice)
    wires.deliver(delivery(note("before"), bob.point, alice.account))
    bobs.wait()

    relay.stop()
    until(lambda: not wires.listening()[0].is_open)
    with pytest.raises(TemporaryDeliveryError):
        wires.deliver(delivery(note("meanwhile"), bob.point, alice.account))
    relay.start()
    until(lambda: wires.listening()[0].is_open)
    until(lambda: _delivered(wires, alice, bob))

    assert [each.text for each in bobs.wait(2)] == ["before", "after"]


def test_what_strangers_say_is_not_taken(
    relay: Relay, wires: Wires, nostr: NostrChannel, alice: Somebody, bob: Somebody
) -> None:
    stranger = Somebody(relay, "stranger")
    bobs = listen(wires, nostr, bob, alice)

    wires.deliver(delivery(note("Buy shoes"), bob.point, stranger.account))
    wires.deliver(delivery(note("Hello"), bob.point, alice.account))

    assert [each.text for each in bobs.wait()] == ["Hello"]


def test_a_relay_that_is_down_is_worth_another_try(
    relay: Relay, nostr: NostrChannel, alice: Somebody
) -> None:
    relay.stop()

    with pytest.raises(TemporaryListenError):
        nostr.connect(alice.account, (), "", None)


@pytest.mark.parametrize(
    ("relays", "key"),
    [
        ("ws://relay.example.org", "1" * 64),
        ("https://relay.example.org", "1" * 64),
        ("wss://relay.example.org", "nsec1hunter2"),
    ],
)
def test_a_bad_account_is_the_owners_to_mend(
    nostr: NostrChannel, relays: str, key: str
) -> None:
    account = Account("nostr", settings={"relays": relays}, secrets={"key": key})

    with pytest.raises(PermanentListenError) as caught:
        nostr.connect(account, (), "", None)

    assert "hunter2" not in f"{caught.value!r}"


def test_an_address_that_is_none_is_refused(wires: Wires, alice: Somebody) -> None:
    nobody = point("nostr", "nostr:npub1nobody")

    with pytest.raises(PermanentDeliveryError):
        wires.deliver(delivery(note("Hello"), nobody, alice.account))


def _delivered(wires: Wires, alice: Somebody, bob: Somebody) -> bool:
    try:
        wires.deliver(delivery(note("after"), bob.point, alice.account))
    except TemporaryDeliveryError:
        return False
    return True
