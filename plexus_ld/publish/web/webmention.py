"""Where others tell that a page of theirs mentions one of the owner's.

Specification: https://www.w3.org/TR/webmention/ §3.2
"""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plexus_ld.errors import RefusedError
from plexus_ld.publish.web.forms import form_of
from plexus_ld.publish.web.problems import HttpProblem

_TAKEN = (
    "taken; the page will be looked at, and its author is shown to whom it mentions\n"
)


def webmention_route(path: str, take: Callable[[str, str, str], object]) -> Route:
    """Return the route.

    Args:
        path: Where it lies.
        take: Takes in source and target, told by an address; durable when it returns.
    """

    async def tell(request: Request) -> Response:
        form = dict(form_of(request, await request.body()))
        sender = request.client.host if request.client else ""
        source, target = form.get("source", ""), form.get("target", "")
        try:
            await run_in_threadpool(take, source, target, sender)
        except RefusedError as error:
            wait = {"Retry-After": "60"} if error.status in (429, 503) else {}
            raise HttpProblem(error.status, str(error), wait) from error
        return PlainTextResponse(_TAKEN, 202)

    return Route(path, tell, methods=["POST"])
