"""Where hubs ask back and send the feeds that the owner listens to.

Specification: https://www.w3.org/TR/websub/ §5.3, §7
"""

from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from plexus_ld.publish.web.problems import HttpProblem


class Callbacks(Protocol):
    """What answers hubs."""

    def confirm(self, id_: str, asked: dict[str, str]) -> str | None:
        """Return the challenge of what was asked for; None: nothing was."""

    def receive(self, id_: str, body: bytes, media_type: str, signature: str) -> bool:
        """Keep what a hub sends; False: there is no such callback."""


def callback_route(path: str, callbacks: Callbacks) -> Route:
    """Return the route of all callbacks.

    Args:
        path: The folder that they lie in, with its slash.
        callbacks: What answers.
    """

    async def take(request: Request) -> Response:
        id_ = request.path_params["id"]
        if request.method == "POST":
            body = await request.body()
            media_type = request.headers.get("content-type", "")[:200]
            signature = request.headers.get("x-hub-signature", "")[:200]
            if await run_in_threadpool(
                callbacks.receive, id_, body, media_type, signature
            ):
                return Response(status_code=204)
            raise HttpProblem(410, "nobody subscribed to this here")
        asked = dict(request.query_params)
        challenge = await run_in_threadpool(callbacks.confirm, id_, asked)
        if challenge is None:
            raise HttpProblem(404, "nobody asked for this here")
        # It repeats a stranger's words, which no browser may take for a page.
        return PlainTextResponse(
            challenge, headers={"X-Content-Type-Options": "nosniff"}
        )

    return Route(f"{path}{{id}}", take, methods=["GET", "POST"])
