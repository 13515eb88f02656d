import re
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler

import pytest

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.net.login.credentials import Credentials, is_private
from plexus_ld.net.login.door import Digest, challenges_of
from plexus_ld.publish.login import Door
from plexus_ld.settings import NetSettings
from tests.web import Page, Web

ALICE = Credentials("alice", "canary-secret")


@pytest.fixture
def client(web: Web) -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=(web.host,))) as client:
        yield client


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", {}),
        ("Basic", {"basic": {}}),
        (
            'Basic realm="a b", charset="UTF-8"',
            {"basic": {"realm": "a b", "charset": "UTF-8"}},
        ),
        (
            'Digest realm="a", nonce="n,\\"1", qop="auth", Basic realm="b"',
            {
                "digest": {"realm": "a", "nonce": 'n,"1', "qop": "auth"},
                "basic": {"realm": "b"},
            },
        ),
        ('Bearer scope="openid webid"', {"bearer": {"scope": "openid webid"}}),
        (
            "DPoP algs=ES256, Bearer",
            {"dpop": {"algs": "ES256"}, "bearer": {}},
        ),
        ("Negotiate", {}),
    ],
)
def test_a_servers_challenge_is_read(
    header: str, found: dict[str, dict[str, str]]
) -> None:
    assert challenges_of(header) == found


def test_the_digest_of_the_standards_own_example_is_the_same() -> None:
    # RFC 7616 §3.9.1, with the client nonce put in from outside.
    login = Digest(
        Credentials("Mufasa", "Circle of Life"),
        {
            "realm": "http-auth@example.org",
            "qop": "auth",
            "algorithm": "SHA-256",
            "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        },
    )

    header = login.headers("GET", "http://www.example.org/dir/index.html")
    said = dict(re.findall(r'(\w+)="?([^",]+)"?', header["Authorization"]))

    def h(text: str) -> str:
        return sha256(text.encode()).hexdigest()

    first = h("Mufasa:http-auth@example.org:Circle of Life")
    second = h("GET:/dir/index.html")
    whole = f"{first}:{said['nonce']}:00000001:{said['cnonce']}:auth:{second}"
    assert said["response"] == h(whole)
    assert said["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
    assert "Circle" not in header["Authorization"]


def test_nothing_is_sent_to_a_server_that_does_not_ask(
    web: Web, client: Client
) -> None:
    web.pages["/x"] = Page(b"free")

    Door(client, ALICE).request("GET", f"{web.url}/x")

    assert "authorization" not in web.headers[0]


def test_a_server_that_asks_in_an_unknown_way_is_a_clear_error(
    web: Web, client: Client
) -> None:
    web.pages["/x"] = Page(status=401, headers={"WWW-Authenticate": "Negotiate"})

    with pytest.raises(PublishError, match="not known here") as caught:
        Door(client, ALICE).request("GET", f"{web.url}/x")

    assert caught.value.status == 401
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("algorithm", ["SHA-512-256", "nonsense"])
def test_a_digest_of_an_unknown_kind_is_a_clear_error(
    web: Web, client: Client, algorithm: str
) -> None:
    challenge = f'Digest realm="x", nonce="1", algorithm={algorithm}'
    web.pages["/x"] = Page(status=401, headers={"WWW-Authenticate": challenge})

    with pytest.raises(PublishError, match="unknown here"):
        Door(client, ALICE).request("GET", f"{web.url}/x")


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://pod.example/", True),
        ("http://localhost:3000/", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]:80/", True),
        ("http://pod.example/", False),
        ("http://localhost.evil.example/", False),
        ("http://192.168.1.2/", False),
    ],
)
def test_a_password_travels_only_where_nobody_listens(url: str, private: bool) -> None:
    assert is_private(url) == private


def test_a_stale_nonce_is_answered_with_the_new_one(web: Web, client: Client) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        fresh = 'nonce="2"' in handler.headers.get("Authorization", "")
        stale = ", stale=true" if "Authorization" in handler.headers else ""
        nonce = "2" if stale else "1"
        handler.send_response(200 if fresh else 401)
        challenge = f'Digest realm="x", nonce="{nonce}", qop="auth"{stale}'
        handler.send_header("WWW-Authenticate", challenge)
        handler.send_header("Content-Length", "0")
        handler.send_header("Connection", "close")
        handler.end_headers()

    web.pages["/x"] = answer

    assert Door(client, ALICE).request("GET", f"{web.url}/x").status == 200
