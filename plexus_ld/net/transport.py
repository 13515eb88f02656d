"""One exchange with a server: no redirects, no cookies, no ambience.

The way is that of requests: its preparing of URLs, its certificates, urllib3's pools
under it. Its session is left out: on a machine's own network it takes three quarters
of the time that a delivery takes (docs/performance.md, promise 5).
Every way in which it can fail becomes a `FetchError` with the reason in plain words.
"""

import socket
import ssl
from collections.abc import Iterable, Mapping
from functools import lru_cache
from http.client import HTTPException
from threading import Lock
from typing import Final
from urllib.parse import SplitResult, urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    IncompleteRead,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.exceptions import SSLError as TlsError
from urllib3.util.ssl_ import create_urllib3_context

from plexus_ld.errors import FetchError, ForbiddenAddressError
from plexus_ld.net.bodies import EncodedError, TooLongError, read_body
from plexus_ld.net.guard import Guard, Resolve, guarded_pools, resolve
from plexus_ld.net.watch import Watch

#: Most bytes of an answer's headers, all together. (http.client holds each line to
#: 64 KiB and their number to 100 before they get here.)
MAX_HEADER_BYTES: Final = 64 * 1024
#: Most bytes read of the body of an answer that refuses.
MAX_ERROR_BYTES: Final = 64 * 1024
#: Tries of a GET or HEAD, as long as each went over a connection that had been kept:
#: a server may close it at the very moment that we write (RFC 9112 §9.3.1, §9.5).
_TRIES: Final = 4
_MIB: Final = 1024 * 1024
_FAILURES: Final = (
    requests.RequestException,
    HTTPError,
    HTTPException,
    OSError,
    ValueError,
)


