"""Hostile documents, messages and lines, for each channel that listens.

The samples of its tests turned, cut, doubled and spliced with what is known to hurt
parsers; and what is senseless altogether.
"""

import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plexus_ld.channels.base import Channel
from plexus_ld.channels.registry import names
from plexus_ld.errors import ParseError
from plexus_ld.listener.ingesting.reading import Job, read
from plexus_ld.model.arrival import Raw
from tests.channels.contract import NOW, subject_of

#: Pieces that hurt; each is set into a document, many times over or once.
PIECES: Final = (
    b"<a>", b"</a>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x ", b"<!DOCTYPE x [",
    b"<!ENTITY a 'a'>", b"&a;", b"&#0;", b"&#x110000;", b"&lt;script&gt;", b"<script>",
    b"<svg onload=x>", b"<a href='javascript:x'>", b"<blockquote>", b"<table><tr><td>",
    b"[", b"]", b"{", b"}", b'{"a":', b'"', b"\\", b"\\u0000", b"\\ud800", b"1e999",
    b"-0", b"null", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x1b[2J",
    b"\r\n", b"\n", b"\r\n.\r\n", b"\n\n", b"\t", b":", b": :\r\n", b"=?utf-8?q?=41?= ",
    b"=?x?b?", b"<a@b> ", b"(", b'"\\', b"--b\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"@", b"#", b"urn:uuid:", b"http://", b"http://[", b"data:text/html,", b"%00", b"%",
    b"../", b"9" * 400, b"2026-13-45T99:99:99Z", b"0000-00-00", b"+",
    b"\xf0\x9f\x91\xa9", b"xml:base='x'", b"xml:lang='", b" a='b'",
    b"<item>", b"<entry>", b"<title>", b"a" * 300, b"> ", b"on x wrote:\n", b"=",
    b"=\r\n", b"~", b"{{7*7}}", b"$(id)", b"' OR 1=1 --",
)  # fmt: skip
#: How often a piece is repeated, most often at most.
_OFTEN: Final = (1, 1, 1, 2, 7, 50, 1_000, 20_000)
_LONGEST: Final = 1_000_000
#: Senseless to all, and huge.
SENSELESS: Final = (
    b"",
    b"\0" * 5_000,
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"{}",
    b"[]",
)


@dataclass(frozen=True, slots=True)
class Door:
    """A channel that listens: where its bytes are read, and what they look like."""

    name: str
    module: str
    function: str
    samples: tuple[bytes, ...]
    facts: tuple[tuple[str, str], ...]


def doors(channels: Mapping[str, Channel]) -> tuple[Door, ...]:
    """Return those channels that listen."""
    subjects = {name: subject_of(name) for name in names()}
    return tuple(
        Door(
            name,
            channels[name].read.__module__,  # type: ignore[attr-defined]
            channels[name].read.__name__,  # type: ignore[attr-defined]
            subject.samples,
            tuple(subject.facts.items()),
        )
        for name, subject in subjects.items()
        if subject.samples
    )


def raw_of(door: Door, body: bytes) -> Raw:
    """Return bytes as a poll or a session hands them over."""
    url, facts = "https://bob.example/feed", dict(door.facts)
    return Raw(door.name, body, url, heard_at=NOW, facts=facts)


def documents(
    every: tuple[Door, ...], chance: random.Random
) -> Iterator[tuple[Door, bytes]]:
    """Yield hostile documents for ever, the doors in turn."""
    for door in every:
        for body in SENSELESS:
            yield door, body
    while True:
        for door in every:
            yield door, _hostile(door, chance)


def _hostile(door: Door, chance: random.Random) -> bytes:
    body = bytearray(chance.choice(door.samples))
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        _hurt(body, door, chance)
    return bytes(body[:_LONGEST])


def _hurt(body: bytearray, door: Door, chance: random.Random) -> None:
    """Do one thing to it that bytes do not like."""
    at = chance.randrange(len(body) + 1)
    what = chance.randrange(8)
    if what == 0:
        del body[at:]
    elif what == 1:
        body[at:at] = chance.choice(door.samples)
    elif what == 2:
        for _ in range(chance.randrange(1, 30)):
            if body:
                body[chance.randrange(len(body))] = chance.randrange(256)
    elif what == 3:
        end = chance.randrange(at, len(body) + 1)
        body[at:at] = bytes(body[at:end]) * chance.choice((1, 2, 30))
    elif what == 4:
        del body[at : at + chance.randrange(1, 60)]
    else:
        piece = chance.choice(PIECES)
        body[at:at] = (piece * chance.choice(_OFTEN))[:_LONGEST]


def timed(job: Job) -> tuple[float, str]:
    """Read, in a worker; return the time on the processor, and how it ended."""
    began = time.process_time()
    try:
        answer = read(job)
    except ParseError:
        return time.process_time() - began, "refused"
    heard = answer[0]
    json.dumps(answer)  # what comes is plain
    return time.process_time() - began, "read" if heard else "read as nothing"
