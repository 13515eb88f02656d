"""A real web server on a free port of this machine, for tests.

    def test_something(web: Web) -> None:
        web.pages["/card"] = Page(b"<#me> a <#x> .", "text/turtle")
        ... f"{web.url}/card"; web.host is what net.allow_hosts wants
        assert web.asked == ["GET /card"]

The fixture ``web`` is in ``tests/conftest.py``. A page may also be a function that is
given the handler and answers as it likes, for servers that misbehave.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: Answers a request by hand, for servers that misbehave.
Behave = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What is served at a path; with an ETag made of its bytes."""

    body: bytes = b""
    media_type: str = "text/turtle"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:16]}"'


class Web:
    """A server with pages; it remembers what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | Behave] = {}
        self.otherwise: Page | Behave = Page(b"nothing here", "text/plain", 404)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        #: What came with each POST and PUT.
        self.bodies: list[bytes] = []
        self._server = _Server(self)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, web: Web) -> None:
        self.web = web
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that leaves is part of many tests."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.web.bodies.append(body)
        self._answer()

    def do_PUT(self) -> None:
        self.do_POST()

    def do_PATCH(self) -> None:
        self.do_POST()

    def do_DELETE(self) -> None:
        self.do_POST()

    def _answer(self) -> None:
        web = self.server.web
        web.asked.append(f"{self.command} {self.path}")
        web.headers.append({k.lower(): v for k, v in self.headers.items()})
        page = web.pages.get(self.path, web.otherwise)
        if callable(page):
            with suppress(OSError):
                page(self)
            self.close_connection = True
        else:
            self._send(page)

    def _send(self, page: Page) -> None:
        if page.status == 200 and self.headers.get("If-None-Match") == page.etag:
            page = Page(status=304, headers={"ETag": page.etag})
        elif page.status == 200:
            page = replace(page, headers={"ETag": page.etag, **page.headers})
        self.send_response(page.status)
        if page.status != 304:
            self.send_header("Content-Type", page.media_type)
            self.send_header("Content-Length", str(len(page.body)))
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)


@contextmanager
def serving() -> Iterator[Web]:
    """Serve for as long as the block lasts."""
    web = Web()
    thread = threading.Thread(target=web.serve, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.stop()
        thread.join()
