"""Websockets on this machine, real ones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from websockets.sync.server import ServerConnection, serve

from plexus_ld.errors import FetchError, ForbiddenAddressError
from plexus_ld.net.client import Client
from plexus_ld.net.websocket import MAX_BYTES, websocket
from plexus_ld.settings import NetSettings
from tests.web import Page, Web

_PATIENCE_S = 10


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield client


@contextmanager
def speaking(speak: Callable[[ServerConnection], None]) -> Iterator[str]:
    """Serve a websocket that says something to whoever comes."""
    with serve(speak, "127.0.0.1", 0, compression="deflate") as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        port = server.socket.getsockname()[1]
        yield f"ws://127.0.0.1:{port}/told"
        server.shutdown()
        thread.join(_PATIENCE_S)


def until_it_leaves(wire: ServerConnection) -> None:
    for _ in wire:
        pass


def test_what_is_said_is_heard_in_order(client: Client) -> None:
    def speak(wire: ServerConnection) -> None:
        wire.send("one")
        wire.send(b"two")
        until_it_leaves(wire)

    with speaking(speak) as url, websocket(client, url, _PATIENCE_S) as told:
        heard = [told.receive(_PATIENCE_S), told.receive(_PATIENCE_S)]
        silence = told.receive(0)

    assert heard == [b"one", b"two"]
    assert silence is None


def test_a_message_that_is_too_large_ends_it(client: Client) -> None:
    def speak(wire: ServerConnection) -> None:
        wire.send("x" * (MAX_BYTES + 1))
        until_it_leaves(wire)

    with (
        speaking(speak) as url,
        websocket(client, url, _PATIENCE_S) as told,
        pytest.raises(FetchError, match="the connection ended"),
    ):
        told.receive(_PATIENCE_S)


def test_many_fragments_are_no_way_round_the_limit(client: Client) -> None:
    def speak(wire: ServerConnection) -> None:
        wire.send("x" * 1024 for _ in range(MAX_BYTES))

    with (
        speaking(speak) as url,
        websocket(client, url, _PATIENCE_S) as told,
        pytest.raises(FetchError, match="the connection ended"),
    ):
        told.receive(_PATIENCE_S)


def test_a_server_that_leaves_is_a_clear_error(client: Client) -> None:
    with (
        speaking(lambda wire: wire.close()) as url,
        websocket(client, url, _PATIENCE_S) as told,
        pytest.raises(FetchError, match="the connection ended") as caught,
    ):
        told.receive(_PATIENCE_S)

    # Who knows the path can listen as well.
    assert "/told" not in str(caught.value)


def test_an_address_that_the_owner_has_not_named_is_not_reached() -> None:
    with (
        speaking(until_it_leaves) as url,
        Client(NetSettings()) as closed,
        pytest.raises(ForbiddenAddressError),
        websocket(closed, url, _PATIENCE_S),
    ):
        pass


@pytest.mark.parametrize("status", [200, 302, 401])
def test_a_server_that_is_none_of_websockets_is_a_clear_error(
    web: Web, client: Client, status: int
) -> None:
    web.pages["/told"] = Page(
        b"no", status=status, headers={"Location": f"{web.url}/elsewhere"}
    )

    with (
        pytest.raises(FetchError, match="no websocket answers there"),
        websocket(client, f"ws://{web.host}/told", _PATIENCE_S),
    ):
        pass

    assert web.asked == ["GET /told"]


@pytest.mark.parametrize(
    "url",
    ["http://a.example/", "ws:", "ws:///", "ws://[::1", "ws://a@b/", "file:///etc"],
)
def test_what_is_no_websockets_url_is_not_dialled(client: Client, url: str) -> None:
    with pytest.raises(FetchError), websocket(client, url, _PATIENCE_S):
        pass


def test_a_host_that_does_not_answer_is_a_clear_error(client: Client) -> None:
    with (
        pytest.raises(FetchError, match="does not answer"),
        websocket(client, "ws://127.0.0.1:9/", _PATIENCE_S),
    ):
        pass
