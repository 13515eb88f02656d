import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from rdflib import FOAF, Literal, URIRef

from plexus_ld.errors import PublishError
from plexus_ld.net.client import Client
from plexus_ld.net.login.credentials import Credentials
from plexus_ld.publish.forms import form_bytes
from plexus_ld.publish.remote import publish_to
from plexus_ld.settings import NetSettings
from plexus_ld.vocab.solid import SOLID
from tests.unit.publish.profiles import ME, alice, seen
from tests.web import Behave, Page, Web, serving

ALICE = Credentials("alice", "canary-secret")


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield client


def refusing(status: int) -> Behave:
    """Return a page that is not there yet, and that nobody may write."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(404 if handler.command == "GET" else status)
        handler.send_header("Location", "https://else.example/")
        handler.send_header("Content-Length", "0")
        handler.send_header("Connection", "close")
        handler.end_headers()

    return answer


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "does not let you write"),
        (405, "no PUT"),
        (413, "too large"),
        (415, "this format"),
        (423, "locked"),
        (507, "no room"),
        (500, "did not take it"),
        (302, "publish to https://else.example/ instead"),
    ],
)
def test_a_server_that_refuses_is_told_with_its_status_and_what_to_do(
    web: Web, client: Client, status: int, words: str
) -> None:
    web.pages["/foaf.ttl"] = refusing(status)

    with pytest.raises(PublishError, match=words) as caught:
        publish_to(alice(), f"{web.url}/foaf.ttl", client)

    assert caught.value.status == status
    assert caught.value.url == f"{web.url}/foaf.ttl"


def test_a_server_that_does_not_answer_is_a_clear_error(client: Client) -> None:
    with pytest.raises(PublishError, match=r"127\.0\.0\.1"):
        publish_to(alice(), "http://127.0.0.1:9/foaf.ttl", client)


def test_an_address_that_the_owner_has_not_named_is_not_reached(web: Web) -> None:
    with Client(NetSettings()) as closed, pytest.raises(PublishError):
        publish_to(alice(), f"{web.url}/foaf.ttl", closed)

    assert web.asked == []


def test_the_secret_goes_to_no_login_server_that_only_the_server_names(
    web: Web, client: Client
) -> None:
    with serving() as thief:
        challenge = f'DPoP issuer="{thief.url}", as_uri="{thief.url}", Bearer'
        web.pages["/foaf.ttl"] = Page(
            status=401, headers={"WWW-Authenticate": challenge}
        )

        with pytest.raises(PublishError, match="no login server answers"):
            publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)

        assert thief.asked == []


def test_a_login_server_that_the_profile_names_is_asked(
    web: Web, client: Client
) -> None:
    with serving() as issuer:
        endpoint = f"{issuer.url}/token"
        issuer.pages["/.well-known/openid-configuration"] = Page(
            json.dumps({"token_endpoint": endpoint}).encode(), "application/json"
        )
        issuer.pages["/token"] = Page(b'{"error": "canary-secret"}', status=401)
        web.pages["/foaf.ttl"] = Page(status=401, headers={"WWW-Authenticate": "DPoP"})
        shown = alice((ME, SOLID.oidcIssuer, URIRef(issuer.url)))

        with pytest.raises(PublishError, match="client credentials") as caught:
            publish_to(shown, f"{web.url}/foaf.ttl", client, credentials=ALICE)

        assert issuer.asked[-1] == "POST /token"
        assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"token_endpoint": 1}', b"[" * 9999]
)
def test_a_login_server_that_talks_nonsense_is_a_clear_error(
    web: Web, client: Client, body: bytes
) -> None:
    web.pages["/.well-known/openid-configuration"] = Page(body, "application/json")
    web.pages["/foaf.ttl"] = Page(status=401, headers={"WWW-Authenticate": "DPoP"})

    with pytest.raises(PublishError, match="no login server answers"):
        publish_to(alice(), f"{web.url}/foaf.ttl", client, credentials=ALICE)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("card", "text/turtle"),
        ("foaf.rdf", "application/rdf+xml"),
        ("foaf.jsonld", "application/ld+json"),
        ("index.html", "text/html"),
    ],
)
def test_a_documents_name_tells_its_form(
    web: Web, client: Client, name: str, media_type: str
) -> None:
    web.pages[f"/{name}"] = refusing(500)

    with pytest.raises(PublishError):
        publish_to(alice(), f"{web.url}/{name}", client)

    assert web.headers[-1]["content-type"] == media_type
    assert web.headers[-1]["if-none-match"] == "*"


def test_what_is_there_already_and_the_same_is_left_alone(
    web: Web, client: Client
) -> None:
    shown = seen((ME, FOAF.name, Literal("Alice")))
    web.pages["/foaf.ttl"] = Page(form_bytes(shown, "turtle"))

    done = publish_to(shown, f"{web.url}/foaf.ttl", client)

    assert done.unchanged == (f"{web.url}/foaf.ttl",)
    assert not [asked for asked in web.asked if asked.startswith("PUT")]
