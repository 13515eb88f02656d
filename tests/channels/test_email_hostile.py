"""Mail that was written to do harm, or was damaged on the way."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from plexus_ld.channels.email import read
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Reading
from plexus_ld.workers import Limits, Workers
from tests.channels.letters import letter, raw_of
from tests.channels.subjects.email import BOUNCE, LETTER, PLAIN


def _nested(depth: int) -> str:
    lines = ["From: bob@mail.test"]
    for level in range(depth):
        lines += [
            f"Content-Type: multipart/mixed; boundary=b{level}",
            "",
            f"--b{level}",
        ]
    return "\n".join([*lines, "", "deep"])


def _matryoshka(depth: int) -> str:
    return "Content-Type: message/rfc822\nFrom: bob@mail.test\n\n" * depth


HOSTILE: dict[str, Callable[[], str]] = {
    "10,000 parts": lambda: letter(
        "--b\n\nx\n" * 10_000, Content_Type="multipart/mixed; boundary=b"
    ),
    "100,000 headers": lambda: "X: y\n" * 100_000 + letter(),
    "nested parts": lambda: _nested(5_000),
    "a few nested parts": lambda: _nested(50),
    "nested mails": lambda: _matryoshka(5_000),
    "a few nested mails": lambda: _matryoshka(50),
    "a long type": lambda: letter(Content_Type="text/plain;" + ' a="b;' * 100_000),
    "a folded long type": lambda: letter(Content_Type="x/y;" + '\n a="' * 100_000),
    "a long From": lambda: letter(From="(" * 100_000 + "bob@mail.test"),
    "a From of comments": lambda: letter(From="()" * 900 + "bob@mail.test"),
    "a From of quotes": lambda: letter(From='"\\' * 900 + "bob@mail.test"),
    "encoded words": lambda: letter(Subject="=?utf-8?q?=41?= " * 50_000),
    "broken encoded words": lambda: letter(Subject="=?utf-8?b?x?= =?x?q?=ZZ?= =?="),
    "references": lambda: letter(References="<a@b> " * 100_000),
    "open brackets": lambda: letter(References="<" * 100_000),
    "quotes": lambda: letter("x\n" + "> y\n" * 200_000, In_Reply_To="<a@b>"),
    "wrote": lambda: letter("on " * 100_000 + "\n> x", In_Reply_To="<a@b>"),
    "blockquotes": lambda: letter(
        "<blockquote>" * 100_000, Content_Type="text/html", In_Reply_To="<a@b>"
    ),
    "open tags": lambda: letter(
        "<blockquote" * 100_000, Content_Type="text/html", In_Reply_To="<a@b>"
    ),
    "tags of quotes": lambda: letter(
        '<div class="gmail_quote' * 50_000, Content_Type="text/html",
        In_Reply_To="<a@b>",
    ),
    "base64": lambda: letter("=" * 1_000_000, Content_Transfer_Encoding="base64"),
    "quoted-printable": lambda: letter(
        "=\n" * 300_000, Content_Transfer_Encoding="quoted-printable"
    ),
    "uuencode": lambda: letter(
        "begin 644 x\n" + "!" * 9999, Content_Transfer_Encoding="x-uuencode"
    ),
    "a name of tuples": lambda: letter(
        Content_Disposition="attachment; filename*=klingon''%41; filename*0*=x"
    ),
    "a name of many pieces": lambda: letter(
        Content_Disposition="x" + "".join(f"; filename*{n}=x" for n in range(300))
    ),
    "no boundary": lambda: letter("x", Content_Type="multipart/mixed"),
    "an odd boundary": lambda: letter(
        "--\0", Content_Type='multipart/mixed; boundary="'
    ),
    "a boundary of space": lambda: letter(
        "-- \n", Content_Type='multipart/mixed; boundary=" "'
    ),
    "surrogates": lambda: letter(
        "\udcff\udcfe", Subject="\udcff", From="\udcff <a@b.c>"
    ),
    "no end": lambda: "From: bob@mail.test",
    "colons": lambda: "From: bob@mail.test\n:\n: :\n\n",
    "a report without an end": lambda: letter(
        "--r\nContent-Type: message/delivery-status\n\n" + "Action: failed\n\n" * 9999,
        Content_Type="multipart/report; report-type=delivery-status; boundary=r",
    ),
    "a report of nothing": lambda: letter(
        "", Content_Type="multipart/report; report-type=delivery-status"
    ),
    "naughty ids": lambda: letter(
        X_Plexus_Object="javascript:alert(1)", X_Plexus_Activity="http://x/<b>",
        X_Plexus_Link="javascript:alert(1)", X_Plexus_Verb="Destroy",
        X_Plexus_Kind="../../x", Content_Language="../x", Message_ID="<<<\0>>>",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_quickly_or_refused(name: str, workers: Workers) -> None:
    # A worker that needs longer is ended, and the call raises.
    limits = Limits(wall_s=8.0, cpu_s=4.0, memory_bytes=512 * 1024**2)

    try:
        reading = workers.call(read, raw_of(HOSTILE[name]()), limits=limits)
    except ParseError:
        reading = Reading()

    for arrival in reading.arrivals:
        assert len(arrival.attachments) <= 50
        assert len(arrival.id) <= 1_500
        assert all(each.startswith(("http", "urn:")) for each in arrival.also)
        assert not arrival.link
        for words in (arrival.text, arrival.html, arrival.title, arrival.sender_name):
            words.encode("utf-8")
            assert "\0" not in words


@pytest.mark.parametrize("sample", [LETTER, BOUNCE, PLAIN])
def test_a_mail_that_was_damaged_on_the_way_is_read_or_refused(sample: bytes) -> None:
    chance = random.Random(11)  # noqa: S311 - not for secrets
    read_or_refused = 0
    for _ in range(300):
        body = bytearray(sample)
        for _ in range(chance.randrange(1, 20)):
            start = chance.randrange(len(body))
            body[start : start + chance.randrange(3)] = chance.randbytes(2)
        with suppress(ParseError):
            read(raw_of(bytes(body)))
        read_or_refused += 1

    assert read_or_refused == 300
