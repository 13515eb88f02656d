"""Accounts of others: found by handle or address, and kept for an hour.

An actor is asked for unsigned first; a server that wants to know who asks (401, 403) is
asked again by the owner's account.
"""

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urldefrag, urlsplit

from plexus_ld.channels.activitypub.card import ACCEPT, MAX_BYTES, NAME
from plexus_ld.errors import (
    FetchError,
    ForbiddenAddressError,
    GoneDeliveryError,
    PermanentDeliveryError,
    TemporaryDeliveryError,
)
from plexus_ld.model.actor import Actor
from plexus_ld.net.discovery import actor_of_handle
from plexus_ld.net.patience import is_temporary, retry_after, words_of

if TYPE_CHECKING:
    from plexus_ld.channels.base import Signed
    from plexus_ld.net.client import Answer, Client

#: How long an actor is taken as it was.
_FRESH: Final = timedelta(hours=1)
_MOST: Final = 2_048
_LONGEST: Final = 2_000
_GONE: Final = frozenset({404, 410})
_WHO_ASKS: Final = frozenset({401, 403})


class Actors:
    """Finds accounts; for several threads at once.

    Args:
        http: The one door to the network.
        signed: Gives what asks as the owner's account.
        now: The time.
    """

    def __init__(
        self,
        http: "Client",
        signed: "Callable[[], Signed]",
        now: Callable[[], datetime],
    ) -> None:
        self._http = http
        self._signed = signed
        self._now = now
        self._kept: OrderedDict[str, tuple[datetime, Actor]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, address: str, *, fresh: bool = False) -> Actor:
        """Return the account at an address: its IRI, its page, or its handle.

        Args:
            address: The address.
            fresh: Whether it is asked for anew.

        Raises:
            GoneDeliveryError: It was there, and is no more.
            PermanentDeliveryError: There is none.
            TemporaryDeliveryError: It cannot be had now.
        """
        now = self._now()
        with self._lock:
            known = self._kept.get(address)
            if known is not None and not fresh and now - known[0] < _FRESH:
                return known[1]
        found = self._asked(address)
        with self._lock:
            for name in (address, found.iri):
                self._kept[name] = (now, found)
                self._kept.move_to_end(name)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return found

    def forget(self, address: str) -> None:
        """Ask anew the next time."""
        with self._lock:
            self._kept.pop(address, None)

    def document(self, url: str) -> Mapping[str, object]:
        """Return the document of an account, asked for anew; raises as `find` does."""
        return self._document(url, url)

    def _asked(self, address: str) -> Actor:
        iri = address
        if address.startswith("acct:"):
            iri = self._by_handle(address)
        document = self._document(iri, address)
        own = _link(document.get("id"))
        if own and own != iri:
            # Its page, or what its handle leads to: the account itself has the word.
            document = self._document(own, address)
        actor = actor_of(document)
        if actor is None or actor.iri != (own or iri):
            reason = "that is no account of ActivityPub"
            raise PermanentDeliveryError(NAME, address, reason)
        return actor

    def _by_handle(self, address: str) -> str:
        handle = unquote(address.removeprefix("acct:")).lstrip("@")
        try:
            return actor_of_handle(self._http, handle)
        except ForbiddenAddressError as error:
            raise PermanentDeliveryError(NAME, address, error.reason) from error
        except FetchError as error:
            if error.status in _GONE:
                raise PermanentDeliveryError(NAME, address, error.reason) from error
            raise TemporaryDeliveryError(
                NAME, address, error.reason, is_hosts=True
            ) from error

    def _document(self, url: str, address: str) -> Mapping[str, object]:
        try:
            answer = self._get(url)
        except ForbiddenAddressError as error:
            raise PermanentDeliveryError(NAME, address, error.reason) from error
        except FetchError as error:
            raise TemporaryDeliveryError(
                NAME, address, error.reason, is_hosts=True
            ) from error
        if not 200 <= answer.status < 300:
            raise _refusal(answer, address)
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            reason = "there is no account of ActivityPub"
            raise PermanentDeliveryError(NAME, address, reason)
        return found

    def _get(self, url: str) -> "Answer":
        document = urldefrag(url).url
        answer = self._http.get(document, {"Accept": ACCEPT}, MAX_BYTES)
        if answer.status in _WHO_ASKS:
            return self._signed().get(document, ACCEPT)
        return answer


def actor_of(document: Mapping[str, object]) -> Actor | None:
    """Return the account that a document tells of; None if it tells of none."""
    iri, inbox = _link(document.get("id")), _link(document.get("inbox"))
    if not iri or not inbox:
        return None
    ends = document.get("endpoints")
    shared = _link(ends.get("sharedInbox")) if isinstance(ends, dict) else ""
    user = document.get("preferredUsername")
    name = document.get("name")
    also = document.get("alsoKnownAs")
    listed = also if isinstance(also, list) else [also]
    is_user = isinstance(user, str) and re.fullmatch(r"[\w.+-]{1,100}", user)
    return Actor(
        iri,
        inbox,
        # A server speaks for its own accounts alone.
        shared if urlsplit(shared).netloc == urlsplit(inbox).netloc else "",
        str(user) if is_user else "",
        " ".join(name.split())[:200] if isinstance(name, str) else "",
        tuple(filter(None, map(_link, listed[:20]))),
    )


def _link(value: object) -> str:
    named = value.get("id") if isinstance(value, dict) else value
    if not isinstance(named, str) or len(named) > _LONGEST:
        return ""
    return named if re.match(r"https?://[^\s<>\"{}|\\^`]+$", named) else ""


def _refusal(
    answer: "Answer", address: str
) -> PermanentDeliveryError | TemporaryDeliveryError:
    status, reason = answer.status, words_of(answer.status)
    if status in _GONE:
        gone = f"the account is gone (HTTP {status})"
        return GoneDeliveryError(NAME, address, gone)
    if is_temporary(status) or status == 401:
        wait = retry_after(answer.headers)
        is_hosts = status in (429, 503)
        return TemporaryDeliveryError(NAME, address, reason, wait, is_hosts=is_hosts)
    return PermanentDeliveryError(NAME, address, reason)
