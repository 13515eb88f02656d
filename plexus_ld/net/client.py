"""Requests, guarded: every request that anyone but the owner can cause goes here.

Wire: HTTP/1.1, http and https only; redirects followed by hand, five at most.
Limits: time and size for each document (``net.timeout_s``, ``net.max_body_bytes``),
so many requests in flight to one host (``net.per_host``), addresses on the public
network only (``net.allow_hosts`` names exceptions). No cookies, no proxies or
passwords out of the environment, no user names in URLs.
Specification: RFC 9110, RFC 9112
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

from plexus_ld import __version__
from plexus_ld.errors import FetchError
from plexus_ld.net.redirects import (
    MAX_REDIRECTS,
    PERMANENT,
    carried,
    checked,
    origin,
    target_of,
)
from plexus_ld.net.watch import Watch
from plexus_ld.settings import NetSettings

if TYPE_CHECKING:
    import socket
    import ssl

    from plexus_ld.net.guard import Resolve
    from plexus_ld.net.transport import Transport

#: Names the agent, and where to read what it is: RFC 9110 §10.1.5.
USER_AGENT = f"Plexus-LD/{__version__} (+https://w3id.org/plexus)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Attributes:
        url: The URL that answered, after redirects.
        status: The HTTP status.
        headers: The headers, their names in lower case.
        body: The body, decompressed.
        moved_to: The URL to use from now on, if the server said that the document
            has moved for good.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    moved_to: str | None = None


class Client:
    """The door: as many threads as like may go through it at once.

    Args:
        settings: The limits and the hosts that the owner has named.
        owner_hosts: Further hosts that the owner has named, by typing a URL into the
            settings (a SPARQL service, say): ``host`` or ``host:port``.
        resolve: Gives a host's addresses; the system's resolver if left out.
        ca_file: Certificates to trust; the usual ones if left out.
    """

    def __init__(
        self,
        settings: NetSettings,
        owner_hosts: Iterable[str] = (),
        resolve: "Resolve | None" = None,
        ca_file: str | None = None,
    ) -> None:
        self._settings = settings
        self._owner_hosts = tuple(owner_hosts)
        self._resolve = resolve
        self._ca_file = ca_file
        self._lock = threading.Lock()
        self._made: Transport | None = None
        self._hosts: WeakValueDictionary[str, threading.BoundedSemaphore] = (
            WeakValueDictionary()
        )

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            if self._made is not None:
                self._made.close()
                self._made = None

    def is_allowed(self, url: str) -> bool:
        """Tell whether the owner has named the host of this URL in the settings."""
        return self._transport().is_allowed(url)

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        max_body_bytes: int | None = None,
        timeout_s: float | None = None,
    ) -> Answer:
        """Get one document. See `request`."""
        return self.request(
            "GET",
            url,
            headers=headers,
            max_body_bytes=max_body_bytes,
            timeout_s=timeout_s,
        )

    def request(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        max_body_bytes: int | None = None,
        timeout_s: float | None = None,
        *,
        follow: bool = True,
        is_repeatable: bool = False,
    ) -> Answer:
        """Make one request, and follow where it leads.

        A redirect of anything but GET and HEAD is followed only where the method and
        the body stay (307, 308); else it is the answer. Credentials among the headers
        are not carried to another origin.

        Args:
            method: GET, PUT, POST …
            url: Where to; http or https.
            body: What to send.
            headers: Further headers.
            max_body_bytes: The most to take; the setting if left out. The body of an
                answer that refuses (400 and above) is cut, not refused.
            timeout_s: For all of it, redirects included; the setting if left out.
            follow: False where a redirect is the answer, whatever the method.
            is_repeatable: Whether it does no harm to send it twice, as GET never does:
                then it is sent anew where a kept connection turns out to be closed.

        Returns:
            The answer, whatever its status.

        Raises:
            FetchError: No answer, or one that is none.
            ForbiddenAddressError: The host is on this machine or a private network.
        """
        if max_body_bytes is None:
            max_body_bytes = self._settings.max_body_bytes
        seconds = self._settings.timeout_s if timeout_s is None else timeout_s
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        sent.setdefault("user-agent", USER_AGENT)
        sent["accept-encoding"] = "gzip"
        asked = _Request(
            method.upper(), checked(url), body, sent, max_body_bytes, is_repeatable
        )
        with Watch(seconds) as watch:
            return self._follow(asked, watch) if follow else self._one(asked, watch)

    def dial(
        self, url: str, timeout_s: float
    ) -> "tuple[socket.socket, ssl.SSLContext | None]":
        """Connect to a URL's host for a conversation of another kind, guarded alike.

        Args:
            url: http or https; where nothing is asked for yet.
            timeout_s: How long that may take.

        Returns:
            The socket, and what TLS is to be begun with; None for http.

        Raises:
            FetchError: The host does not answer.
            ForbiddenAddressError: It is on this machine or a private network.
        """
        return self._transport().dial(checked(url), timeout_s)

    def _follow(self, asked: "_Request", watch: Watch) -> Answer:
        seen = {asked.url}
        moved_to: str | None = None
        for_good = True
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._one(asked, watch)
            target = target_of(asked.method, asked.url, answer.status, answer.headers)
            if target is None:
                return replace(answer, moved_to=moved_to) if moved_to else answer
            target = checked(target, named_by=asked.url)
            if target in seen:
                raise FetchError(asked.url, "redirects in a circle", answer.status)
            seen.add(target)
            for_good = for_good and answer.status in PERMANENT
            moved_to = target if for_good else moved_to
            headers = carried(asked.headers, asked.url, target)
            asked = replace(asked, url=target, headers=headers)
        reason = f"redirects more than {MAX_REDIRECTS} times"
        raise FetchError(asked.url, reason)

    def _one(self, asked: "_Request", watch: Watch) -> Answer:
        with self._turn(asked.url, watch):
            status, headers, body = self._transport().exchange(
                asked.method,
                asked.url,
                asked.body,
                asked.headers,
                asked.limit,
                watch,
                is_repeatable=asked.is_repeatable,
            )
        return Answer(asked.url, status, headers, body)

    @contextmanager
    def _turn(self, url: str, watch: Watch) -> Iterator[None]:
        """Wait until the host may be asked: at most so many at once for one host."""
        host = origin(url)
        with self._lock:
            turns = self._hosts.get(host)
            if turns is None:
                turns = threading.BoundedSemaphore(max(1, self._settings.per_host))
                self._hosts[host] = turns
        if not turns.acquire(timeout=watch.remaining_s()):
            raise FetchError(url, "other requests to this host take too long")
        try:
            yield
        finally:
            turns.release()

    def _transport(self) -> "Transport":
        from plexus_ld.net.transport import Transport  # requests takes 80 ms to import

        with self._lock:
            if self._made is None:
                hosts = (*self._settings.allow_hosts, *self._owner_hosts)
                self._made = Transport(
                    hosts, max(1, self._settings.per_host), self._resolve, self._ca_file
                )
            return self._made


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    body: bytes | None
    headers: dict[str, str]
    limit: int
    is_repeatable: bool = False
