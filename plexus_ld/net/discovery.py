"""From a handle to a profile: WebFinger.

Wire: one GET of ``/.well-known/webfinger?resource=acct:…``; a JSON Resource Descriptor.
Specification: RFC 7033, RFC 7565 (acct:)
"""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from plexus_ld.errors import FetchError

if TYPE_CHECKING:
    from plexus_ld.net.client import Client

#: A descriptor is small; more is none.
_MAX_BYTES: Final = 64 * 1024
#: Links that lead to a profile, the best first: relation, then a type if one is asked.
_LEADS: Final = (
    ("self", "text/turtle"),
    ("self", "application/rdf+xml"),
    ("self", "application/ld+json"),
    ("describedby", None),
    ("http://webfinger.net/rel/profile-page", None),
    ("self", None),
)


def profile_of_handle(client: "Client", handle: str) -> str:
    """Return the URL of the profile that a handle leads to.

    Args:
        client: The door.
        handle: ``user@host``, or ``user@host:port``.

    Raises:
        FetchError: There is none, or the host does not say.
    """
    host = handle.rpartition("@")[2]
    resource = quote(f"acct:{handle}", safe="")
    path = f"//{host}/.well-known/webfinger?resource={resource}"
    # Only https is WebFinger (RFC 7033 §4); a host of the owner's own may be without.
    schemes = ["http", "https"] if client.is_allowed(f"http:{path}") else ["https"]
    failed: FetchError | None = None
    for scheme in schemes:
        try:
            return _profile(client, f"{scheme}:{path}", handle)
        except FetchError as error:
            failed = failed or error
    raise failed or FetchError(handle, "no profile is to be found")


def _profile(client: "Client", url: str, handle: str) -> str:
    headers = {"Accept": "application/jrd+json, application/json;q=0.9"}
    answer = client.get(url, headers, max_body_bytes=_MAX_BYTES)
    if answer.status != 200:
        reason = f"the host knows of nobody called so (HTTP {answer.status})"
        raise FetchError(handle, reason, answer.status)
    links = list(_links(answer.body, handle))
    for relation, media_type in _LEADS:
        for rel, type_, href in links:
            if rel == relation and media_type in (None, type_):
                return href
    raise FetchError(handle, "the host names no profile of theirs")


def _links(body: bytes, handle: str) -> Iterator[tuple[str, str, str]]:
    """Yield relation, type and target of the links that lead to a document."""
    try:
        described = json.loads(body)
        found = described.get("links", [])
    except (ValueError, AttributeError, RecursionError) as error:
        raise FetchError(handle, "the host's WebFinger makes no sense") from error
    for link in found if isinstance(found, list) else []:
        if not isinstance(link, dict):
            continue
        href, rel = link.get("href"), link.get("rel")
        if not (isinstance(href, str) and isinstance(rel, str)):
            continue
        if urlsplit(href[:8]).scheme in ("http", "https"):
            yield rel, str(link.get("type", "")).partition(";")[0].strip(), href
