"""What is read in XMPP messages, whoever wrote them; no server is needed."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from plexus_ld.channels.xmpp import CARD, stanzas
from plexus_ld.channels.xmpp.hearing import Ear, Place
from plexus_ld.channels.xmpp.login import bare, login_of
from plexus_ld.channels.xmpp.reading import read
from plexus_ld.errors import ParseError, PermanentListenError
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw
from tests.channels.contract import NOW, At, account_of, delivery_of, note_of, point_of

ADA = "ada@a.example"
AT = At("xmpp:bob@b.example", {"jid": ADA})


def parsed(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - written in this file


def message(inside: str, **attributes: str) -> Element:
    given = {"from": "bob@b.example/phone", "id": "m1", "type": "chat", **attributes}
    words = " ".join(f'{name}="{value}"' for name, value in given.items())
    return parsed(f'<message xmlns="jabber:client" {words}>{inside}</message>')


def heard(element: Element) -> list[Arrival]:
    facts = {**stanzas.facts_of(element), "stamp": "2026-03-01T10:00:00Z"}
    return list(read(Raw("xmpp", json.dumps(facts).encode(), heard_at=NOW)).arrivals)


def only(inside: str, **attributes: str) -> Arrival:
    [arrival] = heard(message(inside, **attributes))
    return arrival


def test_a_message_of_any_program_is_a_note() -> None:
    arrival = only("<body>Four it is &lt;3</body>")

    assert (arrival.verb, arrival.kind) == (Verb.CREATE, Kind.NOTE)
    assert (arrival.id, arrival.text) == ("m1", "Four it is <3")
    assert arrival.sender == "xmpp:bob@b.example"
    assert arrival.is_private


def test_a_link_to_a_picture_is_a_picture() -> None:
    url = "https://up.b.example/1/tea.png"

    arrival = only(f'<body>{url}</body><x xmlns="jabber:x:oob"><url>{url}</url></x>')

    assert (arrival.kind, arrival.text) == (Kind.IMAGE, "")
    assert arrival.attachments == (Attachment("image/png", "tea.png", url=url),)


@pytest.mark.parametrize(
    ("inside", "verb", "name", "target"),
    [
        (
            '<body>Five</body><replace xmlns="urn:xmpp:message-correct:0" id="m0"/>',
            Verb.UPDATE,
            "m0",
            (),
        ),
        (
            '<retract xmlns="urn:xmpp:message-retract:1" id="m0"/>',
            Verb.DELETE,
            "m0",
            (),
        ),
        (
            '<reactions xmlns="urn:xmpp:reactions:0" id="m0"><reaction>x</reaction>'
            "</reactions>",
            Verb.LIKE,
            "m1",
            ("m0",),
        ),
    ],
)
def test_what_is_done_to_a_message_names_it(
    inside: str, verb: Verb, name: str, target: tuple[str, ...]
) -> None:
    arrival = only(inside)

    assert (arrival.verb, arrival.id, arrival.target) == (verb, name, target)


@pytest.mark.parametrize(
    "inside",
    [
        '<composing xmlns="http://jabber.org/protocol/chatstates"/>',
        '<received xmlns="urn:xmpp:receipts" id="m0"/>',
        '<reactions xmlns="urn:xmpp:reactions:0" id="m0"/>',
    ],
)
def test_what_says_nothing_is_no_arrival(inside: str) -> None:
    assert heard(message(inside)) == []


def test_what_a_plexus_sends_is_known_again() -> None:
    item = note_of("Tea", title="On tea", kind=Kind.ARTICLE, language="en")
    delivery = delivery_of(CARD, AT, item)
    file = stanzas.Uploaded("https://up/1", Attachment("image/png", "t.png", "A pot"))
    element = message("<body>Tea</body>")
    element.append(stanzas.said(delivery, (file,)))

    [arrival] = heard(element)

    assert arrival.also == (str(item.iri), str(delivery.activity.iri))
    assert (arrival.kind, arrival.title) == (Kind.ARTICLE, "On tea")
    assert arrival.attachments[0].alt == "A pot"


def test_a_file_that_belongs_to_a_message_is_not_heard_by_itself() -> None:
    element = message("<body>https://up/1</body>")
    element.append(stanzas.said_of("m0"))

    assert heard(element) == []


def test_a_message_that_comes_back_is_a_failure() -> None:
    element = message(
        '<error type="cancel"><remote-server-not-found '
        'xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>',
        type="error",
        id="m1.2",
    )

    reading = read(Raw("xmpp", json.dumps(stanzas.facts_of(element)).encode()))

    [failure] = reading.failures
    assert (failure.remote_id, failure.address) == ("m1", "xmpp:bob@b.example")
    assert (failure.reason, failure.is_permanent) == ("remote server not found", False)


def test_a_deletion_names_every_part_of_what_was_said() -> None:
    delivery = delivery_of(CARD, AT)

    first = stanzas.id_of(delivery.activity, 2)

    assert stanzas.parts(first) == (first, f"{first}.1", f"{first}.2")
    assert stanzas.parts("somebody-elses") == ("somebody-elses",)


@pytest.mark.parametrize(
    ("address", "jid"),
    [
        ("xmpp:Bob@B.example", "bob@b.example"),
        ("xmpp:bob@b.example/phone", "bob@b.example"),
        ("xmpp:b%C3%B6b@b.example?message;body=x", "böb@b.example"),
        ("bob@b.example", "bob@b.example"),
        ("xmpp:b.example", None),
        ("xmpp:bob@b.example bob@c.example", None),
        ("xmpp:bob@b.example'/><x", None),
    ],
)
def test_an_address_is_read_whatever_stands_around_it(
    address: str, jid: str | None
) -> None:
    assert bare(address) == jid


@pytest.mark.parametrize(
    "settings",
    [{}, {"jid": "nobody"}, {"jid": ADA, "server": "a.example:port"}],
)
def test_an_account_that_lacks_something_says_what(settings: dict[str, str]) -> None:
    account = replace(account_of(CARD, AT), settings=settings)

    with pytest.raises(PermanentListenError, match=r"jid|server") as caught:
        login_of(account)

    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:5222", "[::1]:5222"])
def test_only_a_server_on_this_machine_needs_no_encryption(host: str) -> None:
    here = account_of(CARD, replace(AT, settings={"jid": ADA, "server": host}))
    away = account_of(CARD, replace(AT, settings={"jid": ADA, "server": "a.example"}))

    assert login_of(here).is_here
    assert not login_of(away).is_here
    assert not login_of(account_of(CARD, AT)).is_here


def test_a_message_above_the_limit_is_no_message() -> None:
    with pytest.raises(ParseError):
        read(Raw("xmpp", b'{"body": "' + b"x" * 300_000 + b'"}'))


class Archive:
    """A server whose archive holds nothing."""

    async def ask(self, kind: str, to: str, payload: Element) -> Element:
        return parsed('<iq><fin xmlns="urn:xmpp:mam:2" complete="true"/></iq>')


def wrapped(carrier: str, sender: str, inner: Element) -> Element:
    outer = message("", **{"from": sender})
    around = Element(stanzas.RESULT if carrier == "archive" else stanzas.CARBON)
    around.set("id", "a1")
    forwarded = Element(stanzas.FORWARDED)
    forwarded.append(inner)
    around.append(forwarded)
    outer.append(around)
    return outer


@pytest.mark.parametrize("carrier", ["archive", "carbon"])
def test_copies_are_the_word_of_the_owners_server_only(carrier: str) -> None:
    pytest.importorskip("slixmpp")
    taken: list[Any] = []
    ear = Ear(
        account_of(CARD, AT),
        (point_of(CARD, AT),),
        Place("a0", "2026-03-01T00:00:00Z").to_cursor(),
        lambda raw, cursor: taken.append((read(raw), cursor)),
        lambda: NOW,
        ADA,
    )
    asyncio.run(ear.catch_up(Archive()))  # type: ignore[arg-type] # asked only
    said = message("<body>Four</body>")
    taken.clear()

    ear.take(wrapped(carrier, "mallory@evil.example/x", said))
    ear.take(
        wrapped(carrier, ADA, message("<body>x</body>", **{"from": "m@evil.example"}))
    )
    ear.take(wrapped(carrier, ADA, said))
    ear.take(message("<body>x</body>", **{"from": "mallory@evil.example/x"}))
    ear.take(message("", **{"from": "carol@c.example", "type": "error"}))

    [(reading, cursor), (came_back, _)] = taken
    assert came_back.failures[0].address == "xmpp:carol@c.example"
    assert reading.arrivals[0].text == "Four"
    assert Place.from_cursor(cursor).id == ("a1" if carrier == "archive" else "a0")
