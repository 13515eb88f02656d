"""Servers that are down, slow or rude: a way to misbehave for each name."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Final

from tests.web import Behave, Page, Web, serving

#: Seconds that the tests' client is patient.
PATIENCE_S: Final = "2"
_BUSY: Final = {"Retry-After": "7200"}


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(6)


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50:
        handler.wfile.write(bytes([letter]))
        handler.wfile.flush()
        time.sleep(0.05)


def _garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")


def _big_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(160):
        handler.wfile.write(b"X-%d: " % number + b"a" * 65_000 + b"\r\n")
    handler.wfile.write(b"\r\n")


def _half(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<rss>")


def _closing(handler: BaseHTTPRequestHandler) -> None:
    """Hang up without a word."""


#: How each misbehaves over HTTP, once it is connected to.
RUDE: Final[Mapping[str, Behave | Page]] = {
    "silent": _silent,
    "dripping": _dripping,
    "garbage": _garbage,
    "big-headers": _big_headers,
    "half": _half,
    "closing": _closing,
    "busy-429": Page(b"", "text/plain", 429, _BUSY),
    "busy-503": Page(b"", "text/plain", 503, _BUSY),
    "broken-500": Page(b"oh", "text/plain", 500),
}


class Street:
    """A server for each way of misbehaving, one that is down, one that speaks no TLS.

    Attributes:
        houses: The servers that listen, by name.
    """

    def __init__(self, stack: ExitStack, path: str) -> None:
        self.houses = {name: stack.enter_context(serving()) for name in RUDE}
        self.houses["no-tls"] = stack.enter_context(serving())
        self._path = path
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._down = int(free.getsockname()[1])
        for name, answer in RUDE.items():
            self.houses[name].otherwise = answer

    @property
    def urls(self) -> Mapping[str, str]:
        """What lies where, by the name of the house."""
        found = {name: f"{web.url}{self._path}" for name, web in self.houses.items()}
        found["no-tls"] = found["no-tls"].replace("http:", "https:")
        found["down"] = f"http://127.0.0.1:{self._down}{self._path}"
        return found

    @property
    def hosts(self) -> str:
        """What the owner's settings allow."""
        return ",".join(
            [f"127.0.0.1:{self._down}", *(web.host for web in self.houses.values())]
        )

    def mend(self, page: Callable[[str], Page]) -> None:
        """Have every server that can be reached answer as it should."""
        for name, web in self.houses.items():
            web.otherwise = page(name)


@contextmanager
def street(path: str) -> Iterator[Street]:
    """Serve for as long as the block lasts."""
    with ExitStack() as stack:
        yield Street(stack, path)


def web_at(path: str, page: Page, web: Web) -> str:
    """Put a page on a server, and return its address."""
    web.pages[path] = page
    return f"{web.url}{path}"
