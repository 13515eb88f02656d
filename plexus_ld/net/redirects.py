"""Where an answer sends, whether to go there, and what to carry along.

Source: RFC 9110 §15.4; RFC 3986 §5 for relative targets.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from plexus_ld.errors import FetchError

#: Redirects followed for one document.
MAX_REDIRECTS: Final = 5
#: Longest URL that is fetched, in characters.
MAX_URL_CHARACTERS: Final = 8192
#: Statuses that send elsewhere for good.
PERMANENT: Final = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Statuses after which the method and the body stay: RFC 9110 §15.4.8, §15.4.9.
_SAME_METHOD = frozenset({307, 308})
#: Headers that are for one origin's eyes.
_CREDENTIALS = frozenset({"authorization", "cookie", "dpop", "proxy-authorization"})
_PORTS = {"http": 80, "https": 443}


def target_of(
    method: str, url: str, status: int, headers: Mapping[str, str]
) -> str | None:
    """Return the URL that an answer sends to, or None if it is the last word.

    A redirect that would turn another method into GET is the last word.

    Raises:
        FetchError: The target is no URL.
    """
    if status not in _REDIRECTS or not headers.get("location"):
        return None
    if method not in ("GET", "HEAD") and status not in _SAME_METHOD:
        return None
    try:
        return urldefrag(urljoin(url, headers["location"].strip())).url
    except ValueError as error:
        raise FetchError(url, "redirects to what is no URL", status) from error


@lru_cache(maxsize=8192)
def checked(url: str, named_by: str | None = None) -> str:
    """Return a URL without its fragment, if it is one that is fetched.

    Args:
        url: Which.
        named_by: The URL that redirected to it, if one did.

    Raises:
        FetchError: It is of another scheme, names a user, or is none.
    """
    at = f"redirects to {url[:200]}: " if named_by else ""
    blamed = named_by or url[:200]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(blamed, f"{at}that is no URL ({error})") from error
    if parts.scheme not in _PORTS:
        raise FetchError(blamed, f"{at}only http and https are fetched")
    if not host or len(url) > MAX_URL_CHARACTERS:
        raise FetchError(blamed, f"{at}that is no URL of a document")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise FetchError(blamed, f"{at}a URL with a user name in it is not fetched")
    return urldefrag(url).url


def carried(headers: dict[str, str], url: str, target: str) -> dict[str, str]:
    """Return the headers for a redirect's target: credentials stay at their origin."""
    if origin(url) == origin(target):
        return headers
    return {name: value for name, value in headers.items() if name not in _CREDENTIALS}


@lru_cache(maxsize=8192)
def origin(url: str) -> str:
    """Return scheme, host and port, as ``https://host:443``: RFC 6454 §4."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return url  # no URL: of no other's origin
    return f"{parts.scheme}://{host.rstrip('.')}:{port}"
