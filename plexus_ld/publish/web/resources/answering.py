"""Answering with what lies on the shelf: what is ready is sent at once.

What has to be made first is made in a thread. Whatever the path, it is looked up among
the paths that there are; none is ever taken apart into folders and files.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from plexus_ld.publish.web.incoming import is_named
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.resources.conditions import is_known
from plexus_ld.publish.web.resources.faced import Faces, for_them
from plexus_ld.publish.web.resources.files import file_response, not_modified
from plexus_ld.publish.web.resources.forms import OPEN, Answer, Resource
from plexus_ld.publish.web.resources.keeping import Kept
from plexus_ld.publish.web.resources.shelf import Shelf
from plexus_ld.publish.webfinger import WEBFINGER

_READING: Final = ("GET", "HEAD")
_ALLOW: Final = "GET, HEAD, OPTIONS"
_MAY: Final = {
    **OPEN,
    "Allow": _ALLOW,
    "Access-Control-Allow-Methods": _ALLOW,
    "Access-Control-Allow-Headers": (
        "Accept, Authorization, Content-Type, DPoP, If-Modified-Since, If-None-Match, "
        "Range, Signature, Signature-Input"
    ),
    "Access-Control-Max-Age": "86400",
}
#: Spellings of what a path must not hide: slashes, backslashes, control characters.
_TRICKS: Final = re.compile(rb"%(2f|5c|0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
_FINGER_TYPE: Final = "application/jrd+json"


class Resources:
    """What everybody may read; an ASGI application for any path.

    Args:
        kept: What there is.
        faces: What there is besides for those who prove who they are.
    """

    def __init__(self, kept: Kept, faces: Faces | None = None) -> None:
        self._kept = kept
        self._faces = faces

    def is_ready(self, path: str) -> bool:
        """Tell whether the answer for a path is there already."""
        shelf = self._kept.current()
        return shelf is not None and shelf.ready(path) is not None

    def is_free(self, scope: Scope) -> bool:
        """Tell whether a request takes no work: who names themselves is looked up."""
        return self.is_ready(scope["path"]) and not is_named(scope["headers"])

    @property
    def first(self) -> Sequence[BaseRoute]:
        """Routes before all others: what is ready takes no search."""
        finger = Route(f"/{WEBFINGER}", self._finger, methods=["GET"])
        return (_Routed(self, self._is_first, Match.FULL), finger)

    @property
    def last(self) -> BaseRoute:
        """The route after all others: what nobody else knows, or knows better."""
        return _Routed(self, lambda _: True, Match.PARTIAL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or say why not."""
        path = _path(scope)
        if scope["method"] not in _READING:
            await self._other(scope, receive, send)
            return
        if self._faces is not None and is_named(scope["headers"]):
            theirs = await run_in_threadpool(self._faces.shelf, scope)
            if theirs is not None and theirs.has(path):
                await self._from(theirs, scope, receive, for_them(send))
                return
        shelf = self._kept.current()
        if shelf is None:
            shelf = await run_in_threadpool(self._kept.shelf)
        await self._from(shelf, scope, receive, send)

    async def _from(
        self, shelf: Shelf, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer with what lies on a shelf."""
        path = scope["path"]
        if shelf.moved.before:
            _lead_on(scope, shelf)
        resource = shelf.ready(path) or await run_in_threadpool(shelf.get, path)
        if resource is not None:
            await _send(send, scope, _answer(scope, resource))
        else:
            await self._file(shelf, scope, receive, send)

    def _is_first(self, scope: Scope) -> bool:
        return scope["method"] in _READING and self.is_ready(scope["path"])

    async def _file(
        self, shelf: Shelf, scope: Scope, receive: Receive, send: Send
    ) -> None:
        one = shelf.media(scope["path"])
        if one is None:
            raise HttpProblem(404, "there is nothing here")
        known = not_modified(one, _header(scope, b"if-none-match"))
        if known is not None:
            await _send(send, scope, known)
            return
        response = await run_in_threadpool(file_response, one)
        await response(scope, receive, send)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        shelf = await run_in_threadpool(self._kept.shelf)
        _lead_on(scope, shelf, 308)
        if not shelf.has(scope["path"]):
            raise HttpProblem(404, "there is nothing here")
        if scope["method"] != "OPTIONS":
            raise HttpProblem(405, "this can only be read", {"Allow": _ALLOW})
        await Response(status_code=204, headers=_MAY)(scope, receive, send)

    def _finger(self, request: Request) -> Response:
        """Answer who goes by a name: RFC 7033."""
        asked = request.query_params.getlist("resource")
        if len(asked) != 1 or not asked[0]:
            raise HttpProblem(400, "say ?resource=acct:NAME@HOST, once")
        finger = self._kept.shelf().finger
        rels = request.query_params.getlist("rel")
        found = finger.answer(asked[0], rels) if finger is not None else None
        if found is None:
            raise HttpProblem(404, "nobody here goes by that name")
        headers = {**OPEN, "Cache-Control": "no-cache"}
        return Response(found, headers=headers, media_type=_FINGER_TYPE)


class _Routed(BaseRoute):
    """A route that is not told by a pattern.

    One that matches in part answers only where no other route knows the path.
    """

    def __init__(
        self, app: Resources, takes: Callable[[Scope], bool], match: Match
    ) -> None:
        self._app = app
        self._takes = takes
        self._match = match

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """See `BaseRoute.matches`."""
        is_taken = scope["type"] == "http" and self._takes(scope)
        return (self._match if is_taken else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `BaseRoute.handle`."""
        await self._app(scope, receive, send)


def _path(scope: Scope) -> str:
    if b"%" in scope["raw_path"] and _TRICKS.search(scope["raw_path"]):
        raise HttpProblem(400, "no path is written like that")
    path: str = scope["path"]
    return path


def _lead_on(scope: Scope, shelf: Shelf, status: int = 301) -> None:
    """Send whoever asks at an old address on to the new one."""
    path = scope["path"]
    target = shelf.moved.target(_header(scope, b"host"), path)
    if target:
        headers = {"Location": target, **OPEN}
        raise HttpProblem(status, f"this lies at {target} now", headers)


def _answer(scope: Scope, resource: Resource) -> Answer:
    answer = resource.answer(_header(scope, b"accept"))
    if answer is None:
        offers = ", ".join(resource.offers)
        raise HttpProblem(406, f"this is there as {offers}", {"Vary": "Accept"})
    if not answer.etag:
        return answer
    none_match = _header(scope, b"if-none-match")
    modified_since = _header(scope, b"if-modified-since")
    if (none_match or modified_since) and is_known(
        answer.etag, answer.modified, none_match, modified_since
    ):
        return Answer(304, answer.short, [], b"", "", None)
    return answer


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    start = {"type": "http.response.start", "status": answer.status}
    await send({**start, "headers": answer.head})
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


def _header(scope: Scope, name: bytes) -> str:
    """Return a header's value; several of one name are one list: RFC 9110 §5.3."""
    found = [value for key, value in scope["headers"] if key == name]
    return b", ".join(found).decode("latin-1") if found else ""
