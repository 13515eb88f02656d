# ruff: noqa: RUF001 - the look-alikes are what is tested
"""No spelling, no redirect and no change of DNS leads to this machine: 0 connects."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from plexus_ld.errors import FetchError, ForbiddenAddressError
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.unit.net.test_addresses import NOT_PUBLIC
from tests.web import Page, Web


class Trap:
    """Listens on loopback, both families, and counts who comes."""

    def __init__(self) -> None:
        self.connects = 0
        self._sockets = [socket.create_server(("0.0.0.0", 0))]  # noqa: S104
        self.port: int = self._sockets[0].getsockname()[1]
        with suppress(OSError):
            six = socket.create_server(("::", self.port), family=socket.AF_INET6)
            self._sockets.append(six)
        for listening in self._sockets:
            threading.Thread(target=self._count, args=(listening,), daemon=True).start()

    def _count(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                came, _ = listening.accept()
                self.connects += 1  # before it is closed: the client waits for that
                came.close()

    def close(self) -> None:
        for listening in self._sockets:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


#: Spellings of loopback, private and local addresses, with a port to be put in.
SPELLINGS = [
    "http://localhost:{}/",
    "http://LOCALHOST:{}/",
    "http://localhost.:{}/",
    "http://localhost..:{}/",
    "http://127.0.0.1:{}/",
    "http://127.0.0.1.:{}/",
    "http://127.1:{}/",
    "http://127.0.1:{}/",
    "http://2130706433:{}/",
    "http://0x7f000001:{}/",
    "http://0x7f.0.0.1:{}/",
    "http://0x7f.1:{}/",
    "http://0177.0.0.1:{}/",
    "http://017700000001:{}/",
    "http://00000177.0.0.1:{}/",
    "http://127.000.000.001:{}/",
    "http://0:{}/",
    "http://0.0.0.0:{}/",
    "http://[::1]:{}/",
    "http://[::]:{}/",
    "http://[0:0:0:0:0:0:0:1]:{}/",
    "http://[0000::0001]:{}/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://[::ffff:7f00:1]:{}/",
    "http://[::127.0.0.1]:{}/",
    "http://[64:ff9b::127.0.0.1]:{}/",
    "http://[::1%lo]:{}/",
    "http://[::1%25lo]:{}/",
    "http://[fe80::1%25lo]:{}/",
    "http://①②⑦.⓪.⓪.①:{}/",
    "http://１２７.０.０.１:{}/",
    "http://127。0。0。1:{}/",
    "http://127．0．0．1:{}/",
    "http://ⓛocalhost:{}/",
    "http://ℓocalhost:{}/",
    "http://user@127.0.0.1:{}/",
    "http://example.org@127.0.0.1:{}/",
    "http://example.org:80@127.0.0.1:{}/",
    "http://127.0.0.1:{}@example.invalid/",
    "http://example.invalid\\@127.0.0.1:{}/",
    "http://127.0.0.1:{}\\@example.invalid/",
    "http://example.invalid#@127.0.0.1:{}/",
    "http://%31%32%37.0.0.1:{}/",
    "http://127.0.0.1%00.example.invalid:{}/",
    "http://127.0.0.1\t:{}/",
    "http://127.0.0.1\r\n:{}/",
    " http://127.0.0.1:{}/",
    "http:127.0.0.1:{}/",
    "http:/127.0.0.1:{}/",
    "http:///127.0.0.1:{}/",
    "http:\\\\127.0.0.1:{}/",
    "HTTP://127.0.0.1:{}/",
    "https://127.0.0.1:{}/",
    "ftp://127.0.0.1:{}/",
    "gopher://127.0.0.1:{}/",
    "//127.0.0.1:{}/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_this_machine_is_connected_to(trap: Trap, spelling: str) -> None:
    with Client(NetSettings()) as client, pytest.raises(FetchError):
        client.get(spelling.format(trap.port), timeout_s=5)

    assert trap.connects == 0


@pytest.mark.parametrize("address", [a for a in NOT_PUBLIC if ":" in a or "." in a])
def test_a_name_that_leads_to_such_an_address_is_refused(address: str) -> None:
    def resolve(host: str, port: int) -> list[Any]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    client = Client(NetSettings(), resolve=resolve)
    with client, pytest.raises(ForbiddenAddressError) as caught:
        client.get("http://friend.example/card")

    assert caught.value.url == "http://friend.example/card"


def test_a_name_whose_address_changes_is_looked_up_once_and_used_as_checked(
    trap: Trap,
) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[Any]:
        asked.append(host)
        address = "192.168.0.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    client = Client(NetSettings(), resolve=resolve)
    with client, pytest.raises(ForbiddenAddressError):
        client.get(f"http://changing.example:{trap.port}/")

    assert asked == ["changing.example"]
    assert trap.connects == 0


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{}/",
        "http://localhost:{}/",
        "//127.0.0.1:{}/",
        "http://2130706433:{}/",
        "http://[::1]:{}/",
        "file:///etc/hostname",
        "ftp://127.0.0.1:{}/",
        "gopher://127.0.0.1:{}/",
        "data:text/turtle,",
        "javascript:1",
        "http://user:word@127.0.0.1:{}/",
    ],
)
def test_no_redirect_leads_to_this_machine(web: Web, trap: Trap, target: str) -> None:
    location = {"Location": target.format(trap.port)}
    web.pages["/"] = Page(status=302, headers=location)

    client = Client(NetSettings(allow_hosts=(web.host,)))
    with client, pytest.raises(FetchError):
        client.get(f"{web.url}/")

    assert trap.connects == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1"])
def test_the_trap_counts_who_comes(trap: Trap, host: str) -> None:
    settings = NetSettings(allow_hosts=(host,))

    with Client(settings) as client, pytest.raises(FetchError):
        client.get(f"http://{host}:{trap.port}/")

    assert trap.connects == 1


def test_nothing_on_this_machine_is_allowed_unless_the_owner_names_it() -> None:
    assert NetSettings().allow_hosts == ()


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.1:{}"])
def test_a_host_that_the_owner_names_is_reached(web: Web, allowed: str) -> None:
    web.pages["/"] = Page(b"here")
    settings = NetSettings(allow_hosts=(allowed.format(web.port),))

    with Client(settings) as client:
        answer = client.get(f"{web.url}/")

    assert answer.body == b"here"


def test_a_named_port_allows_no_other(web: Web, trap: Trap) -> None:
    settings = NetSettings(allow_hosts=(web.host,))

    with Client(settings) as client, pytest.raises(ForbiddenAddressError):
        client.get(f"http://127.0.0.1:{trap.port}/")

    assert trap.connects == 0


def test_a_host_out_of_the_settings_is_reached(web: Web) -> None:
    web.pages["/"] = Page(b"here")

    with Client(NetSettings(), owner_hosts=(web.host,)) as client:
        answer = client.get(f"{web.url}/")

    assert answer.status == 200


def test_proxies_and_passwords_of_the_environment_are_not_used(
    web: Web, trap: Trap, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password word\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{trap.port}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{trap.port}")
    web.pages["/"] = Page(b"here")

    with Client(NetSettings(allow_hosts=(web.host,))) as client:
        client.get(f"{web.url}/")

    assert "authorization" not in web.headers[0]
    assert trap.connects == 0
