"""A published folder on the web, as a static host serves it, and a peer beside it."""

import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.web import Behave

#: Seconds that a peer may take to come up on a busy machine.
_PATIENCE_S = 60


def static_host(site: Path) -> Behave:
    """Serve a folder; of .htaccess only its Link headers are understood."""

    def serve(handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.partition("?")[0].lstrip("/") or "index.html"
        file = site / name
        is_there = file.is_file()
        body = file.read_bytes() if is_there else b"nothing here"
        handler.send_response(200 if is_there else 404)
        kind = "text/html" if name.endswith(".html") else "application/atom+xml"
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Connection", "close")
        for value in _links(site, name):
            handler.send_header("Link", value)
        handler.end_headers()
        handler.wfile.write(body)

    return serve


def _links(site: Path, name: str) -> list[str]:
    told = (site / ".htaccess").read_text("utf-8")
    pattern = rf'<Files "{re.escape(name)}">.*?Header set Link "(.*?)"\n'
    return [value.replace('\\"', '"') for value in re.findall(pattern, told, re.S)]


@contextmanager
def peer(python: Path, program: str, *words: str) -> Iterator[str]:
    """Run a program of a peer's on a free port, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(python), "-c", program, str(port), *words]
    with subprocess.Popen(  # noqa: S603 - a peer of ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(_PATIENCE_S * 10):
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            return  # it answers
        except OSError as error:
            if server.poll() is not None:
                message = f"the peer ended with {server.returncode}"
                raise RuntimeError(message) from error
            time.sleep(0.1)
        else:
            return
    message = f"the peer does not answer at {url}"
    raise RuntimeError(message)
