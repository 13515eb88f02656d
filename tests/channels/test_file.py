"""A folder as a channel: lines out, lines in."""

import json
import os
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from plexus_ld.channels.file import CARD, MAX_LINE_BYTES, FileChannel, read
from plexus_ld.errors import (
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Attachment, Verb
from plexus_ld.model.arrival import Arrival, Raw
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import (
    NOW,
    At,
    account_of,
    delivery_of,
    note_of,
    point_of,
)

CHANNEL = FileChannel(lambda: NOW)


def to(folder: Path, text: str = "Tea?", verb: Verb = Verb.CREATE) -> Delivery:
    return delivery_of(CARD, At(folder.as_uri()), note_of(text), verb)


def lines(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(one)
        for one in (folder / "outbox.jsonl").read_text().split("\n")
        if one
    ]


def poll(folder: Path, cursor: str = "") -> tuple[list[Arrival], str]:
    at = At(folder.as_uri())
    polled = CHANNEL.poll(account_of(CARD, at), (point_of(CARD, at),), cursor)
    return [one for raw in polled.raws for one in read(raw).arrivals], polled.cursor


def said(*words: str) -> bytes:
    return b"".join(json.dumps({"id": f"urn:x:{w}", "content": w}).encode() + b"\n"
                    for w in words)  # fmt: skip


def test_a_line_says_who_said_what_to_this_one_alone(tmp_path: Path) -> None:
    CHANNEL.deliver(to(tmp_path))

    (line,) = lines(tmp_path)
    assert line["type"] == "Create"
    assert line["actor"] == {"id": "https://ada.example/card#me", "name": "Ada"}
    assert line["to"] == ["https://bob.example/card#me"]
    assert "secret-friend" not in json.dumps(line)


def test_attachments_lie_beside_once_each(tmp_path: Path) -> None:
    picture = tmp_path / "pot.png"
    picture.write_bytes(b"\x89PNG pot")
    attached = Attachment("image/png", "pot.png", "A pot", picture)
    delivery = replace(to(tmp_path), attachments=(attached,))

    CHANNEL.deliver(delivery)
    CHANNEL.deliver(delivery)

    item = lines(tmp_path)[0]["object"]
    assert isinstance(item, dict)
    (listed,) = item["attachment"]
    assert listed["name"] == "A pot"
    assert (tmp_path / listed["url"]).read_bytes() == b"\x89PNG pot"
    assert len(list((tmp_path / "media").iterdir())) == 1


def test_an_attachment_that_is_gone_is_the_last_word(tmp_path: Path) -> None:
    gone = Attachment("image/png", "pot.png", "", tmp_path / "pot.png")

    with pytest.raises(PermanentDeliveryError, match="is gone"):
        CHANNEL.deliver(replace(to(tmp_path), attachments=(gone,)))

    assert not (tmp_path / "outbox.jsonl").exists()


def test_a_line_that_was_torn_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "outbox.jsonl").write_bytes(b'{"type": "Crea')

    CHANNEL.deliver(to(tmp_path))

    torn, whole = (tmp_path / "outbox.jsonl").read_bytes().splitlines()
    assert torn == b'{"type": "Crea'
    assert json.loads(whole)["type"] == "Create"


