"""What is read in Matrix events, whoever wrote them; no server is needed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from plexus_ld.channels.matrix import CARD, contents
from plexus_ld.channels.matrix.addresses import id_of, login_of
from plexus_ld.channels.matrix.reading import read
from plexus_ld.errors import ParseError, PermanentListenError
from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw
from tests.channels.contract import NOW, At, account_of, delivery_of, note_of
from tests.channels.subjects.matrix import CONTENT, EDIT, EVENT, IMAGE

AT = At(
    "matrix:u/bob:b.example",
    {"homeserver": "https://a.example", "user": "@ada:a.example"},
)


def heard(content: object, **more: object) -> list[Arrival]:
    event = {**EVENT, "content": content, **more}
    body = json.dumps({"event": event}).encode()
    return list(read(Raw("matrix", body, heard_at=NOW)).arrivals)


def test_a_message_is_read_with_all_that_is_in_it() -> None:
    [arrival] = heard(CONTENT)

    assert (arrival.id, arrival.sender) == ("$seven", "matrix:u/bob:b.example")
    assert (arrival.text, arrival.html) == ("Four it is.", "<b>Four</b> it is.")
    assert arrival.in_reply_to == ("$six",)
    assert arrival.also == ("urn:uuid:1", "urn:uuid:2")
    assert arrival.published is not None
    assert arrival.is_private


def test_a_picture_is_read_with_its_words() -> None:
    [arrival] = heard(IMAGE)

    assert (arrival.kind, arrival.text) == (Kind.IMAGE, "")
    [file] = arrival.attachments
    assert (file.name, file.alt) == ("tea.png", "A teapot")
    assert (file.url, file.size_bytes) == ("mxc://b.example/tea", 1200)


def test_an_edit_says_what_it_is_of() -> None:
    [arrival] = heard(EDIT)

    assert (arrival.verb, arrival.id, arrival.text) == (Verb.UPDATE, "$seven", "Five")


@pytest.mark.parametrize(
    "event", [{"content": {"redacts": "$six"}}, {"content": {}, "redacts": "$six"}]
)
def test_a_deletion_is_read_in_old_rooms_and_new(event: dict[str, Any]) -> None:
    [arrival] = heard(event.pop("content"), type="m.room.redaction", **event)

    assert (arrival.verb, arrival.id) == (Verb.DELETE, "$six")


@pytest.mark.parametrize(
    "content",
    [{}, {"body": 7}, {"m.relates_to": {"rel_type": "m.replace"}}, [], None, "x"],
)
def test_what_says_nothing_is_no_arrival(content: object) -> None:
    assert heard(content) == []


def test_what_was_said_in_a_room_is_said_by_the_room() -> None:
    body = json.dumps({"event": EVENT, "in-room": True}).encode()

    [arrival] = read(Raw("matrix", body)).arrivals

    assert (arrival.sender, arrival.sender_name) == ("", "@bob:b.example")


def test_what_a_plexus_sends_is_known_again() -> None:
    item = note_of("Tea", title="On tea", kind=Kind.ARTICLE, html="<p>Tea</p>")
    delivery = delivery_of(CARD, AT, item)
    picture = contents.file(Attachment("image/png", "t.png", "A pot"), "mxc://a/1")
    content = contents.text(delivery, "Tea")
    content[contents.SAID] = contents.said(delivery, [picture])

    [arrival] = heard(content)

    assert arrival.also == (str(item.iri), str(delivery.activity.iri))
    assert (arrival.kind, arrival.title) == (Kind.ARTICLE, "On tea")
    assert arrival.html == "<h1>On tea</h1><p>Tea</p>"
    assert [file.alt for file in arrival.attachments] == ["A pot"]
    assert heard({**picture, "m.relates_to": contents.part_of("$seven")}) == []


def test_a_text_that_was_cut_takes_no_html_along() -> None:
    item = note_of("Tea and more", html="<p>Tea and more</p>")

    content = contents.text(delivery_of(CARD, AT, item), "Tea and…")

    assert "formatted_body" not in content


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("matrix:u/bob:b.example", "@bob:b.example"),
        ("matrix:r/tea:b.example", "#tea:b.example"),
        ("matrix:roomid/abc:b.example?via=b.example", "!abc:b.example"),
        ("https://matrix.to/#/@bob:b.example", "@bob:b.example"),
        ("@bob:b.example", "@bob:b.example"),
        ("matrix:x/bob:b.example", None),
        ("matrix:u/bob", "@bob"),
        ("matrix:u/b ob:b.example", None),
        ("https://b.example/bob", None),
    ],
)
def test_an_address_is_read_in_all_its_forms(address: str, name: str | None) -> None:
    assert id_of(address) == name


@pytest.mark.parametrize(
    "homeserver", ["", "http://a.example", "ftp://a.example", "a.example", "https://"]
)
def test_a_homeserver_is_reached_by_https_only(homeserver: str) -> None:
    settings = {"homeserver": homeserver, "user": "@ada:a.example"}
    account = replace(account_of(CARD, AT), settings=settings)

    with pytest.raises(PermanentListenError, match="homeserver"):
        login_of(account)


def test_an_event_above_the_limit_is_no_event() -> None:
    with pytest.raises(ParseError):
        read(Raw("matrix", b'{"event": "' + b"x" * 300_000 + b'"}'))
