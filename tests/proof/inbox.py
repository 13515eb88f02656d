"""A receiver in a process of its own: takes webhooks, and remembers each.

``python -m tests.proof.inbox`` prints its port. ``POST`` is a delivery; each path's
first one is refused with 503 when it ends in ``busy``. ``GET /taken`` gives how often
each id was taken, as JSON.
"""

import asyncio
import json
from collections import Counter

TAKEN: Counter[str] = Counter()
_TURNED_AWAY: set[str] = set()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            writer.write(await _answer(head.decode("latin-1"), reader))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # a client that was killed is what this is for
    finally:
        writer.close()


async def _answer(head: str, reader: asyncio.StreamReader) -> bytes:
    first, *lines = head.split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    await reader.readexactly(int(headers.get("content-length", 0)))
    method, path, _ = first.split(" ")
    if method == "GET":
        return _said(200, json.dumps(TAKEN).encode())
    name = headers.get("webhook-id", "")
    if path.endswith("busy") and name not in _TURNED_AWAY:
        _TURNED_AWAY.add(name)
        return _said(500)
    TAKEN[name] += 1
    return _said(201)


def _said(status: int, body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status} .\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    print(port, flush=True)  # noqa: T201 - whoever started it reads this
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
