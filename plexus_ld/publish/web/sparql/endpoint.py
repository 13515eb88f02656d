"""The endpoint: who asks, what they may, and the answer. SPARQL 1.1 Protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plexus_ld.errors import (
    InvalidChangeError,
    PlexusError,
    QueryError,
    QueryLimitError,
)
from plexus_ld.model.graphs import Graphs
from plexus_ld.publish.web.asking import READ, WRITE, Asker, Asking, require
from plexus_ld.publish.web.problems import HttpProblem
from plexus_ld.publish.web.sparql.asked import Asked, asked_of
from plexus_ld.publish.web.sparql.describing import description
from plexus_ld.publish.web.sparql.forms import GRAPHS, format_for, media_type_for
from plexus_ld.publish.web.turns import Turns
from plexus_ld.rdf.serializing import serialize

#: Answers a query in a format, on the graphs of a dataset; with the media type.
Answering = Callable[[str, str, Graphs | None], tuple[str, bytes]]

_METHODS: Final = "GET, HEAD, POST, OPTIONS"
#: A token goes with each request by the client's own doing, never by a browser's: any
#: site may ask.
_OPEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "no-store",
        "Vary": "Accept, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
)
_MAY: Final = {
    "Allow": _METHODS,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, slots=True)
class Means:
    """What the endpoint asks of the Plex.

    Attributes:
        url: Its own.
        asking: Tells who asks.
        form: Tells what a query is: ``SELECT``, …; raises `QueryError`.
        answer: Answers the owner's programs, on all graphs.
        public: Answers anybody, on the public face; None: nobody else is answered.
        update: Makes a typed update of the owner's graphs.
    """

    url: str
    asking: Asking
    form: Callable[[str], str]
    answer: Answering
    public: Answering | None
    update: Callable[[str, Graphs | None], object]


class Endpoint:
    """Answers questions, and takes updates, of whoever may.

    Args:
        means: What it asks of the Plex.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._owner = Turns(4, 10.0)
        self._others = Turns(1, 1.0)

    def route(self, path: str) -> Route:
        """Return its route."""
        return Route(path, self._take, methods=["GET", "POST", "OPTIONS"])

    async def _take(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_MAY)
        body = await request.body()
        return await run_in_threadpool(self._answered, request, body)

    def _answered(self, request: Request, body: bytes) -> Response:
        asker = self._means.asking(request)
        if self._means.public is None and not asker.how:
            require(asker, READ)
        asked = asked_of(request, body)
        accept = request.headers.get("accept")
        try:
            if asked.is_update:
                return self._updated(asker, asked)
            answer = self._answering(asker)
            if not asked.text:
                return self._description(asker, accept)
            format_ = format_for(self._means.form(asked.text), accept)
            turns = self._owner if READ in asker.scopes else self._others
            with turns.one():
                media_type, written = answer(asked.text, format_, asked.graphs)
        except PlexusError as error:
            raise _problem(error) from error
        return Response(written, headers=_OPEN, media_type=media_type)

    def _answering(self, asker: Asker) -> Answering:
        if READ in asker.scopes or self._means.public is None:
            require(asker, READ)
            return self._means.answer
        return self._means.public

    def _updated(self, asker: Asker, asked: Asked) -> Response:
        require(asker, WRITE)
        with self._owner.one():
            self._means.update(asked.text, asked.graphs)
        return Response(status_code=204, headers=_OPEN)

    def _description(self, asker: Asker, accept: str | None) -> Response:
        media_type = media_type_for(GRAPHS, accept)
        said = description(self._means.url, may_write=WRITE in asker.scopes)
        return Response(
            serialize(said, GRAPHS[media_type]), headers=_OPEN, media_type=media_type
        )


def _problem(error: PlexusError) -> HttpProblem:
    if isinstance(error, QueryLimitError):
        return HttpProblem(503, f"this costs too much: {error}")
    if isinstance(error, InvalidChangeError):
        return HttpProblem(422, f"this cannot be kept: {error}")
    if not isinstance(error, QueryError):
        raise error
    if error.line is None:
        return HttpProblem(400, str(error))
    return HttpProblem(400, f"line {error.line}, column {error.column}: {error}")
