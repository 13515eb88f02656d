"""Promise 7: the profile, served; against a pod, and against a bare server.

64 connections at once, each side in a process of its own, in turn. The pod's server is
left out where it is not installed (`make peers`).
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.agent import new_home, running
from benchmarks.load import Asked
from benchmarks.measure import Row
from plexus_ld.net.client import Client
from plexus_ld.net.login.door import Door
from plexus_ld.settings import NetSettings
from tests.wire.pod import new_pod, solid_server

_ROOT: Final = Path(__file__).parents[1]
_PEERS: Final = Path(os.environ.get("PEERS", _ROOT / ".peers"))
_FORMS: Final = {"Turtle": "text/turtle", "HTML": "text/html"}
_ROUNDS: Final = 3
_SECONDS: Final = 2.0


def measure(full: bool) -> Iterator[Row]:
    """Yield requests a second: each form, 304 and the feed."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port = stack.enter_context(_agent(Path(folder) / "home"))
        bodies = {name: _body(port, kind) for name, kind in _FORMS.items()}
        pod = stack.enter_context(_pod(bodies["Turtle"])) if _has_pod() else None
        for name, media_type in _FORMS.items():
            file = Path(folder) / name
            file.write_bytes(bodies[name])
            accept = f"Accept: {media_type}\r\n"
            asked = {"ours": Asked(port, "/", accept)}
            with _bare(file, media_type) as bare:
                asked["bare"] = Asked(bare, "/")
                if pod is not None and name == "Turtle":
                    asked["pod"] = Asked(pod.port, pod.path, accept, pod.host)
                rates = _rates(asked, _SECONDS * (3 if full else 1))
            yield from _rows(name, len(bodies[name]), rates)


def _rows(name: str, size: int, rates: Mapping[str, float]) -> Iterator[Row]:
    what = f"the profile as {name}, {size:,} bytes, 64 at once"
    bare = rates["ours"] / rates["bare"]
    yield Row(
        7, f"{what}; against a bare Starlette", rates["ours"], rates["bare"], "/s",
        f"{bare:.2f} x", ">= 0.3 x", bare >= 0.3,
    )  # fmt: skip
    if "pod" in rates:
        pod = rates["ours"] / rates["pod"]
        yield Row(
            7, f"{what}; against Community Solid Server", rates["ours"], rates["pod"],
            "/s", f"{pod:.0f} x", ">= 10 x", pod >= 10,
        )  # fmt: skip


def _rates(asked: Mapping[str, Asked], seconds: float) -> dict[str, float]:
    """Return the median of some rounds, all sides in turn."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(_ROUNDS):
        for name, one in asked.items():
            found[name].append(one.a_second(seconds))
    return {name: statistics.median(rates) for name, rates in found.items()}


@contextmanager
def _agent(home: Path) -> Iterator[int]:
    plex, port = new_home(home, "Robin Example")
    plex.close()
    with running(home, port) as port:
        yield port


@contextmanager
def _bare(file: Path, media_type: str) -> Iterator[int]:
    words = [sys.executable, "-m", "benchmarks.bare", str(file), media_type]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def _has_pod() -> bool:
    return (_PEERS / "solid").is_dir()


@contextmanager
def _pod(body: bytes) -> Iterator[Asked]:
    """Give where a pod serves a profile."""
    with solid_server(_PEERS) as base, Client(_allowed()) as client:
        made = new_pod(base, "robin")
        url = made.webid.partition("#")[0]
        door = Door(client, made.credentials, (base,), "")
        headers = {"Content-Type": "text/turtle"}
        answer = door.request("PUT", url, body, headers, 1_000_000, False)
        assert 200 <= answer.status < 300, answer.status
        parts = urlsplit(url)
        yield Asked(parts.port or 80, parts.path, host=parts.hostname or "")


def _allowed() -> NetSettings:
    return NetSettings(allow_hosts=("localhost",))


def _body(port: int, media_type: str) -> bytes:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        return client.get(f"http://127.0.0.1:{port}/", {"Accept": media_type}).body
