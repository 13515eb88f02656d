"""The endpoint and its media: who may, what is asked, what became of it.

Specification: https://www.w3.org/TR/micropub/ §3.3 to §3.7
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from plexus_ld.errors import PlexusError, RefusedError, SharingError
from plexus_ld.publish.web.asking import POST, Asking, require
from plexus_ld.publish.web.micropub.asked import Asked, Upload, asked_of
from plexus_ld.publish.web.micropub.posting import Edit, Post, edit_of, post_of

#: Editors are programs in a browser, too.
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location",
    "Cache-Control": "no-store",
}
_MAY: Final = {
    **_OPEN,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
}


_Work = Callable[[Request, bytes], Response]


class Posting(Protocol):
    """What says things in the owner's name. Each is durable when it returns."""

    def create(self, post: Post) -> str:
        """Say something; return its IRI."""

    def update(self, url: str, edit: Edit) -> None:
        """Say something anew."""

    def delete(self, url: str) -> None:
        """Take something back."""

    def source(self, url: str) -> Mapping[str, Sequence[object]]:
        """Return what was said, as properties of an h-entry."""

    def keep(self, upload: Upload) -> str:
        """Keep a file for a post to come; return its URL."""


class Endpoint:
    """Answers editors.

    Args:
        posting: What says things.
        asking: Tells who asks.
        media: Gives the media endpoint's URL.
    """

    def __init__(
        self, posting: Posting, asking: Asking, media: Callable[[], str]
    ) -> None:
        self._posting = posting
        self._asking = asking
        self._media = media

    def routes(self, path: str) -> tuple[Route, Route]:
        """Return its routes: itself, and its media below it."""
        return (
            Route(path, self._take, methods=["GET", "POST", "OPTIONS"]),
            Route(f"{path}/media", self._upload, methods=["POST", "OPTIONS"]),
        )

    async def _take(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_MAY)
        body = await request.body()
        work = self._told if request.method == "GET" else self._posted
        return await run_in_threadpool(_answered, work, request, body)

    async def _upload(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_MAY)
        body = await request.body()
        return await run_in_threadpool(_answered, self._kept, request, body)

    def _told(self, request: Request, _: bytes) -> Response:
        """Answer a question: §3.7."""
        require(self._asking(request), POST)
        asked = request.query_params.get("q", "")
        if asked == "config":
            return _json({"media-endpoint": self._media(), "syndicate-to": []})
        if asked == "syndicate-to":
            return _json({"syndicate-to": []})
        if asked != "source":
            raise RefusedError("q is config, source or syndicate-to")
        properties = self._posting.source(request.query_params.get("url", ""))
        names = [
            value
            for name, value in request.query_params.multi_items()
            if name in ("properties", "properties[]")
        ]
        if names:
            kept = {n: v for n, v in properties.items() if n in names}
            return _json({"properties": kept})
        return _json({"type": ["h-entry"], "properties": properties})

    def _posted(self, request: Request, body: bytes) -> Response:
        asked = asked_of(request, body)
        require(self._asking(_bearing(request, asked)), POST)
        if asked.action == "create":
            iri = self._posting.create(post_of(asked))
            return Response(status_code=201, headers={**_OPEN, "Location": iri})
        if asked.action == "update":
            self._posting.update(asked.url, edit_of(asked))
        elif asked.action == "delete":
            self._posting.delete(asked.url)
        else:
            message = f"{asked.action[:40]!r} cannot be done here"
            raise RefusedError(message)
        return Response(status_code=204, headers=_OPEN)

    def _kept(self, request: Request, body: bytes) -> Response:
        asked = asked_of(request, body)
        require(self._asking(_bearing(request, asked)), POST)
        if len(asked.uploads) != 1:
            raise RefusedError("one file comes here, as the part called file")
        url = self._posting.keep(asked.uploads[0])
        return Response(status_code=201, headers={**_OPEN, "Location": url})


def _bearing(request: Request, asked: Asked) -> Request:
    """Return the request with a token that stood in its form: §3.1."""
    if not asked.token or "authorization" in request.headers:
        return request
    bearer = f"Bearer {asked.token}".encode("latin-1", errors="replace")
    headers = [*request.scope["headers"], (b"authorization", bearer)]
    return Request({**request.scope, "headers": headers})


def _answered(work: _Work, request: Request, body: bytes) -> Response:
    """Work, and say what went wrong as the specification has it: §3.8."""
    try:
        return work(request, body)
    except RefusedError as error:
        return _problem(error.status, str(error))
    except (SharingError, PlexusError) as error:
        return _problem(400, str(error))


def _problem(status: int, sentence: str) -> Response:
    phrase = "invalid_request" if status == 400 else HTTPStatus(status).phrase
    return _json({"error": phrase, "error_description": sentence}, status)


def _json(said: Mapping[str, object], status: int = 200) -> Response:
    return JSONResponse(said, status, headers=_OPEN)