def test_many_writers_make_whole_lines(tmp_path: Path) -> None:
    threads = [
        Thread(target=CHANNEL.deliver, args=(to(tmp_path, str(number) * 5000),))
        for number in range(9)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(lines(tmp_path)) == 9


def test_a_folder_that_is_not_there_is_waited_for_and_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "not mounted"

    with pytest.raises(TemporaryDeliveryError):
        CHANNEL.deliver(to(folder))
    with pytest.raises(TemporaryListenError):
        poll(folder)

    assert not folder.exists()


@pytest.mark.parametrize(
    "address",
    ["file://other.example/x", "https://x.example/", "file:x", "file:///a/../etc"],
)
def test_an_address_that_is_no_folder_here_is_the_last_word(address: str) -> None:
    at = At(address)

    with pytest.raises(PermanentDeliveryError):
        CHANNEL.deliver(delivery_of(CARD, at))
    with pytest.raises(PermanentListenError):
        CHANNEL.poll(account_of(CARD, at), (point_of(CARD, at),), "")


def test_what_is_appended_is_heard_once_and_half_a_line_waits(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.jsonl"
    inbox.write_bytes(said("one") + b'{"content": "two')

    first, cursor = poll(tmp_path)
    nothing, cursor = poll(tmp_path, cursor)
    with inbox.open("ab") as opened:
        opened.write(b'"}\n')
    second, _ = poll(tmp_path, cursor)

    assert [one.text for one in first] == ["one"]
    assert nothing == []
    assert [one.text for one in second] == ["two"]


def test_a_file_that_was_rotated_is_read_to_its_end_first(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.jsonl"
    inbox.write_bytes(said("one"))
    _, cursor = poll(tmp_path)

    with inbox.open("ab") as opened:
        opened.write(said("two"))
    inbox.rename(tmp_path / "inbox.jsonl.1")
    inbox.write_bytes(said("three"))
    rest, cursor = poll(tmp_path, cursor)
    new, cursor = poll(tmp_path, cursor)
    nothing, _ = poll(tmp_path, cursor)

    assert [one.text for one in rest] == ["two"]
    assert [one.text for one in new] == ["three"]
    assert nothing == []


@pytest.mark.parametrize("now", [said("new"), said("ann"), said("new", "newer")])
def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path, now: bytes) -> None:
    inbox = tmp_path / "inbox.jsonl"
    inbox.write_bytes(said("one"))
    _, cursor = poll(tmp_path)

    with inbox.open("r+b") as opened:
        opened.truncate()
        opened.write(now)
    heard, _ = poll(tmp_path, cursor)

    assert len(heard) == now.count(b"\n")


def test_a_line_without_an_id_is_known_by_its_bytes(tmp_path: Path) -> None:
    raw = Raw("file", b'{"content": "same"}\n{"content": "same"}\n{"content": "x"}\n')

    ids = [one.id for one in read(raw).arrivals]

    assert ids[0] == ids[1] != ids[2]


def test_a_line_that_makes_no_sense_costs_that_line(tmp_path: Path) -> None:
    (tmp_path / "inbox.jsonl").write_bytes(
        b"nonsense\n" + said("good") + b"x" * (MAX_LINE_BYTES + 5) + b"\n" + said("too")
    )
    at = At(tmp_path.as_uri())

    polled = CHANNEL.poll(account_of(CARD, at), (point_of(CARD, at),), "")
    readings = [read(raw) for raw in polled.raws]

    assert [a.text for one in readings for a in one.arrivals] == ["good", "too"]
    assert sum(len(one.warnings) for one in readings) == 2


def test_a_line_longer_than_all_that_is_read_is_got_past(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox.jsonl"
    inbox.write_bytes(b"x" * (9 * MAX_LINE_BYTES) + b"\n" + said("after"))

    first, cursor = poll(tmp_path)
    second, _ = poll(tmp_path, cursor)

    assert [one.text for one in (*first, *second)] == ["after"]


def test_likes_deletions_and_replies_come_back_as_they_went(tmp_path: Path) -> None:
    for verb in (Verb.LIKE, Verb.DELETE, Verb.UPDATE, Verb.ANNOUNCE):
        CHANNEL.deliver(to(tmp_path, "Tea?", verb))
    answer = note_of("Yes", in_reply_to="urn:x:question")
    CHANNEL.deliver(delivery_of(CARD, At(tmp_path.as_uri()), answer))
    os.replace(tmp_path / "outbox.jsonl", tmp_path / "inbox.jsonl")  # noqa: PTH105

    like, gone, changed, reshared, reply = poll(tmp_path)[0]

    item = "https://ada.example/said/1"
    assert (like.verb, like.target) == (Verb.LIKE, (item,))
    assert (gone.verb, gone.id, gone.target) == (Verb.DELETE, item, ())
    assert (changed.verb, changed.id, changed.text) == (Verb.UPDATE, item, "Tea?")
    assert (reshared.verb, reshared.target) == (Verb.ANNOUNCE, (item,))
    assert (like.text, reshared.text) == ("", "Tea?")
    assert reply.in_reply_to == ("urn:x:question",)
    assert reply.is_private
    assert reply.sender == "https://ada.example/card#me"
