"""Mails, as short as a test can say them."""

from plexus_ld.channels.email import read
from plexus_ld.model.arrival import Arrival, Raw
from tests.channels.contract import NOW


def raw_of(body: bytes | str, **facts: str) -> Raw:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")
    return Raw("email", data, heard_at=NOW, facts=facts)


def only(body: bytes | str, **facts: str) -> Arrival:
    (arrival,) = read(raw_of(body, **facts)).arrivals
    return arrival


def letter(body: str = "Tea?", **headers: str) -> str:
    """A mail of Bob's; a header's name has its hyphens as underscores."""
    given = {"From": "bob@mail.test", "Message_ID": "<1@mail.test>", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items()]
    return "\n".join([*lines, "", body])
