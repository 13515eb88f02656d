"""Subscribing to a pod that is hostile, or odd; a real one is asked in tests/wire."""

import json
from collections.abc import Iterator

import pytest

from plexus_ld.errors import FetchError, ParseError
from plexus_ld.listener.pod.subscribing import Subscriber, services
from plexus_ld.net.client import Client
from plexus_ld.net.login.door import Door
from plexus_ld.rdf.document import Document
from plexus_ld.settings import NetSettings
from plexus_ld.workers import Workers
from tests.web import Page, Web

ABOUT = "/.well-known/solid"
RELATION = "http://www.w3.org/ns/solid/terms#storageDescription"
NOTIFY = "http://www.w3.org/ns/solid/notifications#"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.close()


@pytest.fixture
def subscriber(workers: Workers) -> Iterator[Subscriber]:
    with Client(NetSettings(allow_hosts=("127.0.0.1",))) as client:
        yield Subscriber(Door(client, None), lambda one: workers.call(services, one))


def offered(service: str = "/told/", kind: str = "WebSocketChannel2023") -> Page:
    text = f"<{service}> <{NOTIFY}channelType> <{NOTIFY}{kind}> ."
    return Page(text.encode())


def pod(
    web: Web,
    about: str = ABOUT,
    description: Page | None = None,
    receive_from: object = None,
    status: int = 200,
) -> str:
    """Have the server be a pod, and return its inbox."""
    link = f'<{about}>; rel="{RELATION}"'
    web.pages["/inbox/"] = Page(b"", headers={"Link": link})
    web.pages[ABOUT] = description or offered()
    url = f"ws://{web.host}/1" if receive_from is None else receive_from
    answer = json.dumps({"receiveFrom": url}).encode()
    web.pages["/told/"] = Page(answer, "application/ld+json", status)
    return f"{web.url}/inbox/"


def test_the_pod_is_asked_to_tell_of_the_inbox(
    web: Web, subscriber: Subscriber
) -> None:
    inbox = pod(web)

    url = subscriber.subscribe(inbox)

    asked = json.loads(web.bodies[-1])
    assert url == f"ws://{web.host}/1"
    assert asked["topic"] == inbox
    assert asked["type"] == f"{NOTIFY}WebSocketChannel2023"
    assert web.asked == ["HEAD /inbox/", f"GET {ABOUT}", "POST /told/"]


@pytest.mark.parametrize(
    "about", ["http://127.0.0.1:9/about", "https://169.254.169.254/", "urn:x", ""]
)
def test_a_description_on_another_host_is_not_fetched(
    web: Web, subscriber: Subscriber, about: str
) -> None:
    inbox = pod(web, about=about)
    web.pages["/inbox/"] = Page(headers={"Link": f'<{about}>; rel="{RELATION}"'})

    with pytest.raises(FetchError):
        subscriber.subscribe(inbox)

    assert not web.bodies


@pytest.mark.parametrize(
    "description",
    [
        offered("http://127.0.0.1:9/told/"),
        offered("https://metadata.example/"),
        offered(kind="WebhookChannel2023"),
        Page(b"<html>", "text/html"),
        Page(b"\xff\xfe" * 99),
        Page(b"[" * 100_000, "application/ld+json"),
        Page(b"#" * 300_000),
        Page(status=302, headers={"Location": "/elsewhere"}),
        Page(status=404),
    ],
)
def test_a_description_that_offers_nothing_here_is_a_clear_error(
    web: Web, subscriber: Subscriber, description: Page
) -> None:
    inbox = pod(web, description=description)

    with pytest.raises(FetchError):
        subscriber.subscribe(inbox)

    assert web.asked == ["HEAD /inbox/", f"GET {ABOUT}"]


@pytest.mark.parametrize(
    "receive_from",
    [
        "ws://127.0.0.2/1",
        "wss://other.example/1",
        "http://127.0.0.1/1",
        "ws://[::1",
        "x" * 3000,
        "",
        7,
        ["ws://127.0.0.1/1"],
    ],
)
def test_no_other_host_is_listened_to(
    web: Web, subscriber: Subscriber, receive_from: object
) -> None:
    inbox = pod(web, receive_from=receive_from)

    with pytest.raises(FetchError):
        subscriber.subscribe(inbox)


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"[" * 9999])
def test_an_answer_that_makes_no_sense_is_a_clear_error(
    web: Web, subscriber: Subscriber, body: bytes
) -> None:
    inbox = pod(web)
    web.pages["/told/"] = Page(body, "application/ld+json")

    with pytest.raises(FetchError, match="does not take the subscription"):
        subscriber.subscribe(inbox)


def test_a_refusal_is_told_with_its_status(web: Web, subscriber: Subscriber) -> None:
    inbox = pod(web, status=403)

    with pytest.raises(FetchError, match="403"):
        subscriber.subscribe(inbox)


def test_a_document_that_is_none_is_said_to_be_none() -> None:
    with pytest.raises(ParseError):
        services(Document("https://pod.example/", b"[" * 100_000, "text/turtle"))
