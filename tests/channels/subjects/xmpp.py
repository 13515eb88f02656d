"""XMPP: the host is the account's server; messages as the session writes them."""

import json

from tests.channels.contract import At, Subject

MESSAGE = {
    "id": "7c1e",
    "from": "bob@b.example/phone",
    "type": "chat",
    "body": "Four it is.",
    "subject": "",
    "reply": "6b0d",
    "links": [{"url": "https://b.example/tea.png", "desc": "A teapot"}],
    "stamp": "2026-03-01T10:00:00Z",
    "said": {"object": "urn:uuid:1", "activity": "urn:uuid:2", "kind": "Note"},
}
ERROR = {"kind": "cancel", "condition": "service-unavailable", "words": "Nobody."}

SUBJECT = Subject(
    at=lambda host, port: At(
        "xmpp:bob@b.example", {"jid": "ada@a.example", "server": f"{host}:{port}"}
    ),
    samples=tuple(
        json.dumps(sample).encode()
        for sample in (
            MESSAGE,
            {**MESSAGE, "replace": "6b0d"},
            {**MESSAGE, "body": "", "retract": "6b0d"},
            {**MESSAGE, "body": "", "react": "6b0d", "reactions": ["👍"]},
            {**MESSAGE, "type": "error", "error": ERROR},
        )
    ),
    is_patient=True,
)
