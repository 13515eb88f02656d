"""The application: routes of all rooms, behind limits."""

from collections.abc import Callable, Iterable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Scope

from plexus_ld.publish.web.limits import Bounds, Limits
from plexus_ld.publish.web.problems import HttpProblem, answer_of, on_problem


def application(
    routes: Iterable[BaseRoute],
    bounds: Bounds,
    is_free: Callable[[Scope], bool] = lambda _scope: False,
) -> ASGIApp:
    """Return what answers.

    Args:
        routes: Of all rooms; the first that fits answers.
        bounds: What is taken at once.
        is_free: Tells of a request whether it needs no turn.
    """
    return Starlette(
        routes=list(routes),
        middleware=[Middleware(Limits, bounds=bounds, is_free=is_free)],
        exception_handlers={
            HttpProblem: on_problem,
            404: _nothing,
            405: _not_so,
            500: _fault,
        },
    )


def _nothing(request: Request, _: Exception) -> Response:
    problem = HttpProblem(404, "there is nothing here")
    return answer_of(problem, request.headers.get("accept"))


def _not_so(request: Request, error: Exception) -> Response:
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "")
    headers = {"Allow": allowed} if allowed else {}
    problem = HttpProblem(405, "this cannot be done here", headers)
    return answer_of(problem, request.headers.get("accept"))


def _fault(request: Request, _: Exception) -> Response:
    """Answer for a fault of ours: what it was stands in the log alone."""
    problem = HttpProblem(500, "that is a fault of this agent; its log says more")
    return answer_of(problem, request.headers.get("accept"))
