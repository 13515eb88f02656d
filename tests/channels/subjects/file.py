"""The file channel: a folder is a world of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plexus_ld.channels.base import Channel, Listener, Tools
from plexus_ld.channels.file import CARD
from plexus_ld.model.arrival import Raw
from tests.channels.contract import At, Subject, World, account_of, point_of


@contextmanager
def world(folder: Path, tools: Tools) -> Iterator[World]:
    at = At(folder.as_uri())

    def heard(channel: Channel) -> tuple[Raw, ...]:
        assert isinstance(channel, Listener)
        (folder / "outbox.jsonl").rename(folder / "inbox.jsonl")
        point = point_of(CARD, at)
        return channel.poll(account_of(CARD, at), (point,), "").raws

    yield World(at, heard)


NOTE = {
    "id": "https://bob.example/1",
    "type": "Create",
    "actor": {"id": "https://bob.example/card#me", "name": "Bob"},
    "object": {
        "id": "https://bob.example/2",
        "type": "Note",
        "content": "<p>Four it is.</p>",
        "inReplyTo": "https://ada.example/said/1",
        "tag": [{"type": "Hashtag", "name": "#tea"}],
        "attachment": [{"type": "Image", "url": "https://bob.example/tea.png"}],
        "published": "2026-03-01T10:00:00Z",
    },
}

SUBJECT = Subject(
    samples=(
        json.dumps(NOTE).encode() + b"\n",
        b'{"content": "plain words"}\n{"type": "Delete", "object": "urn:x:1"}\n',
    ),
    world=world,
)
