"""Many small feeds on many ports, served fast, in a process of their own.

``python benchmarks/feed_server.py FEEDS PORTS`` prints its ports and the port of its
control; ``GET /change/TURN`` there gives one feed in ten a new entry. Standard library
only, so that any interpreter can run it.
"""

import asyncio
import json
import sys

ENTRIES = 20
#: Words of an entry; as long as a short post.
_TEXT = (
    "Yesterday we mended the fence behind the old shed, and found the spade that had "
    "been lost since autumn. <b>Number {n}</b> of feed {feed}. The beans are up, the "
    "tomatoes are not; if you have seedlings to spare, come by on Sunday afternoon."
)


class Feeds:
    """The feeds, each with its version, made once for each version."""

    def __init__(self, count: int) -> None:
        self.versions = [0] * count
        self._made: dict[tuple[int, int], bytes] = {}
        for feed in range(count):
            self.body(feed)

    def body(self, feed: int) -> bytes:
        """Return a feed as RSS: its newest entries."""
        version = self.versions[feed]
        key = (feed, version)
        if key not in self._made:
            self._made[key] = _rss(feed, version)
        return self._made[key]

    def change(self, turn: int) -> None:
        """Give one feed in ten a new entry."""
        for feed in range(turn % 10, len(self.versions), 10):
            self.versions[feed] += 1
            self.body(feed)


def _rss(feed: int, version: int) -> bytes:
    items = []
    for n in range(version + ENTRIES - 1, version - 1, -1):
        link = f"http://feeds.example/{feed}/{n}"
        text = _TEXT.format(n=n, feed=feed).replace("<", "&lt;").replace(">", "&gt;")
        day, hour = 1 + n % 28, feed % 24
        items.append(
            f"<item><title>Post {n} of {feed}</title><link>{link}</link>"
            f"<guid>{link}</guid><description>&lt;p&gt;{text}&lt;/p&gt;</description>"
            f"<pubDate>{day:02d} May 2026 {hour:02d}:00:00 GMT</pubDate></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Feed {feed}</title><link>http://feeds.example/{feed}</link>"
        f"<description>News</description>{''.join(items)}</channel></rss>"
    ).encode()


class Protocol(asyncio.Protocol):
    """As much of HTTP/1.1 as a GET takes, connections kept."""

    feeds: Feeds

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            self._transport.write(self._answer(head))  # type: ignore[attr-defined]

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        if path.startswith("/change/"):
            self.feeds.change(int(path.removeprefix("/change/")))
            return b"HTTP/1.1 204 No Content\r\n\r\n"
        if not path.removeprefix("/f").isdigit():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        feed = int(path.removeprefix("/f"))
        etag = f'"{feed}-{self.feeds.versions[feed]}"'
        if f"if-none-match: {etag}".encode() in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        body = self.feeds.body(feed)
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body


async def _serve(count: int, ports: int) -> None:
    Protocol.feeds = Feeds(count)
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(Protocol, "127.0.0.1", 0, backlog=256)
        for _ in range(ports)
    ]
    numbers = [server.sockets[0].getsockname()[1] for server in servers]
    sys.stdout.write(json.dumps(numbers) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
