"""The endpoint: a graph is read, put, added to, taken away, each as one change."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plexus_ld.errors import InvalidChangeError, ParseError, WorkerError
from plexus_ld.publish.web.asking import READ, WRITE, Asking, require
from plexus_ld.publish.web.graphs.naming import check_writable, graph_of
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.sparql.forms import GRAPHS, media_type_for
from plexus_ld.publish.web.turns import Turns

#: Lines ``s p o .``, sorted.
Lines = tuple[str, ...]

_METHODS: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_OPEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Location",
        "Cache-Control": "no-cache",
        "Vary": "Accept, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
)
_MAY: Final = {
    "Allow": _METHODS,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": (
        "Accept, Authorization, Content-Type, If-Match, If-None-Match"
    ),
    "Access-Control-Max-Age": "86400",
}
_TAG: Final = re.compile(r'"([0-9a-f]{32})\.[a-z]+"')


@dataclass(frozen=True, slots=True)
class Means:
    """What the endpoint asks of the Plex.

    Attributes:
        url: Its own.
        asking: Tells who asks.
        lines: Returns the lines of a graph; of the default graph by "".
        read: Reads a document (bytes, media type, the graph's IRI); raises
            `ParseError` for one that is not sound.
        write: Makes the lines of a graph into others, as one change with a note.
        serialize: Writes lines in a format.
    """

    url: str
    asking: Asking
    lines: Callable[[str], Lines]
    read: Callable[[bytes, str, str], Lines]
    write: Callable[[str, Callable[[Lines], Lines], str], object]
    serialize: Callable[[Lines, str], bytes]


class GraphStore:
    """Hands out and takes graphs, for programs of the owner's.

    Args:
        means: What it asks of the Plex.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._turns = Turns(4, 10.0)

    def routes(self, path: str) -> Sequence[Route]:
        """Return its routes: by parameter, and by a path below its own."""
        methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS"]
        return tuple(
            Route(one, self._take, methods=methods)
            for one in (path, f"{path}/{{rest:path}}")
        )

    async def _take(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_MAY)
        body = await request.body()
        return await run_in_threadpool(self._answered, request, body)

    def _answered(self, request: Request, body: bytes) -> Response:
        is_reading = request.method in ("GET", "HEAD")
        require(self._means.asking(request), READ if is_reading else WRITE)
        name = graph_of(request, self._means.url)
        try:
            with self._turns.one():
                if is_reading:
                    return self._shown(request, _named(name))
                if request.method == "DELETE":
                    return self._removed(request, _named(name))
                return self._taken(request, name, body)
        except InvalidChangeError as error:
            raise HttpProblem(422, f"this cannot be kept: {error}") from error
        except (ParseError, WorkerError) as error:
            raise HttpProblem(400, f"the document is not sound: {error}") from error

    def _shown(self, request: Request, name: str) -> Response:
        lines = self._means.lines(name)
        if name and not lines:
            raise HttpProblem(404, "there is no such graph")
        media_type = media_type_for(GRAPHS, request.headers.get("accept"))
        tag = f'"{_state(lines)}.{GRAPHS[media_type]}"'
        headers = {**_OPEN, "ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self._means.serialize(lines, GRAPHS[media_type])
        return Response(body, headers=headers, media_type=media_type)

    def _removed(self, request: Request, name: str) -> Response:
        def nothing(lines: Lines) -> Lines:
            _check(request, lines)
            if not lines:
                raise HttpProblem(404, "there is no such graph")
            return ()

        check_writable(name)
        self._means.write(name, nothing, f"graph taken away: {name}")
        return Response(status_code=204, headers=_OPEN)

    def _taken(self, request: Request, name: str | None, body: bytes) -> Response:
        minted = f"{self._means.url}/{uuid4()}"
        if name is None and request.method != "POST":
            raise HttpProblem(400, "say which graph: ?graph=IRI or ?default")
        graph = minted if name is None else name
        check_writable(graph)
        read = self._means.read(body, _media_type(request), graph)
        known = [False]

        def become(lines: Lines) -> Lines:
            _check(request, lines)
            known[0] = bool(lines)
            return read if request.method == "PUT" else (*lines, *read)

        word = "put" if request.method == "PUT" else "added to"
        self._means.write(graph, become, f"graph {word}: {graph}")
        headers = {**_OPEN, "Location": minted} if name is None else {**_OPEN}
        return Response(status_code=204 if known[0] else 201, headers=headers)


def _named(name: str | None) -> str:
    if name is None:
        raise HttpProblem(400, "say which graph: ?graph=IRI or ?default")
    return name


def _media_type(request: Request) -> str:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in GRAPHS:
        offers = ", ".join(GRAPHS)
        raise HttpProblem(415, f"a graph comes as {offers}", {"Accept-Put": offers})
    return given


def _state(lines: Lines) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]


def _check(request: Request, lines: Lines) -> None:
    """Hold a request's conditions against the graph as it is: RFC 9110 §13.1."""
    wanted = request.headers.get("if-match")
    if wanted is not None and not _is_there(wanted, lines):
        raise HttpProblem(412, "the graph is no longer what it was")
    unwanted = request.headers.get("if-none-match")
    if unwanted is not None and _is_there(unwanted, lines):
        raise HttpProblem(412, "the graph is there already")


def _is_there(tags: str, lines: Lines) -> bool:
    if tags.strip() == "*":
        return bool(lines)
    return _state(lines) in _TAG.findall(tags)
