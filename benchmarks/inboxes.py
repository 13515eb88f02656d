"""Inboxes in a process of their own: POSTs taken on many ports, as fast as may be.

``python -m benchmarks.inboxes PORTS`` prints the ports; a line on stdin is answered
with how many POSTs were taken since the line before.
"""

import asyncio
import sys

_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
_taken = 0


class _Inbox(asyncio.Protocol):
    """One connection: requests one after another, each with a Content-Length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        global _taken
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            _taken += 1
            self._transport.write(_ANSWER)  # type: ignore[attr-defined]


async def _main(ports: int) -> None:
    global _taken
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(_Inbox, "127.0.0.1", 0, backlog=256)
        for _ in range(ports)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(_taken, flush=True)
        _taken = 0


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
