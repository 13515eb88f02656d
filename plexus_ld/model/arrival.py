"""Arrivals: what a listener took in: first as bytes, then as values, unchecked yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from rdflib import URIRef

from plexus_ld.model.activity import Attachment, Kind, Verb
from plexus_ld.model.delivery import ReportedFailure


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that a channel heard, before anybody read them.

    Attributes:
        channel: The channel's name; its ``read`` makes arrivals of it, in a worker.
        body: The bytes, as they came: a feed, a mail, a JSON document.
        url: Where they came from: the base of relative links; "" if nowhere.
        media_type: As the other side named it; "" if it did not.
        point: The point that was asked; None when an account was.
        account: The account's IRI.
        heard_at: When.
        facts: What the wire said besides: a stanza's sender, a UID …
        signed: What somebody signed, with the signature, as it came, when the channel
            has found that good; it is kept. Empty when nothing was signed.
    """

    channel: str
    body: bytes
    url: str = ""
    media_type: str = ""
    point: URIRef | None = None
    account: URIRef | None = None
    heard_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    signed: bytes = field(default=b"", repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip into a worker: a read-only mapping does not pickle.

        What was signed stays here: it was looked at already, and is only kept.
        """
        return _raw, (
            self.channel, self.body, self.url, self.media_type, self.point,
            self.account, self.heard_at, dict(self.facts),
        )  # fmt: skip


def _raw(*fields: object) -> Raw:
    return Raw(*fields)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One act of somebody else's, as a channel read it. Every word is a stranger's.

    Attributes:
        verb: What was done.
        id: What the channel calls the object: a GUID, a permalink, ``mid:…``. The
            same object, heard again on the channel, has the same id.
        sender: The address that said it, as an IRI (``mailto:…``); "" when the point
            that was asked is the sender.
        sender_name: What the sender calls itself.
        kind: The object's class.
        title, text, html, summary: As in `Object`; the HTML is not cleaned yet.
        url: Where people can read it; "" if nowhere.
        link: What it shares or reshares, if that lies elsewhere.
        also: Other ids of the same object, on this or other channels: its permalink,
            the IRI that a Plexus gave it.
        in_reply_to: Ids of what it answers, the nearest first.
        target: For a Like, an Announce, a Delete or an Update: ids of what it is done
            to; empty when that is the object itself.
        attachments: What goes with it.
        tags: Hashtags, without the mark.
        language: BCP 47; "" when unknown.
        published, updated: As the sender says.
        is_private: Whether it was for the owner, and not for everybody.
    """

    verb: Verb
    id: str
    sender: str = ""
    sender_name: str = ""
    kind: Kind = Kind.NOTE
    title: str = ""
    text: str = ""
    html: str = ""
    summary: str = ""
    url: str = ""
    link: str = ""
    also: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a channel read in one `Raw`.

    Attributes:
        arrivals: Oldest first.
        failures: Deliveries of the owner's that did not arrive after all.
        pace: The least time until the next poll that the bytes ask for (RSS ``ttl``,
            ``sy:updatePeriod``); None when they do not.
        skip_hours: Hours of the day, in UTC, in which the bytes ask not to be polled.
        skip_days: Days of the week, Monday is 0, likewise.
        title: What the source calls itself.
        hub: A WebSub hub that it names; "" if none.
        topic: What it calls itself there: its own URL; "" if it does not say.
        warnings: What was wrong with the bytes, a sentence each.
    """

    arrivals: tuple[Arrival, ...] = ()
    failures: tuple[ReportedFailure, ...] = ()
    pace: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    title: str = ""
    hub: str = ""
    topic: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll gave.

    Attributes:
        raws: What is new, oldest first; empty when nothing is.
        cursor: Handed to the next poll; kept in the same change as the arrivals.
        wait: The least time until the next poll that the server asks for
            (Retry-After, Cache-Control); None when it does not.
        moved_to: The address to use from now on, if the server says so (301, 308).
        is_gone: The server says that there will never be more (410).
    """

    raws: tuple[Raw, ...] = ()
    cursor: str = ""
    wait: timedelta | None = None
    moved_to: str = ""
    is_gone: bool = False
