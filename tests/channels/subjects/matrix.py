"""Matrix: the host is the homeserver; events as a homeserver gives them."""

import json

from tests.channels.contract import At, Subject

CONTENT = {
    "msgtype": "m.text",
    "body": "Four it is.",
    "format": "org.matrix.custom.html",
    "formatted_body": "<b>Four</b> it is.",
    "m.relates_to": {"m.in_reply_to": {"event_id": "$six"}},
    "org.w3id.plexus.said": {"object": "urn:uuid:1", "activity": "urn:uuid:2"},
}
EVENT = {
    "event_id": "$seven",
    "type": "m.room.message",
    "sender": "@bob:b.example",
    "origin_server_ts": 1_772_359_200_000,
    "content": CONTENT,
}
IMAGE = {
    "msgtype": "m.image",
    "body": "A teapot",
    "filename": "tea.png",
    "url": "mxc://b.example/tea",
    "info": {"mimetype": "image/png", "size": 1200},
}
EDIT = {
    "body": "* Five",
    "m.new_content": {"msgtype": "m.text", "body": "Five"},
    "m.relates_to": {"rel_type": "m.replace", "event_id": "$seven"},
}
LIKE = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$six", "key": "👍"}}

SUBJECT = Subject(
    at=lambda host, port: At(
        "matrix:u/bob:b.example",
        {"homeserver": f"http://{host}:{port}", "user": "@ada:a.example"},
    ),
    samples=tuple(
        json.dumps({"event": {**EVENT, **change}}).encode()
        for change in (
            {},
            {"content": IMAGE},
            {"content": EDIT},
            {"content": LIKE, "type": "m.reaction"},
            {"content": {"redacts": "$six"}, "type": "m.room.redaction"},
        )
    ),
    is_patient=True,
)
