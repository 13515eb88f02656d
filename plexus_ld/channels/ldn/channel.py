"""The channel: what it sends, and how it asks an inbox for what is new."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from rdflib import URIRef

from plexus_ld.channels.base import Tools
from plexus_ld.channels.ldn.caller import Caller
from plexus_ld.channels.ldn.card import CARD, NAME
from plexus_ld.channels.ldn.listing import ACCEPT, is_rdf, targets
from plexus_ld.channels.ldn.posting import bring, post
from plexus_ld.channels.ldn.reading import read
from plexus_ld.errors import (
    FetchError,
    ForbiddenAddressError,
    ListenError,
    PermanentListenError,
    TemporaryListenError,
)
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.client import Answer
from plexus_ld.net.patience import fresh_for, is_temporary, retry_after, words_of
from plexus_ld.net.redirects import origin

__all__ = ["CARD", "LdnChannel"]

#: Members of a listing that count, and new ones that are fetched in one poll.
MAX_LISTED: Final = 2000
MAX_NEW: Final = 50
#: Longest validator that is kept and sent back, in characters.
_MAX_VALIDATOR: Final = 1024
#: Answers that mean: this notification is not there, and will not be.
_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class _Cursor:
    """Which members were seen, by a short hash of their URL, and the listing's ETag."""

    etag: str = ""
    seen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> "_Cursor":
        try:
            found = json.loads(text)
            return cls(str(found["etag"]), frozenset(map(str, found["seen"])))
        except (ValueError, TypeError, KeyError, RecursionError):
            return cls()

    @property
    def text(self) -> str:
        kept = {"etag": self.etag, "seen": sorted(self.seen)}
        return json.dumps(kept, separators=(",", ":"))


class LdnChannel:
    """Posts to inboxes, and reads them.

    Args:
        tools: What a channel works with.

    Attributes:
        card: What it can do.
    """

    card = CARD

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._http = tools.http

    def deliver(self, delivery: Delivery) -> Receipt:
        """Post one activity to one inbox. See `Sharer.deliver`."""
        return post(self._caller(delivery.account), delivery, self._tools.seal)

    def tell(self, whom: str, body: bytes) -> None:
        """Bring something that is signed already to somebody's inbox.

        Args:
            whom: Their WebID, or the inbox itself.
            body: An activity, as JSON.

        Raises:
            DeliveryError: It was not taken.
        """
        bring(self._caller(Account(NAME)), whom, body)

    def _caller(self, account: Account) -> Caller:
        # Without an address nobody could look the key up.
        signed = self._tools.as_owner() if self._tools.site().is_known else None
        return Caller(self._http, account, signed=signed)

    def check(self, account: Account) -> str:
        """Try the login where the account names its server. See `Checkable.check`."""
        server = account.settings.get("server", "")
        if not server:
            return "no server is named: the login is for the inboxes that you read"
        answer = _get(Caller(self._http, account), server, {})
        if answer.status >= 400 and answer.status not in _GONE:
            raise _refused(answer, server)
        return f"{server} answers (HTTP {answer.status})"

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Ask one inbox for what is new. See `Listener.poll`."""
        (point,) = points
        inbox, known = str(point.address), _Cursor.of(cursor)
        caller = Caller(self._http, account, inbox)
        headers = {"If-None-Match": known.etag} if known.etag else {}
        listing = _get(caller, inbox, headers)
        if listing.status == 410:
            return Polled((), known.text, is_gone=True)
        wait = fresh_for(listing.headers)
        if listing.status == 304:
            return Polled((), known.text, wait, listing.moved_to or "")
        if not 200 <= listing.status < 300:
            raise _refused(listing, inbox)
        members = _members(listing, inbox)
        new = [url for url in members if _short(url) not in known.seen]
        raws, gone = _fetched(caller, new[:MAX_NEW], point.iri)
        done = {_short(raw.url) for raw in raws} | gone
        # Of what is listed no more nothing has to be remembered.
        seen = frozenset(map(_short, members)) & (known.seen | done)
        is_all = len(seen) == len(members)
        etag = _validator(listing) if is_all else ""
        kept = _Cursor(etag, seen)
        return Polled(tuple(raws), kept.text, wait, listing.moved_to or "")


def _fetched(
    caller: Caller, urls: list[str], point: URIRef
) -> tuple[list[Raw], set[str]]:
    """Return what could be fetched, and what never will be.

    Raises:
        ListenError: Nothing could be, for a reason that may pass.
    """
    raws: list[Raw] = []
    gone: set[str] = set()
    failed: ListenError | None = None
    for url in urls:
        try:
            answer = _get(caller, url, {})
        except TemporaryListenError as error:
            failed = error
            continue
        if 200 <= answer.status < 300:
            media_type = answer.headers.get("content-type", "")[:200]
            # Under the URL that is listed, by which it is known again.
            raws.append(Raw(NAME, answer.body, url, media_type, point))
        elif answer.status in _GONE:
            gone.add(_short(url))
        else:
            failed = _refused(answer, url)
    if failed is not None and not raws and not gone:
        raise failed
    return raws, gone


def _get(caller: Caller, url: str, more: dict[str, str]) -> Answer:
    try:
        return caller.request("GET", url, None, {"Accept": ACCEPT, **more})
    except ForbiddenAddressError as error:
        raise PermanentListenError(NAME, url, error.reason) from error
    except FetchError as error:
        if error.status == 401:  # the login is not in order
            raise PermanentListenError(NAME, url, error.reason) from error
        raise TemporaryListenError(NAME, url, error.reason) from error


def _members(listing: Answer, inbox: str) -> tuple[str, ...]:
    """Return what an inbox lists, as far as it lies on the inbox's own host."""
    if not is_rdf(listing.headers.get("content-type", "")):
        reason = "that is no inbox: it answers with no list in JSON-LD or Turtle"
        raise TemporaryListenError(NAME, inbox, reason)
    text = listing.body.decode(errors="replace")
    found = targets(text, "contains", listing.url)
    own = origin(listing.url)
    return tuple(url for url in found if origin(url) == own)[:MAX_LISTED]


def _refused(answer: Answer, url: str) -> ListenError:
    reason = words_of(answer.status)
    if is_temporary(answer.status) or answer.status == 404:
        return TemporaryListenError(NAME, url, reason, retry_after(answer.headers))
    return PermanentListenError(NAME, url, reason)


def _validator(answer: Answer) -> str:
    value = answer.headers.get("etag", "")
    fits = len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    return value if fits else ""


def _short(url: str) -> str:
    return sha256(url.encode(errors="replace")).hexdigest()[:16]
