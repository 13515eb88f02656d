"""What is heard from relays: what lies there since, and what comes."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final

from plexus_ld.channels.base import OnArrival
from plexus_ld.channels.live import MAX_HEARD_BYTES, heard
from plexus_ld.channels.nostr import events
from plexus_ld.channels.nostr.login import Login, key_of
from plexus_ld.clock import Clock
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Raw
from plexus_ld.model.connection import Account, ConnectionPoint

if TYPE_CHECKING:
    from nostr_sdk import (
        Client,
        ClientNotificationStream,
        Event,
        Filter,
        PublicKey,
        UnsignedEvent,
    )

_log = getLogger(__name__)

#: How far back is asked for: wraps are dated up to two days back (NIP-59), and events
#: come late to relays.
_MARGIN_S: Final = 3 * 24 * 3600
#: Ids that a cursor holds, so that the same days are not heard twice; more are known
#: by the listener, too.
_MOST_IDS: Final = 300
#: Letters of an id that a cursor holds.
_ID_LETTERS: Final = 12
#: What is fetched at most when it begins.
_MOST_EVENTS: Final = 5_000
_ANSWER: Final = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Place:
    """Up to when relays were heard, and which events of the last days."""

    at: int = 0
    ids: tuple[str, ...] = ()

    @classmethod
    def from_cursor(cls, cursor: str) -> "Place":
        """Read a cursor; one that is none is the beginning."""
        try:
            value: Any = json.loads(cursor or "{}")
            return cls(int(value.get("at", 0)), tuple(map(str, value.get("ids", ()))))
        except (ValueError, AttributeError, TypeError):
            return cls()

    def to_cursor(self) -> str:
        """Write it as a cursor."""
        return json.dumps({"at": self.at, "ids": self.ids}, separators=(",", ":"))


class Ear:
    """Takes events, on the loop.

    Args:
        login: Unwraps what is for the owner alone.
        account: Whose.
        points: Only what these keys sign is taken.
        cursor: Where the session before stopped.
        on_arrival: To whom it is handed.
        now: The time.
    """

    def __init__(
        self,
        login: Login,
        account: Account,
        points: tuple[ConnectionPoint, ...],
        cursor: str,
        on_arrival: OnArrival,
        now: Clock,
    ) -> None:
        self._login = login
        self._account = account
        keys = ((key_of(str(point.address)), point) for point in points)
        self._points: dict[str, tuple[PublicKey, ConnectionPoint]] = {
            key.to_hex(): (key, point) for key, point in keys if key is not None
        }
        self._on_arrival = on_arrival
        self._now = now
        place = Place.from_cursor(cursor)
        self._seen: OrderedDict[str, None] = OrderedDict.fromkeys(place.ids)
        self._at = place.at or self._seconds()

    async def begin(self, client: "Client") -> None:
        """Hand on what lies on the relays since, oldest first; then ask for more."""
        from nostr_sdk import NostrSdkError, ReqTarget

        target = ReqTarget.auto(self._filters())
        try:
            found = await client.fetch_events(
                target, timeout=_ANSWER, max_events=_MOST_EVENTS
            )
            await client.subscribe(target)
        except NostrSdkError as error:
            _log.warning("the relays give nothing: %s", type(error).__name__)
            return
        for event in sorted(found, key=lambda each: int(each.created_at().as_secs())):
            self.take(event)

    async def keep_listening(self, stream: "ClientNotificationStream") -> None:
        """Hand on what comes, until the stream ends."""
        while True:
            told = await stream.next()
            if told is None or told.is_SHUTDOWN():
                return
            if told.is_NEW_EVENT():
                self.take(told.event)

    def take(self, event: "Event") -> None:
        """Hand one event on, if it is somebody's who is listened to, and new."""
        short = event.id().to_hex()[:_ID_LETTERS]
        if short in self._seen or len(event.content()) > MAX_HEARD_BYTES:
            return
        if not event.verify():
            return
        is_private = event.kind().as_u16() == events.GIFT
        inner = self._unwrapped(event) if is_private else event
        sender = inner.author().to_hex() if inner is not None else ""
        if inner is None or sender not in self._points:
            return
        self._seen[short] = None
        while len(self._seen) > _MOST_IDS:
            self._seen.popitem(last=False)
        self._at = max(self._at, self._seconds())
        _, point = self._points[sender]
        self._hand_on(
            json.loads(inner.as_json()),
            point,
            event.as_json().encode(),
            is_private=is_private,
        )

    def _unwrapped(self, wrap: "Event") -> "UnsignedEvent | None":
        """Open a gift wrap; whoever sealed it has to be whom it is signed by.

        Source: NIP-17, "Clients MUST verify if pubkey of the kind 13 is the same".
        """
        from nostr_sdk import NostrSdkError, UnwrappedGift

        try:
            gift = UnwrappedGift.from_gift_wrap(self._login.keys, wrap)
        except NostrSdkError:
            return None
        rumor = gift.rumor()
        if rumor.author().to_hex() != gift.sender().to_hex():
            return None
        return rumor.ensure_id()

    def _hand_on(
        self,
        event: dict[str, Any],
        point: ConnectionPoint,
        signed: bytes,
        *,
        is_private: bool,
    ) -> None:
        facts = {
            "event": event,
            "from": str(point.address),
            "private": is_private,
        }
        try:
            body = heard(facts)
        except ParseError as error:
            _log.warning("a Nostr event is left out: %s", error)
            return
        raw = Raw(
            "nostr",
            body,
            media_type="application/json",
            point=point.iri,
            account=self._account.iri,
            heard_at=self._now(),
            signed=signed,
        )
        place = Place(self._at, tuple(self._seen))
        self._on_arrival(raw, place.to_cursor())

    def _filters(self) -> "list[Filter]":
        """Return what is asked for: their notes, their likes of mine, my messages."""
        from nostr_sdk import Filter, Kind, Timestamp

        since = Timestamp.from_secs(max(0, self._at - _MARGIN_S))
        me = self._login.keys.public_key()
        authors = [key for key, _ in self._points.values()]
        said = [Kind(each) for each in (events.NOTE, events.DELETION, events.REPOST)]
        likes = Filter().kind(Kind(events.REACTION)).pubkey(me)
        gifts = Filter().kind(Kind(events.GIFT)).pubkey(me).since(since)
        if not authors:
            return [gifts]
        return [
            Filter().kinds(said).authors(authors).since(since),
            likes.authors(authors).since(since),
            gifts,
        ]

    def _seconds(self) -> int:
        return int(self._now().timestamp())
