"""The inbox: where other accounts bring signed activities.

Specification: https://www.w3.org/TR/activitypub/ §7, RFC 9421
"""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plexus_ld.errors import RefusedError
from plexus_ld.model.notification import Posted
from plexus_ld.publish.web.problems import HttpProblem


def inbox_route(path: str, url: str, take: Callable[[Posted], object]) -> Route:
    """Return the route.

    Args:
        path: Where it lies.
        url: Its own URL, as others know it.
        take: Takes an activity; what it says is kept when this returns.
    """

    async def post(request: Request) -> Response:
        headers: dict[str, str] = {}
        for name, value in request.headers.items():
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        asked = f"{url}?{request.url.query}" if request.url.query else url
        sender = request.client.host if request.client else ""
        posted = Posted(asked, headers, await request.body(), sender)
        try:
            await run_in_threadpool(take, posted)
        except RefusedError as error:
            wait = {"Retry-After": "60"} if error.status in (429, 503) else {}
            raise HttpProblem(error.status, str(error), wait) from error
        return Response(status_code=202)

    return Route(path, post, methods=["POST"])
