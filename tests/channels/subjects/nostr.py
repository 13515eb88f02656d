"""Nostr: the host is a relay; events as the session writes them."""

import json

from tests.channels.contract import At, Subject

BOB = "nostr:npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6"
EVENT = {
    "id": "ab" * 32,
    "pubkey": "cd" * 32,
    "created_at": 1_772_359_200,
    "kind": 1,
    "tags": [
        ["e", "12" * 32, "", "root"],
        ["t", "tea"],
        ["imeta", "url https://b.example/tea.png", "m image/png", "alt A teapot"],
        ["plexus", "urn:uuid:2", "urn:uuid:1", "Note", ""],
    ],
    "content": "Four it is.",
}

SUBJECT = Subject(
    at=lambda host, port: At(
        BOB, {"relays": f"ws://{host}:{port}"}, {"key": "7b" * 32}
    ),
    samples=tuple(
        json.dumps({"event": {**EVENT, **change}, "from": BOB}).encode()
        for change in (
            {},
            {"kind": 14, "tags": [["p", "ef" * 32], ["subject", "Tea"]]},
            {"kind": 5},
            {"kind": 6, "content": ""},
            {"kind": 7, "content": "+"},
        )
    ),
    is_patient=True,
)