class Transport:
    """Pools of connections behind a guard.

    Args:
        allow_hosts: Hosts that the owner has named.
        pool_maxsize: Connections kept for each host.
        resolver: Gives a host's addresses; the system's if None.
        ca_file: Certificates to trust; the usual ones if None.
    """

    def __init__(
        self,
        allow_hosts: Iterable[str],
        pool_maxsize: int,
        resolver: Resolve | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._guard = Guard(allow_hosts, resolver or resolve)
        self._pools = guarded_pools(self._guard, pool_maxsize)
        self._ca_file = ca_file
        self._lock = Lock()
        self._tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Close the connections that are kept."""
        self._pools.clear()

    def _pool(self, parts: SplitResult) -> HTTPConnectionPool:
        """Return the pool of a URL's host."""
        more = {"ssl_context": self._context()} if parts.scheme == "https" else None
        return self._pools.connection_from_host(
            parts.hostname, parts.port, parts.scheme, pool_kwargs=more
        )

    def _context(self) -> ssl.SSLContext:
        """Return what certificates are checked with: read once, it is slow."""
        with self._lock:
            if self._tls is None:
                made = create_urllib3_context()
                made.load_verify_locations(self._ca_file or DEFAULT_CA_BUNDLE_PATH)
                self._tls = made
            return self._tls

    def is_allowed(self, url: str) -> bool:
        """Tell whether the owner has named the host of this URL."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return False
        return self._guard.allows(parts.hostname or "", port)

    def dial(
        self, url: str, timeout_s: float
    ) -> tuple[socket.socket, ssl.SSLContext | None]:
        """Connect to a URL's host, guarded, for what is no exchange of documents.

        Returns:
            The socket, and what TLS is to be begun with; None for plain http.

        Raises:
            FetchError: The host does not answer, or may not be reached.
        """
        parts = urlsplit(url)
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else 80)
        try:
            made = self._guard.connect(parts.hostname or "", port, timeout_s)
        except ForbiddenAddressError as error:
            raise ForbiddenAddressError(url, error.reason) from error
        except OSError as error:
            raise FetchError(url, "the host does not answer") from error
        return made, self._context() if is_secure else None

    def exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        limit: int,
        watch: Watch,
        *,
        is_repeatable: bool = False,
    ) -> tuple[int, dict[str, str], bytes]:
        """Send one request and read its answer.

        Returns:
            Status, headers (names in lower case), body.

        Raises:
            FetchError: There is no answer, or one that is none.
        """
        is_repeatable = is_repeatable or method in ("GET", "HEAD")
        tries = _TRIES if is_repeatable else 1
        while True:
            tries -= 1
            try:
                return self._exchange(method, url, body, headers, limit, watch)
            except ForbiddenAddressError as error:
                raise ForbiddenAddressError(url, error.reason) from error
            except _FAILURES as error:
                if tries and watch.reused and _ended_early(error):
                    continue
                raise FetchError(url, _reason(error, watch, limit)) from error

    def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        limit: int,
        watch: Watch,
    ) -> tuple[int, dict[str, str], bytes]:
        parts, path = _prepared(url)
        response = self._pool(parts).urlopen(
            method,
            path,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            assert_same_host=False,
            timeout=watch.remaining_s(),
            preload_content=False,
            decode_content=False,
        )
        try:
            status = response.status
            came = response.headers  # by name, one that came twice is joined
            found = {name.lower(): came[name] for name in came}
            size = sum(len(name) + len(value) for name, value in found.items())
            if size > MAX_HEADER_BYTES:
                raise FetchError(url, "its headers are too long", status)
            encoding = found.get("content-encoding", "")
            refused = status >= 300
            most = min(limit, MAX_ERROR_BYTES) if refused else limit
            content = b""
            if method != "HEAD":
                content = read_body(response, encoding, most, cut=refused)
        finally:
            response.close()
            response.release_conn()
        watch.remaining_s()
        return status, found, content


@lru_cache(maxsize=8192)
def _prepared(url: str) -> tuple[SplitResult, str]:
    """Return a URL as requests prepares it, and its path with the query.

    Kept, as the same addresses are met again and again.
    """
    prepared = requests.PreparedRequest()
    prepared.prepare_url(url, None)
    return urlsplit(prepared.url or url), prepared.path_url


def _ended_early(error: Exception) -> bool:
    return any(isinstance(cause, ConnectionError) for cause in _causes(error))


def _reason(error: Exception, watch: Watch, limit: int) -> str:
    """Put into words why there was no answer."""
    if watch.expired:
        return f"took longer than {watch.seconds:g} s"
    if isinstance(error, TooLongError):
        return f"is longer than {_size(limit)}"
    if isinstance(error, EncodedError):
        return str(error)
    for cause in _causes(error):
        words = _words(cause, watch)
        if words:
            return words
    return "the server's answer makes no sense"


#: What kinds of failure mean, in plain words; the first that fits.
_MEANINGS: Final[tuple[tuple[tuple[type[BaseException], ...], str], ...]] = (
    (
        (TlsError, requests.exceptions.SSLError),
        "its TLS or certificate is not in order",
    ),
    ((requests.exceptions.InvalidURL,), "that is no URL of a document"),
    ((IncompleteRead, ConnectionError), "the connection ended in the middle"),
)


def _words(cause: BaseException, watch: Watch) -> str | None:
    if isinstance(cause, NewConnectionError):
        return str(cause).rpartition(": ")[2]
    if isinstance(cause, ReadTimeoutError | ConnectTimeoutError | TimeoutError):
        return f"took longer than {watch.seconds:g} s"
    for kinds, words in _MEANINGS:
        if isinstance(cause, kinds):
            return words
    return None


def _causes(error: BaseException) -> Iterable[BaseException]:
    """Yield an error and what it wraps, outermost first; libraries differ in how."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        reason = getattr(cause, "reason", None)
        waiting += [reason, *cause.args, cause.__cause__, cause.__context__]


def _size(size: int) -> str:
    return f"{size // _MIB} MiB" if size >= _MIB else f"{size} bytes"
