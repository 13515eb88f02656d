"""Faces: who proves who they are is shown what is for them, and nobody on the way.

Source: RFC 9111 §4.1 (Vary), §5.2.2.7 (private)
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from rdflib import URIRef
from starlette.requests import Request
from starlette.types import Message, Scope, Send

from plexus_ld.publish.web.incoming import is_named
from plexus_ld.publish.web.resources.keeping import Kept
from plexus_ld.publish.web.resources.shelf import Shelf

#: What a request may name its sender by.
NAMING: Final = ("Authorization", "Signature", "Signature-Input")
_HEADERS: Final = {
    b"cache-control": b"private, no-cache",
    b"vary": ", ".join(("Accept", *NAMING)).encode(),
}
#: Faces that are kept ready at once.
_MOST: Final = 32


class Faces:
    """What is shown to each of those who are known.

    Args:
        who: Tells who asks, as they proved it; None for nobody who is known. A bad
            proof is an `HttpProblem`.
        kept: Gives what somebody sees.
    """

    def __init__(
        self,
        who: Callable[[Request], URIRef | None],
        kept: Callable[[URIRef], Kept],
    ) -> None:
        self._who = who
        self._kept = kept
        self._open: OrderedDict[URIRef, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def shelf(self, scope: Scope) -> Shelf | None:
        """Return what is there for whoever asks; None for what anybody sees."""
        agent = self._who(Request(scope)) if is_named(scope["headers"]) else None
        if agent is None:
            return None
        with self._lock:
            kept = self._open.get(agent)
            if kept is None:
                kept = self._open[agent] = self._kept(agent)
            self._open.move_to_end(agent)
            if len(self._open) > _MOST:
                self._open.popitem(last=False)
        return kept.shelf()


def for_them(send: Send) -> Send:
    """Return what sends an answer for whoever asked alone."""
    return with_headers(send, _HEADERS)


def with_headers(send: Send, more: Mapping[bytes, bytes]) -> Send:
    """Return what sends an answer with other headers.

    Args:
        send: What sends.
        more: The headers, in place of those of the same name.
    """

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [one for one in message["headers"] if one[0].lower() not in more]
            message = {**message, "headers": [*kept, *more.items()]}
        await send(message)

    return sending
