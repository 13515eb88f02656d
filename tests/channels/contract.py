"""What every channel must hold to, ours and a third party's alike.

``test_contract.py`` and ``test_contract_wires.py`` run for each entry point of the
group ``plexus_ld.channels``. What only a channel's author can know of it stands in
``tests/channels/subjects/NAME.py``, which defines ``SUBJECT``::

    from tests.channels.contract import At, Subject

    SUBJECT = Subject(
        # An address, and what the account needs, so that deliveries go to this host.
        at=lambda host, port: At(f"http://{host}:{port}/hook"),
        # Bodies that the channel's ``read`` understands; they are also handed to it
        # cut, doubled and with bytes turned. A sharer alone has none.
        samples=(b'{"type": "Note", "content": "hello"}',),
        # Optional: somewhere that takes deliveries and hands back what it heard, all
        # on this machine and quick: then texts make the trip there and back.
        world=world,
    )

``At.settings`` fill the account; its secrets are filled with words that must never be
seen again, unless ``At.secrets`` gives them (of the form that the channel wants).
``world(folder, tools)`` is a context manager that gives a `World`.
"""

import importlib
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest
from rdflib import URIRef

from plexus_ld.channels.base import Channel, Tools
from plexus_ld.model.activity import Activity, Kind, Object, Privacy, Verb
from plexus_ld.model.arrival import Raw
from plexus_ld.model.capability import CapabilityCard
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.delivery import Delivery
from plexus_ld.net.client import Client

#: The time in all of these tests.
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

#: Stands in every secret that a test makes up.
CANARY = "canary-7b1f"

ADA = URIRef("https://ada.example/card#me")
BOB = URIRef("https://bob.example/card#me")


@dataclass(frozen=True)
class At:
    """Where a channel is led, and by what account."""

    address: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    account: str = "default"


@dataclass(frozen=True)
class World:
    """The other side, in small.

    Attributes:
        at: Where deliveries go.
        heard: Gives what a listener of this channel heard there, all of it so far.
    """

    at: At
    heard: Callable[[Channel], tuple[Raw, ...]]


@dataclass(frozen=True)
class Subject:
    """What the contract needs to know of one channel.

    Attributes:
        at: A host and a port → a point whose deliveries go there, and whose polls
            ask there; None for a channel that uses no host.
        samples: Bodies that the channel reads.
        facts: What the wire says beside a sample.
        world: Somewhere that takes deliveries and hands back what it heard.
        is_patient: Its library waits for a silent host longer than tests can; it is
            not tried on one.
    """

    at: Callable[[str, int], At] | None = None
    samples: tuple[bytes, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    world: Callable[[Path, Tools], AbstractContextManager[World]] | None = None
    is_patient: bool = False


def subject_of(name: str) -> Subject:
    """What a channel's author has told of it; nothing, until they do."""
    where = f"tests.channels.subjects.{name}"
    if find_spec(where) is None:
        return Subject()
    subject = importlib.import_module(where).SUBJECT
    assert isinstance(subject, Subject)
    return subject


def account_of(card: CapabilityCard, at: At) -> Account:
    """An account as the owner would have set it: defaults, settings, secrets."""
    wanted = [one for one in card.account_settings if not one.is_secret]
    settings = {one.name: one.default for one in wanted if one.default}
    made_up = {
        one.name: f"{CANARY}-{one.name}"
        for one in card.account_settings
        if one.is_secret
    }
    return Account(
        card.name,
        at.account,
        URIRef(f"urn:x-plexus:account:{card.name}:{at.account}"),
        {**settings, **at.settings},
        {**made_up, **at.secrets},
    )


def point_of(
    card: CapabilityCard, at: At, direction: Direction = Direction.BOTH
) -> ConnectionPoint:
    """A point of a connection with Bob."""
    return ConnectionPoint(
        URIRef("urn:uuid:00000000-0000-4000-8000-000000000001"),
        card.name,
        URIRef(at.address),
        direction,
        BOB,
        URIRef("urn:uuid:00000000-0000-4000-8000-000000000002"),
        account=at.account,
    )


def tools_of(http: Client) -> Tools:
    """Return tools for a channel that holds nothing open, and has no address."""
    return Tools(http, lambda: datetime.now(UTC), lambda: pytest.fail("no loop"))


def note_of(text: str = "Tea at four?", **more: object) -> Object:
    """A note of Ada's."""
    iri = URIRef("https://ada.example/said/1")
    values: dict[str, object] = {"kind": Kind.NOTE, "text": text, "published": NOW}
    return Object(iri, **{**values, **more})  # type: ignore[arg-type]


def delivery_of(
    card: CapabilityCard,
    at: At,
    item: Object | None = None,
    verb: Verb = Verb.CREATE,
    **more: object,
) -> Delivery:
    """A delivery of Ada's to Bob, as private as the channel can be."""
    item = item or note_of()
    addressed = card.most_private is not Privacy.PUBLIC
    activity = Activity(
        URIRef("urn:uuid:00000000-0000-4000-8000-000000000003"),
        verb,
        ADA,
        item,
        NOW,
        "Ada",
        Privacy.ADDRESSED if addressed else Privacy.PUBLIC,
        (BOB, URIRef("https://secret-friend.example/card#me")),
    )
    values: dict[str, object] = {"texts": (item.text,), "attachments": item.attachments}
    return Delivery(
        URIRef("urn:uuid:00000000-0000-4000-8000-000000000004"),
        activity,
        point_of(card, at),
        account_of(card, at),
        **{**values, **more},  # type: ignore[arg-type]
    )


#: Texts that must make the trip unharmed.
TEXTS = (
    "Tea at four?",
    "Größe, 茶, שלום, ☕️👩‍👩‍👧",
    "Quotes \" and ' and \\ and <b>no HTML</b> &amp; no entity",
    "Two\nlines",
    "{{7*7}} ${HOME} %s $(reboot) `id`",
)


def bodies(samples: tuple[bytes, ...]) -> Iterator[bytes]:
    """Bytes that a stranger may send: senseless, hostile, broken, huge."""
    yield from _SENSELESS
    chance = random.Random(7)  # noqa: S311 - not for secrets
    yield chance.randbytes(4096)
    for sample in samples:
        yield sample
        yield sample + sample
        for part in (3, 2):
            yield sample[: len(sample) // part]
        for _ in range(8):
            turned = bytearray(sample)
            for _ in range(max(1, len(turned) // 40)):
                turned[chance.randrange(len(turned))] = chance.randrange(256)
            yield bytes(turned)


_DEEP = 100_000
_LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12)
)
_SENSELESS = (
    b"",
    b"\0" * 5000,
    b"\xff\xfe\xfd" * 1000,
    b"[" * _DEEP,
    b'{"a":' * _DEEP,
    b"<a>" * 30_000,
    b"null",
    b"[]",
    b"{}",
    b'{"type": ["Create"], "object": 7, "id": {"id": []}, "content": 1e999}',
    b'{"id": "\\ud800", "type": "Note", "content": "\\udfff\\u0000", "url": [[]]}',
    b'{"id": 1' + b"0" * 5000 + b"}",
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">'
    + _LAUGHS
    + b"]><rss><channel><title>&l11;</title></channel></rss>",
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<feed><title>&x;</title></feed>",
    b"From: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 5000,
    b"x" * 3_000_000,
)
