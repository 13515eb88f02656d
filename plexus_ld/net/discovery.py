"""From a handle to a profile: WebFinger.

Wire: one GET of ``/.well-known/webfinger?resource=acct:…``; a JSON Resource Descriptor.
Specification: RFC 7033, RFC 7565 (acct:)
"""

import json
from collections.abc import Iterator, Sequence
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
#: And those that lead to an account for ActivityPub.
_TO_ACTOR: Final = (
    ("self", "application/activity+json"),
    ("self", "application/ld+json"),
)
_Leads = Sequence[tuple[str, str | None]]


def profile_of_handle(client: "Client", handle: str) -> str:
    """Return the URL of the profile that a handle leads to.

    Args:
        client: The door.
        handle: ``user@host``, or ``user@host:port``.

    Raises:
        FetchError: There is none, or the host does not say.
    """
    return _found(client, handle, _LEADS)


def actor_of_handle(client: "Client", handle: str) -> str:
    """Return the IRI of the account for ActivityPub; see `profile_of_handle`."""
    return _found(client, handle, _TO_ACTOR)


def _found(client: "Client", handle: str, leads: _Leads) -> str:
    host = handle.rpartition("@")[2]
    resource = quote(f"acct:{handle}", safe="")
    path = f"//{host}/.well-known/webfinger?resource={resource}"
    # Only https is WebFinger (RFC 7033 §4); a host of the owner's own may be without.
    schemes = ["http", "https"] if client.is_allowed(f"http:{path}") else ["https"]
    failed: FetchError | None = None
    for scheme in schemes:
        try:
            return _led(client, f"{scheme}:{path}", handle, leads)
        except FetchError as error:
            failed = failed or error
    raise failed or FetchError(handle, "no profile is to be found")


def _led(client: "Client", url: str, handle: str, leads: _Leads) -> str:
    headers = {"Accept": "application/jrd+json, application/json;q=0.9"}
    answer = client.get(url, headers, max_body_bytes=_MAX_BYTES)
    if answer.status != 200:
        reason = f"the host knows of nobody called so (HTTP {answer.status})"
        raise FetchError(handle, reason, answer.status)
    links = list(_links(answer.body, handle))
    for relation, media_type in leads:
        for rel, type_, href in links:
            if rel == relation and media_type in (None, type_):
                return href
    what = "profile" if leads is _LEADS else "account for ActivityPub"
    message = f"the host names no {what} of theirs"
    raise FetchError(handle, message)


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
