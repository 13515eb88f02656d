"""What tests of live channels say to each other: activities, points, and an ear."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from PIL import Image
from rdflib import URIRef

from plexus_ld.assembly.loop import Loop
from plexus_ld.channels.base import Tools
from plexus_ld.model.activity import Activity, Attachment, Kind, Object, Privacy, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading
from plexus_ld.model.connection import Account, ConnectionPoint, Direction
from plexus_ld.model.delivery import Delivery
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings

T = TypeVar("T")

ALICE = URIRef("https://alice.example/card#me")
BOB = URIRef("https://bob.example/card#me")
#: Seconds after which a test gives up.
_PATIENCE_S = 30


def iri() -> URIRef:
    return URIRef(f"urn:uuid:{uuid4()}")


def note(
    text: str = "",
    verb: Verb = Verb.CREATE,
    *,
    about: Object | None = None,
    privacy: Privacy = Privacy.ADDRESSED,
    attachments: tuple[Attachment, ...] = (),
) -> Activity:
    item = about or Object(iri(), Kind.NOTE, text, attachments=attachments)
    when = datetime.now(UTC).replace(microsecond=0)
    return Activity(iri(), verb, ALICE, item, when, "Alice", privacy)


def point(channel: str, address: str, agent: URIRef = BOB) -> ConnectionPoint:
    return ConnectionPoint(
        URIRef(f"urn:x-test:{channel}:{address}"),
        channel,
        URIRef(address),
        Direction.BOTH,
        agent,
        URIRef("urn:x-test:connection"),
    )


def delivery(
    activity: Activity,
    to: ConnectionPoint,
    account: Account,
    *,
    remote_id: str = "",
    reply_to: str = "",
    texts: tuple[str, ...] = (),
) -> Delivery:
    return Delivery(
        iri(),
        activity,
        to,
        account,
        texts or (activity.object.text,),
        activity.object.attachments,
        remote_id,
        reply_to,
    )


def picture(folder: Path) -> Attachment:
    made = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(made, "PNG")
    file = folder / "teal.png"
    file.write_bytes(made.getvalue())
    return Attachment("image/png", "teal.png", "a teal square", file, size_bytes=99)


@contextmanager
def tools(*hosts: str) -> Iterator[Tools]:
    loop = Loop()
    client = Client(NetSettings(allow_hosts=hosts))
    try:
        yield Tools(client, lambda: datetime.now(UTC), lambda: loop.running)
    finally:
        loop.close()
        client.close()


@dataclass
class Ear:
    """Remembers what was heard, and reads it as a listener would."""

    read: Callable[[Raw], Reading]
    heard: list[Raw] = field(default_factory=list)
    cursor: str = ""
    told: threading.Event = field(default_factory=threading.Event)

    def __call__(self, raw: Raw, cursor: str) -> None:
        self.heard.append(raw)
        self.cursor = cursor

    @property
    def readings(self) -> list[Reading]:
        return [self.read(raw) for raw in self.heard]

    @property
    def arrivals(self) -> list[Arrival]:
        return [each for reading in self.readings for each in reading.arrivals]

    def wait(self, count: int = 1) -> list[Arrival]:
        """Return so many arrivals, waiting for them."""
        return until(lambda: self.arrivals if len(self.arrivals) >= count else None)


def until(found: Callable[[], T | None]) -> T:
    """Return what is found, looking again and again."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        value = found()
        if value is not None and value is not False:
            return value
        time.sleep(0.02)
    raise AssertionError("it never came")
