"""IRC: the host is the account's server; lines as the session writes them."""

import json

from tests.channels.contract import At, Subject

LINES = {
    "id": "",
    "nick": "bob",
    "address": "irc://127.0.0.1/bob,isnick",
    "place": "ada",
    "text": "\x02Four\x02 it is.\nOr \x0304,01five\x03.",
    "at": "2026-03-01T10:00:00+00:00",
}

SUBJECT = Subject(
    at=lambda host, port: At(
        f"irc://{host}/bob,isnick", {"server": f"{host}:{port}", "nick": "ada"}
    ),
    samples=(
        json.dumps(LINES).encode(),
        json.dumps(
            {**LINES, "address": "irc://127.0.0.1/tea", "place": "#tea"}
        ).encode(),
    ),
    is_patient=True,
)
