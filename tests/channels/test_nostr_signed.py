"""What was signed is looked at before it is read, and kept as it came."""

import json

import pytest

from plexus_ld.channels.nostr import CARD
from plexus_ld.channels.nostr.hearing import Ear
from plexus_ld.channels.nostr.login import Login
from plexus_ld.model.arrival import Raw
from tests.channels.contract import NOW, At, delivery_of

nostr_sdk = pytest.importorskip("nostr_sdk")


class Listener:
    """Somebody who listens to one other, and remembers what was handed on."""

    def __init__(self) -> None:
        self.theirs = nostr_sdk.Keys.generate()
        self.ours = nostr_sdk.Keys.generate()
        self.heard: list[Raw] = []
        at = At(f"nostr:{self.theirs.public_key().to_bech32()}")
        made = delivery_of(CARD, at)
        self.ear = Ear(
            Login(self.ours, ("wss://relay.example",)),
            made.account,
            (made.point,),
            "",
            lambda raw, _: self.heard.append(raw),
            lambda: NOW,
        )

    def note(self, text: str) -> str:
        builder = nostr_sdk.EventBuilder(nostr_sdk.Kind(1), text)
        return str(builder.finalize(self.theirs).as_json())

    def take(self, event: str) -> None:
        self.ear.take(nostr_sdk.Event.from_json(event))


@pytest.fixture
def somebody() -> Listener:
    return Listener()


def test_a_signed_event_is_kept_with_its_signature(somebody: Listener) -> None:
    event = somebody.note("Tea?")

    somebody.take(event)

    (raw,) = somebody.heard
    kept = nostr_sdk.Event.from_json(raw.signed.decode())
    assert json.loads(raw.signed) == json.loads(event)
    assert kept.verify()


@pytest.mark.parametrize("field", ["content", "created_at", "tags"])
def test_an_event_that_was_changed_after_it_was_signed_is_not_heard(
    somebody: Listener, field: str
) -> None:
    event = json.loads(somebody.note("Tea?"))
    changed = {"content": "Coffee?", "created_at": 1, "tags": [["t", "x"]]}

    somebody.take(json.dumps({**event, field: changed[field]}))

    assert somebody.heard == []


def test_a_private_event_is_kept_as_it_came_wrapped(somebody: Listener) -> None:
    builder = nostr_sdk.EventBuilder(nostr_sdk.Kind(14), "Psst")
    rumor = builder.finalize_unsigned(somebody.theirs.public_key()).ensure_id()
    wrap = nostr_sdk.nip59_make_gift_wrap(
        somebody.theirs, somebody.ours.public_key(), rumor
    )

    somebody.take(wrap.as_json())

    (raw,) = somebody.heard
    assert json.loads(raw.signed)["kind"] == 1059
    assert b"Psst" not in raw.signed
    assert b"Psst" in raw.body
