"""What came to the inbox, between the rooms that keep it and those that act on it.

Frozen values, no I/O. Sources: https://www.w3.org/TR/ldn/,
https://www.w3.org/TR/activitypub/ §7 (server to server)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that brings a notification, as it came.

    Attributes:
        url: The inbox's own URL, with the query that was asked with.
        headers: By name in lower case; of one that came twice both values, parted by
            a comma.
        body: Its bytes.
        sender: The address that it came from.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    sender: str

    @property
    def is_signed(self) -> bool:
        """Whether somebody says by it who they are."""
        return "signature" in self.headers or "signature-input" in self.headers


@dataclass(frozen=True, slots=True)
class Kept:
    """What a notification's sender is told.

    Attributes:
        name: The last part of its address, for whoever may read it there.
        is_signed: Whether its sender proved who they are.
    """

    name: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Notification:
    """An activity that came to the inbox, and whose signature is good.

    Attributes:
        iri: Its node in the graph of what was received.
        actor: Who did it, as the signature proves: the activity's ``actor``.
        verb: Its class: ``Create``, ``Follow`` …; a stranger's word, any string.
        activity: Its JSON, read; a stranger's word.
        body: The bytes, as they came and were signed.
        media_type: As its sender named it.
        received_at: When.
    """

    iri: URIRef
    actor: URIRef
    verb: str
    activity: Mapping[str, object] = field(repr=False)
    body: bytes = field(repr=False)
    media_type: str
    received_at: datetime


#: Acts on a notification and says what became of it, in a sentence for the owner; None
#: when it is none of its. It may be asked twice about one: whatever it does is done
#: once.
Handler = Callable[[Notification], str | None]
