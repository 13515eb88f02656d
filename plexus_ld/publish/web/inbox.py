"""The inbox: where others bring signed activities, and strangers notifications.

Specification: https://www.w3.org/TR/activitypub/ §7, RFC 9421,
https://www.w3.org/TR/ldn/ §3 (receiver)
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plexus_ld.errors import RefusedError
from plexus_ld.model.notification import Posted
from plexus_ld.publish.web.asking import READ, Asking, require
from plexus_ld.publish.web.incoming import joined
from plexus_ld.publish.web.problems import HttpProblem

_LD_JSON = "application/ld+json"
_TAKEN = "application/ld+json, application/activity+json"
#: For the owner's own eyes, and no cache's.
_PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Authorization"}
_AGAIN = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True)
class Received:
    """What the inbox is told, and asked.

    Attributes:
        take: Takes what is brought; what it says is kept when this returns. Gives the
            name of a notification that is kept as it came, "" for anything else.
        names: The names of what is kept, the newest first.
        item: Gives bytes and media type of one; None when there is none.
    """

    take: Callable[[Posted], str]
    names: Callable[[], tuple[str, ...]]
    item: Callable[[str], tuple[bytes, str] | None]


class Inbox:
    """The inbox over HTTP.

    Args:
        path: Where it lies.
        url: Its own URL, as others know it.
        received: What is told, and asked.
        asking: Tells who asks.
    """

    def __init__(self, path: str, url: str, received: Received, asking: Asking) -> None:
        self._path = path
        self._url = url
        self._received = received
        self._asking = asking

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        yield Route(self._path, self._post, methods=["POST"])
        yield Route(self._path, self._list, methods=["GET"])
        yield Route(self._path, self._options, methods=["OPTIONS"])
        yield Route(f"{self._path}/{{name}}", self._item, methods=["GET"])

    async def _post(self, request: Request) -> Response:
        query = request.url.query
        posted = Posted(
            f"{self._url}?{query}" if query else self._url,
            joined(request),
            await request.body(),
            request.client.host if request.client else "",
        )
        try:
            name = await run_in_threadpool(self._received.take, posted)
        except RefusedError as error:
            raise HttpProblem(error.status, str(error), _more(error.status)) from error
        if not name:
            return Response(status_code=202)
        where = {"Location": f"{self._url}/{name}", "Access-Control-Allow-Origin": "*"}
        return Response(status_code=201, headers=where)

    def _list(self, request: Request) -> Response:
        require(self._asking(request), READ)
        listed = {
            "@context": "http://www.w3.org/ns/ldp",
            "@id": self._url,
            "contains": [f"{self._url}/{name}" for name in self._received.names()],
        }
        body = json.dumps(listed, indent=1).encode()
        headers = {**_PRIVATE, "Accept-Post": _TAKEN}
        return Response(body, headers=headers, media_type=_LD_JSON)

    def _item(self, request: Request) -> Response:
        require(self._asking(request), READ)
        found = self._received.item(request.path_params["name"])
        if found is None:
            raise HttpProblem(404, "there is nothing here")
        # A stranger's bytes: nothing that a browser would show, or run.
        headers = {
            **_PRIVATE,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return Response(found[0], headers=headers, media_type=_LD_JSON)

    def _options(self, request: Request) -> Response:
        may = "GET, HEAD, OPTIONS, POST"
        headers = {
            "Allow": may,
            "Accept-Post": _TAKEN,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": may,
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Expose-Headers": "Location, Accept-Post",
        }
        return Response(status_code=204, headers=headers)


def _more(status: int) -> Mapping[str, str]:
    if status in (429, 503):
        return _AGAIN
    return {"Accept-Post": _TAKEN} if status == 415 else {}
