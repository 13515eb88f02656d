"""Limits on whoever asks: turns, sizes, and time for a request to arrive.

What passes through here has its turn: so many are worked on at once, so many wait, the
rest is told to come again. A body is read whole, within its size and its time, before
anybody works on it, so that a slow client costs no turn.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plexus_ld.publish.web.problems import HttpProblem, answer_of

#: Tells the largest body, in bytes, that is taken of a request, by its head.
MostBytes = Callable[[Request], int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one server takes.

    Attributes:
        in_flight: Requests that are worked on at once.
        waiting: Requests that wait for their turn.
        patience_s: Seconds for a request's body to arrive.
        most_bytes: Tells the largest body of a request.
    """

    in_flight: int
    waiting: int
    patience_s: float
    most_bytes: MostBytes


class Limits:
    """Middleware that gives each request its turn.

    Args:
        app: What works on requests.
        bounds: How many, how large, how long.
        is_free: Tells of a request whether it needs no turn: a stream that stays open.
    """

    def __init__(
        self,
        app: ASGIApp,
        bounds: Bounds,
        is_free: Callable[[Scope], bool] = lambda _scope: False,
    ) -> None:
        self._app = app
        self._bounds = bounds
        self._is_free = is_free
        self._turns = asyncio.Semaphore(bounds.in_flight)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on a request, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            whole = await self._read(scope, receive)
            await self._take_turn(scope, whole, send)
        except HttpProblem as problem:
            accept = Request(scope).headers.get("accept")
            await answer_of(problem, accept)(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive) -> Receive:
        """Return what gives the body that was read."""
        if scope["method"] in ("GET", "HEAD", "OPTIONS", "DELETE"):
            return receive
        most = self._bounds.most_bytes(Request(scope))
        told = Request(scope).headers.get("content-length", "0")
        if not told.isdecimal():
            raise HttpProblem(400, "the length of the body is no number")
        if int(told[:20]) > most:
            raise _too_large(most)
        try:
            async with asyncio.timeout(self._bounds.patience_s):
                body = await _whole(receive, most)
        except TimeoutError:
            problem = HttpProblem(408, "the body did not arrive in time")
            problem.headers["Connection"] = "close"
            raise problem from None
        return _Given(body, receive)

    async def _take_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_free(scope):
            await self._app(scope, receive, send)
            return
        if self._turns.locked() and self._waiting >= self._bounds.waiting:
            raise HttpProblem(503, "too many ask at once", {"Retry-After": "2"})
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._turns.release()


class _Given:
    """Gives a body that is there already; then whatever the client does."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    def __call__(self) -> Awaitable[Message]:
        if self._body is None:
            return self._receive()
        return self._first()

    async def _first(self) -> Message:
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


async def _whole(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HttpProblem(400, "the body ended early")
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            return bytes(body)


def _too_large(most: int) -> HttpProblem:
    problem = HttpProblem(413, f"a body has at most {most} bytes here")
    problem.headers["Connection"] = "close"
    return problem
