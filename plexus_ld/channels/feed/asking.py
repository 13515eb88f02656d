"""Asking a feed for news, politely: only what has changed, and not before its time."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from rdflib import FOAF

from plexus_ld.channels.feed.discovery import feeds_of
from plexus_ld.channels.feed.reading import read
from plexus_ld.errors import (
    FetchError,
    ForbiddenAddressError,
    ListenError,
    PermanentListenError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Privacy
from plexus_ld.model.arrival import Polled, Raw, Reading
from plexus_ld.model.capability import AccountSetting, CapabilityCard, Role, Scope
from plexus_ld.model.connection import Account, ConnectionPoint
from plexus_ld.net.client import Answer, Client
from plexus_ld.net.patience import fresh_for, is_temporary, retry_after, words_of

NAME: Final = "feed"
#: Largest feed that is read unless the account says otherwise: podcasts are long.
MAX_FEED_BYTES: Final = 4 * 1024 * 1024
#: What is asked for: feeds before pages, pages before anything.
ACCEPT: Final = (
    "application/atom+xml, application/rss+xml;q=0.9, application/feed+json;q=0.9, "
    "application/rdf+xml;q=0.8, application/xml;q=0.7, text/xml;q=0.7, "
    "application/json;q=0.6, text/html;q=0.5, */*;q=0.1"
)
#: Longest validator that is kept and sent back, in characters.
_MAX_VALIDATOR: Final = 1024
#: Answers of a feed that a page named, and that lies there no more.
_LEFT: Final = frozenset({404, 410})
#: Where a page tells itself from a feed.
_HEAD_BYTES: Final = 2048

CARD: Final = CapabilityCard(
    name=NAME,
    title="Feeds",
    summary="Reads what somebody publishes as RSS, Atom or JSON Feed.",
    roles=frozenset({Role.LISTENER}),
    schemes=("https", "http"),
    address_example="https://example.org/feed.xml",
    found_by=(FOAF.weblog, FOAF.homepage),
    scope=Scope.POINT,
    verbs=frozenset(),
    carries_html=True,
    privacy=frozenset({Privacy.PUBLIC}),
    keeps_threads=True,
    least_pace=timedelta(minutes=5),
    usual_pace=timedelta(hours=1),
    account_settings=(
        AccountSetting(
            "max_bytes", "largest feed that is read", default=str(MAX_FEED_BYTES)
        ),
    ),
    note="Your own public feed is written by `plexus publish DIR`.",
)


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What the poll before learnt: validators, the body's hash, and the feed's URL.

    The URL is "" unless the address is a page that names the feed.
    """

    etag: str = ""
    modified: str = ""
    digest: str = ""
    url: str = ""

    @classmethod
    def of(cls, text: str) -> "_Cursor":
        try:
            found = json.loads(text)
            return cls(**{name: str(found[name]) for name in cls.__slots__})
        except (ValueError, TypeError, KeyError, RecursionError):
            return cls()  # of an earlier version: ask as if for the first time

    @property
    def text(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


class FeedChannel:
    """Polls feeds.

    Args:
        http: The one door to the network.

    Attributes:
        card: What it can do.
    """

    card = CARD

    def __init__(self, http: Client) -> None:
        self._http = http

    @property
    def read(self) -> Callable[[Raw], Reading]:
        """The pure function from bytes to arrivals."""
        return read

    def poll(
        self, account: Account, points: tuple[ConnectionPoint, ...], cursor: str
    ) -> Polled:
        """Ask one feed for what is new. See `Listener.poll`."""
        (point,) = points
        known = _Cursor.of(cursor)
        address = str(point.address)
        if not address.startswith(("https://", "http://")):
            raise PermanentListenError(NAME, address, "a feed's address is a URL")
        most = _most(account)
        answer = self._ask(known.url or address, known, address, most)
        if known.url and answer.status in _LEFT:
            known = _Cursor()  # the page may name another by now
            answer = self._ask(address, known, address, most)
        moved_to = "" if known.url else (answer.moved_to or "")
        if _is_there(answer) and not known.url and _is_page(answer):
            known = _Cursor(url=self._found(answer, address))
            answer = self._ask(known.url, known, address, most)
        elif answer.status == 410:
            return Polled((), known.text, is_gone=True)
        if answer.status == 304:
            return Polled((), known.text, fresh_for(answer.headers), moved_to)
        if not _is_there(answer):
            raise _refusal(answer, address)
        return self._news(point, answer, known, moved_to)

    def _news(
        self, point: ConnectionPoint, answer: Answer, known: _Cursor, moved_to: str
    ) -> Polled:
        digest = hashlib.sha256(answer.body).hexdigest()[:32]
        seen = _Cursor(
            _validator(answer.headers, "etag"),
            _validator(answer.headers, "last-modified"),
            digest,
            known.url,
        )
        raws: tuple[Raw, ...] = ()
        if digest != known.digest:
            media_type = answer.headers.get("content-type", "")[:200]
            raws = (Raw(NAME, answer.body, answer.url, media_type, point.iri),)
        return Polled(raws, seen.text, fresh_for(answer.headers), moved_to)

    def _ask(self, url: str, known: _Cursor, address: str, most: int) -> Answer:
        headers = {"Accept": ACCEPT}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        try:
            return self._http.get(url, headers, max_body_bytes=most)
        except ForbiddenAddressError as error:
            raise PermanentListenError(NAME, address, error.reason) from error
        except FetchError as error:
            raise TemporaryListenError(NAME, address, error.reason) from error

    def _found(self, answer: Answer, address: str) -> str:
        """Return the feed that a page names.

        Raises:
            PermanentListenError: It names none.
        """
        for feed in feeds_of(answer.body.decode(errors="replace"), answer.url):
            return feed.url
        reason = "a page that names no feed"
        raise PermanentListenError(NAME, address, reason)


def _is_there(answer: Answer) -> bool:
    return 200 <= answer.status < 300


def _refusal(answer: Answer, address: str) -> ListenError:
    reason = words_of(answer.status)
    # A feed that is not there today has often been there tomorrow.
    if is_temporary(answer.status) or answer.status in _LEFT:
        wait = retry_after(answer.headers)
        return TemporaryListenError(NAME, address, reason, wait)
    return PermanentListenError(NAME, address, reason)


def _most(account: Account) -> int:
    wish = account.settings.get("max_bytes", "")
    return int(wish) if wish.isascii() and wish.isdigit() else MAX_FEED_BYTES


def _is_page(answer: Answer) -> bool:
    """Tell a page from a feed by its first tag; servers call feeds anything."""
    head = answer.body[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head")):
        return True
    if any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf", b"<channel")):
        return False
    return b"<html" in head or b"<!doctype html" in head


def _validator(headers: Mapping[str, str], name: str) -> str:
    """Return a validator that can be sent back as it is, or ""."""
    value = headers.get(name, "")
    fits = len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    return value if fits else ""
