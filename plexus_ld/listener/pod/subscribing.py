"""Asking a pod to tell when something changes: from an inbox to a websocket.

Wire: the inbox's ``storageDescription`` link leads to a document that names what the
pod tells by; one POST there of what is to be watched, answered with a websocket's URL.
Limits: all of it on the inbox's own host, documents of 256 KiB, read in a worker; the
token goes to no other origin.
Specification: Solid Notifications Protocol 2022, WebSocketChannel2023 2023
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from plexus_ld.errors import FetchError, PlexusError
from plexus_ld.net.fetching import content_type
from plexus_ld.net.login.credentials import is_private
from plexus_ld.net.login.door import Door
from plexus_ld.net.redirects import origin
from plexus_ld.net.weblinks import links_of_header
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read as parsed

#: Largest document about a pod that is read, in bytes.
MAX_BYTES: Final = 256 * 1024
_CHANNEL: Final = "http://www.w3.org/ns/solid/notifications#WebSocketChannel2023"
_CHANNEL_TYPE: Final = "<http://www.w3.org/ns/solid/notifications#channelType>"
_CONTEXT: Final = "https://www.w3.org/ns/solid/notification/v1"
#: Lower case, as relations are read.
_DESCRIPTION: Final = "http://www.w3.org/ns/solid/terms#storagedescription"
_ACCEPT: Final = "application/ld+json, text/turtle;q=0.8"
_LONGEST_URL: Final = 2000


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Subscribes to one inbox.

    Attributes:
        door: Makes the requests, in the owner's name where the pod asks who they are.
        services: Reads a document, `services` below, in a worker.
    """

    door: Door
    services: Callable[[Document], tuple[str, ...]]

    def subscribe(self, inbox: str) -> str:
        """Return the URL of a websocket that tells when an inbox changes.

        Raises:
            FetchError: The pod tells nothing that way, or not now.
        """
        service = self._service(inbox)
        asked = {"@context": [_CONTEXT], "type": _CHANNEL, "topic": inbox}
        answer = self.door.request(
            "POST",
            service,
            json.dumps(asked).encode(),
            {"Content-Type": "application/ld+json", "Accept": "application/ld+json"},
            MAX_BYTES,
            False,
        )
        url = _receive_from(answer.body)
        if answer.status not in (200, 201) or not url:
            reason = f"the pod does not take the subscription ({answer.status})"
            raise FetchError(service, reason, answer.status)
        if not _is_of_host(url, inbox):
            reason = "the pod would be listened to at another host, or unsealed"
            raise FetchError(service, reason)
        return url

    def _service(self, inbox: str) -> str:
        seen = self.door.request("HEAD", inbox, None, {"Accept": _ACCEPT})
        links = links_of_header(seen.headers.get("link", ""), seen.url)
        found = [link.url for link in links if _DESCRIPTION in link.relations]
        if not found or origin(found[0]) != origin(inbox):
            raise FetchError(inbox, "the pod does not say how it tells of changes")
        about = self.door.request(
            "GET", found[0], None, {"Accept": _ACCEPT}, MAX_BYTES, False
        )
        if about.status != 200:
            reason = "the pod does not say how it tells of changes"
            raise FetchError(found[0], reason, about.status)
        media_type, charset = content_type(about.headers.get("content-type", ""))
        document = Document(about.url, about.body, media_type, charset)
        try:
            offered = self.services(document)
        except PlexusError as error:
            reason = "what the pod says of itself cannot be read"
            raise FetchError(about.url, reason) from error
        for service in offered:
            if origin(service) == origin(inbox):
                return service
        raise FetchError(inbox, "the pod does not tell of changes by a websocket")


def services(document: Document) -> tuple[str, ...]:
    """Return where subscriptions to websockets are asked for; called in a worker.

    Raises:
        ParseError: The document makes no sense.
    """
    found: list[str] = []
    for text in parsed(document).lines:
        subject, predicate, object_, _ = split(text)
        is_one = predicate == _CHANNEL_TYPE and object_ == f"<{_CHANNEL}>"
        if is_one and subject.startswith("<") and len(subject) <= _LONGEST_URL:
            found.append(subject[1:-1])
    return tuple(found)


def _receive_from(body: bytes) -> str:
    try:
        answer: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    url = answer.get("receiveFrom") if isinstance(answer, dict) else None
    return url if isinstance(url, str) and len(url) <= _LONGEST_URL else ""


def _is_of_host(url: str, inbox: str) -> bool:
    """Tell whether a websocket is on an inbox's host, and as private as it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    http = {"ws": "http", "wss": "https"}.get(parts.scheme, "")
    is_sealed = (
        parts.scheme == "wss"
        or not is_private(inbox)
        or is_private(parts._replace(scheme=http).geturl())
    )
    return bool(http) and is_sealed and host == urlsplit(inbox).hostname
