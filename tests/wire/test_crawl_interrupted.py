"""A crawl by the command, broken off by the owner, beside another process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic, sleep

import pytest

from plexus_ld import Plex
from tests.web import Web

SIZE = 12


@pytest.fixture
def slow(web: Web) -> Web:
    """Serve people each of whom knows the next, a tenth of a second each."""

    def serve(handler: BaseHTTPRequestHandler) -> None:
        sleep(0.1)
        number = int(handler.path[1:])
        knows = f"; foaf:knows </{number + 1}>" if number + 1 < SIZE else ""
        body = (
            "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
            f'<#me> a foaf:Person ; foaf:name "Person {number}" {knows} .'
        ).encode()
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
        handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    for number in range(SIZE):
        web.pages[f"/{number}"] = serve
    return web


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    Plex.open(folder, create=True).close()
    return folder


@pytest.fixture
def environment(slow: Web) -> dict[str, str]:
    return os.environ | {
        "PLEXUS_NET_ALLOW_HOSTS": slow.host,
        "PLEXUS_IMPORTS_HOST_PAUSE_S": "0",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


@pytest.fixture(params=["alone", "beside another process"])
def beside(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    if request.param == "alone":
        yield
        return
    with Plex.open(home):
        yield


def _start(home: Path, web: Web, environment: dict[str, str]) -> subprocess.Popen[str]:
    words = ["--home", str(home), "import", f"{web.url}/0", "--depth", str(SIZE)]
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "plexus_ld", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("beside")
def test_ctrl_c_keeps_what_was_done_and_the_same_command_goes_on(
    slow: Web, home: Path, environment: dict[str, str]
) -> None:
    first = _start(home, slow, environment)
    ends = monotonic() + 30
    while f"GET /{SIZE // 2}" not in slow.asked and monotonic() < ends:
        sleep(0.02)
    first.send_signal(signal.SIGINT)
    _, words = first.communicate(timeout=30)
    second = _start(home, slow, environment)
    told, errors = second.communicate(timeout=60)

    assert first.returncode == 130, words
    assert "interrupted; 1 document waits: the same command goes on" in words
    assert "Traceback" not in words + errors
    assert second.returncode == 0, errors
    assert f"{slow.url}/{SIZE - 1}" in told
    assert f"{slow.url}/0\t" not in told
    with Plex.open(home) as plex:
        assert len(plex.sources.sources()) == SIZE
    twice = {page for page in slow.asked if slow.asked.count(page) > 1}
    assert len(twice - {"GET /robots.txt"}) <= 1  # the one that was under way
