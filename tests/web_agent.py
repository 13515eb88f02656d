"""A Plex that is served on this machine, for tests that ask it over real HTTP.

    def test_something(agent: WebAgent) -> None:
        agent.plex.sharing.share(...)
        status, headers, body = agent.ask("GET", "feed.atom")

The fixture ``agent`` is in ``tests/conftest.py``; a second one, a friend of the first:
``with serving_plex(tmp_path / "bob", "Bob Example") as bob``.
"""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple

from plexus_ld.assembly.plex import Plex
from plexus_ld.settings import Settings


class Told(NamedTuple):
    """What the agent answered."""

    status: int
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True)
class WebAgent:
    """A Plex, and where it is served.

    Attributes:
        plex: The opened home; its site is where it is served.
        port: Where it listens, on 127.0.0.1.
    """

    plex: Plex
    port: int

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The folder that everything lies in, with its slash."""
        return self.plex.site.base

    def ask(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """Ask for a path, which begins with a slash or lies in the agent's folder."""
        whole = path if path.startswith("/") else self.plex.site.path(path)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, whole, body, dict(headers or {}))
            answer = connection.getresponse()
            return Told(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@contextmanager
def serving_plex(
    folder: Path,
    name: str = "Ada Example",
    settings: Settings | None = None,
    under: str = "",
    allow: Sequence[str] = ("127.0.0.1",),
) -> Iterator[WebAgent]:
    """Serve a new home.

    Args:
        folder: The home.
        name: The owner's.
        settings: What is set.
        under: The agent's folder on its host: ``ada/``.
        allow: Hosts of this machine that the agent may ask.
    """
    # Only tests that are answered over HTTP pay for what answers.
    from plexus_ld.assembly.web.app import serving_of

    port = _free_port()
    asked = settings or Settings()
    net = replace(asked.net, allow_hosts=(*asked.net.allow_hosts, *allow))
    with Plex.open(folder, create=True, settings=replace(asked, net=net)) as plex:
        plex.init(name, base=f"http://127.0.0.1:{port}/{under}")
        serving = serving_of(plex, "127.0.0.1", port)
        serving.start()
        try:
            yield WebAgent(plex, port)
        finally:
            serving.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
