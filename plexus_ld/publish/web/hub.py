"""The hub's door: whoever wants the owner's feeds pushed asks here.

Specification: https://www.w3.org/TR/websub/ §5.1
"""

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from plexus_ld.errors import RefusedError
from plexus_ld.publish.web.forms import form_of
from plexus_ld.publish.web.problems import HttpProblem


def hub_route(path: str, ask: Callable[[Mapping[str, str], str], None]) -> Route:
    """Return the hub's route.

    Args:
        path: Where it lies.
        ask: Takes in what an address asks for.
    """

    async def take(request: Request) -> Response:
        form = dict(form_of(request, await request.body()))
        asker = request.client.host if request.client else ""
        try:
            await run_in_threadpool(ask, form, asker)
        except RefusedError as error:
            wait = {"Retry-After": "60"} if error.status in (429, 503) else {}
            raise HttpProblem(error.status, str(error), wait) from error
        return Response(status_code=202)

    return Route(path, take, methods=["POST"])
