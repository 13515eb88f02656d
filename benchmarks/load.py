"""Requests over kept connections, each sent when the one before was answered.

``python -m benchmarks.load PORT SECONDS CONNECTIONS`` reads one request from standard
input and prints how many a second were answered with 200 (or 304), and what else came.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Final, cast

import uvloop

_GOOD: Final = frozenset({b"200", b"202", b"304"})


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, request: bytes, told: Counter[bytes]) -> None:
        self._request, self._told = request, told
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's own is a transport in all but name.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else -1
        chunked = length < 0 and b"chunked" in head
        if chunked and not self._buffer.endswith(b"0\r\n\r\n"):
            return
        if len(self._buffer) < end + 4 + max(length, 0):
            return
        self._told[self._buffer[9:12]] += 1
        self._buffer = b""
        if self._transport is not None:
            self._transport.write(self._request)


async def _load(port: int, seconds: float, count: int, request: bytes) -> str:
    told: Counter[bytes] = Counter()
    loop = asyncio.get_running_loop()
    for _ in range(count):
        await loop.create_connection(lambda: _Client(request, told), "127.0.0.1", port)
    await asyncio.sleep(0.3)  # what is warm by now counts
    told.clear()
    await asyncio.sleep(seconds)
    good = sum(number for status, number in told.items() if status in _GOOD)
    bad = {k.decode(): n for k, n in told.items() if k not in _GOOD}
    return f"{good / seconds} {bad or ''}"


@dataclass(frozen=True)
class Asked:
    """A request that is repeated, and where.

    Attributes:
        port: The server's, on this machine.
        path: What is asked for.
        headers: Besides the host.
        host: What the server is called.
    """

    port: int
    path: str
    headers: str = ""
    host: str = "127.0.0.1"

    def a_second(self, seconds: float, connections: int = 64) -> float:
        """Return how many were answered in a second.

        Raises:
            RuntimeError: Something else than an answer came.
        """
        request = (
            f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
            f"{self.headers}\r\n"
        )
        words = [sys.executable, "-m", "benchmarks.load"]
        words += [str(self.port), str(seconds), str(connections)]
        done = subprocess.run(
            words, input=request.encode(), stdout=subprocess.PIPE, check=True
        )
        rate, _, bad = done.stdout.decode().strip().partition(" ")
        if bad:
            raise RuntimeError(bad)
        return float(rate)


if __name__ == "__main__":
    asked = sys.stdin.buffer.read()
    print(
        uvloop.run(_load(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), asked))
    )
