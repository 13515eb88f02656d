"""The Mastodon channel: the host is the account's server; its JSON is made up."""

import json

from tests.channels.contract import At, Subject

AUTHOR = {"id": "7", "acct": "bob@b.example", "display_name": "Bob", "username": "bob"}
STATUS = {
    "id": "101",
    "uri": "https://b.example/users/bob/statuses/101",
    "url": "https://b.example/@bob/101",
    "created_at": "2026-03-01T10:00:00.000Z",
    "edited_at": None,
    "in_reply_to_id": "99",
    "visibility": "public",
    "language": "en",
    "spoiler_text": "",
    "content": "<p>Four it is. <a href='https://b.example/tags/tea'>#tea</a></p>",
    "account": AUTHOR,
    "tags": [{"name": "tea"}],
    "media_attachments": [
        {
            "id": "5",
            "type": "image",
            "url": "https://b.example/media/tea.png",
            "description": "A teapot",
        }
    ],
    "reblog": None,
}
FAVOURITE = {
    "id": "31",
    "type": "favourite",
    "created_at": "2026-03-01T11:00:00.000Z",
    "account": AUTHOR,
    "status": {**STATUS, "id": "99", "account": {"id": "1", "acct": "ada"}},
}

SUBJECT = Subject(
    at=lambda host, port: At("acct:bob@b.example", {"server": f"http://{host}:{port}"}),
    samples=(
        json.dumps([STATUS]).encode(),
        json.dumps([FAVOURITE]).encode(),
        json.dumps([{**STATUS, "id": "102", "reblog": STATUS}]).encode(),
    ),
)
