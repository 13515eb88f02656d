"""New arrivals, told as they come: Server-Sent Events.

Source: HTML §9.2 (server-sent events).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from plexus_ld.listener.stream.arrivals import Arrivals, Arrived
from plexus_ld.listener.stream.values import Entry

#: Streams that are open at once: each is a connection that stays.
_MOST_STREAMS: Final = 16
#: Changes that wait for a reader; one who lets more wait is dropped, and comes again
#: with the number of the last that it has.
_MOST_WAITING: Final = 256
#: Seconds after which a silent stream says that it is there.
_HEARTBEAT_S: Final = 15.0
#: Seconds that a reader may take for one event.
_SEND_S: Final = 10.0
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Means:
    """What the streams ask of the Plex.

    Attributes:
        check: Lets nobody by who may not read; it raises what they are answered.
        arrivals: Tells of arrivals.
        entries: Returns what was heard, by its IRI.
    """

    check: Callable[[Request], None]
    arrivals: Arrivals
    entries: Callable[[Sequence[URIRef]], Sequence[Entry]]


class Events:
    """Streams of arrivals.

    Args:
        means: What they ask of the Plex.
    """

    def __init__(self, means: Means) -> None:
        self._means = means
        self._open = 0

    def route(self, path: str) -> Route:
        """Return the route."""
        return Route(path, self._take, methods=["GET"])

    async def _take(self, request: Request) -> Response:
        await run_in_threadpool(self._means.check, request)
        if self._open >= _MOST_STREAMS:
            message = "too many streams are open\n"
            return PlainTextResponse(message, 503, {"Retry-After": "10"})
        last = request.headers.get("last-event-id", "")
        known = int(last) if last.isdecimal() and len(last) < 19 else None
        body = self._stream(known)
        return _Stream(body, headers=_HEADERS, media_type="text/event-stream")

    async def _stream(self, known: int | None) -> AsyncIterator[bytes]:
        waiting: asyncio.Queue[Arrived] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        end = self._means.arrivals.subscribe(
            lambda arrived: _nothing(
                loop.call_soon_threadsafe(waiting.put_nowait, arrived)
            )
        )
        self._open += 1
        try:
            yield b"retry: 3000\n\n"
            last = -1
            if known is not None:
                missed = await run_in_threadpool(self._means.arrivals.since, known)
                for arrived in missed:
                    last = arrived.sequence
                    yield await run_in_threadpool(self._written, arrived)
            while waiting.qsize() <= _MOST_WAITING:
                try:
                    arrived = await asyncio.wait_for(waiting.get(), _HEARTBEAT_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if arrived.sequence > last:
                    yield await run_in_threadpool(self._written, arrived)
        finally:
            self._open -= 1
            end()

    def _written(self, arrived: Arrived) -> bytes:
        shown = [
            one
            for one in self._means.entries(arrived.items)
            if "ignore" not in one.marks
        ]
        # The number stands with the last one: who has that has them all.
        events = [f"event: arrival\ndata: {_data(one)}\n" for one in shown]
        body = "\n".join(events)
        return f"{body}id: {arrived.sequence}\n\n".encode() if events else b": -\n\n"


class _Stream(StreamingResponse):
    """A stream whose reader has to read."""

    async def stream_response(self, send: Send) -> None:
        """Send it; end when the reader takes too long for a piece."""
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        async for piece in self.body_iterator:
            more = {"type": "http.response.body", "body": piece, "more_body": True}
            try:
                async with asyncio.timeout(_SEND_S):
                    await send(more)
            except TimeoutError:
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _data(entry: Entry) -> str:
    """Return what an event says; one line, as a line break would end it."""
    return json.dumps(
        {
            "id": entry.id,
            "iri": entry.iri,
            "kind": entry.kind,
            "agent": entry.agent,
            "name": entry.name,
            "when": entry.when.isoformat(),
            "title": entry.title,
            "text": entry.text,
            "url": entry.url,
            "private": entry.is_private,
            "channels": entry.channels,
        }
    )


def _nothing(_: object) -> None:
    return None
