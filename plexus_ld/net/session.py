"""A session of requests whose every request goes through the one door.

For libraries that take a session of the owner's making: they get the guard, the
limits of time and size and the turns of each host, and nothing around them.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from plexus_ld.net.patience import time_for

if TYPE_CHECKING:
    from plexus_ld.net.client import Answer, Client


def session(client: "Client", max_body_bytes: int | None = None) -> requests.Session:
    """Return a session that reaches what the door lets through, and no more.

    What its requests raise is a `FetchError`, as the door raises it. It keeps no
    cookies and believes no environment; closing it closes nothing of the door's.

    Args:
        client: The door.
        max_body_bytes: Largest answer; the setting if left out.
    """
    made = requests.Session()
    made.trust_env = False
    made.headers.clear()
    made.adapters.clear()
    adapter = _Door(client, max_body_bytes)
    made.mount("http://", adapter)
    made.mount("https://", adapter)
    return made


class _Door(BaseAdapter):
    """Carries a prepared request to the door, and its answer back."""

    def __init__(self, client: "Client", max_body_bytes: int | None) -> None:
        super().__init__()
        self._client = client
        self._max_body_bytes = max_body_bytes

    def send(  # type: ignore[override] # the limits are the door's, whatever is asked
        self, request: requests.PreparedRequest, **_: Any
    ) -> requests.Response:
        """Send one request; a redirect is the session's to follow, by the door too."""
        body = request.body
        if isinstance(body, str):
            body = body.encode()
        answer = self._client.request(
            request.method or "GET",
            request.url or "",
            body,
            _headers(request.headers),
            self._max_body_bytes,
            time_for(body),
            follow=False,
        )
        return _response(request, answer)

    def close(self) -> None:
        """Close nothing: the door stays open for others."""


def _headers(given: Mapping[str, str | bytes]) -> dict[str, str]:
    """Return headers as text; the length is counted anew, and cookies stay here."""
    text = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in given.items()
    }
    left_out = ("content-length", "cookie", "connection")
    return {name: text[name] for name in text if name.lower() not in left_out}


def _response(request: requests.PreparedRequest, answer: "Answer") -> requests.Response:
    response = requests.Response()
    response.request = request
    response.url = answer.url
    response.status_code = answer.status
    # The body is decompressed already.
    kept = {n: v for n, v in answer.headers.items() if n != "content-encoding"}
    response.headers = CaseInsensitiveDict(kept)
    response.encoding = "utf-8" if "json" in kept.get("content-type", "") else None
    response.reason = f"from {urlsplit(answer.url).hostname}"
    response.raw = BytesIO(answer.body)
    return response
