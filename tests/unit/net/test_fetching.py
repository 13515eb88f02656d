import pytest

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Client
from plexus_ld.net.fetching import content_type, fetch
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


@pytest.fixture
def client(web: Web) -> Client:
    return Client(NetSettings(allow_hosts=(web.host,)))


def test_a_document_comes_with_what_is_known_of_it(web: Web, client: Client) -> None:
    day = "Fri, 13 Mar 2026 20:00:00 GMT"
    web.pages["/old"] = Page(status=301, headers={"Location": "/a%20b/card.ttl"})
    web.pages["/a%20b/card.ttl"] = Page(
        b"<#me> a <#x> .",
        'Text/Turtle; charset="UTF-8"',
        headers={"Last-Modified": day},
    )

    fetched = fetch(client, f"{web.url}/old#me")

    assert fetched.document is not None
    assert fetched.document.iri == f"{web.url}/a%20b/card.ttl"
    assert fetched.document.media_type == "text/turtle"
    assert fetched.document.charset == "utf-8"
    assert fetched.document.name == "card.ttl"
    assert fetched.last_modified == day
    assert fetched.moved_to == fetched.url == fetched.document.iri


def test_rdf_is_asked_for_before_pages(web: Web, client: Client) -> None:
    web.pages["/"] = Page(b"")

    fetch(client, f"{web.url}/")

    assert web.headers[0]["accept"].startswith("text/turtle, application/rdf+xml;q=")


def test_what_has_not_changed_is_not_sent_again(web: Web, client: Client) -> None:
    web.pages["/"] = Page(b"<#me> a <#x> .")
    first = fetch(client, f"{web.url}/")

    second = fetch(client, f"{web.url}/", first.etag, first.last_modified)

    assert second.status == 304
    assert second.document is None
    assert web.headers[1]["if-none-match"] == first.etag


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "wants a login (HTTP 401)"),
        (404, "is not there (HTTP 404)"),
        (410, "is gone for good (HTTP 410)"),
        (418, "the server refused (HTTP 418)"),
        (500, "the server failed (HTTP 500)"),
        (302, "the server refused (HTTP 302)"),
    ],
)
def test_a_refusal_is_said_in_words(
    web: Web, client: Client, status: int, reason: str
) -> None:
    web.pages["/"] = Page(b"<html>no", "text/html", status)

    with pytest.raises(FetchError) as caught:
        fetch(client, f"{web.url}/")

    assert caught.value.reason == reason
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120),
        ("999999", 86_400),
        ("9" * 5000, None),
        ("-1", None),
        ("١٢", None),
        ("Fri, 13 Mar 2026 20:00:00 GMT", None),
    ],
)
def test_the_wait_that_a_server_asks_for_is_a_strangers_word(
    web: Web, client: Client, wish: str, seconds: int | None
) -> None:
    header = {"Retry-After": wish.encode().decode("latin-1")}
    web.pages["/"] = Page(b"", "text/plain", 429, header)

    with pytest.raises(FetchError) as caught:
        fetch(client, f"{web.url}/")

    assert caught.value.retry_after_s == seconds


def test_a_validator_that_cannot_be_sent_back_is_not_kept(
    web: Web, client: Client
) -> None:
    web.pages["/"] = Page(b"", headers={"ETag": '"é"', "Last-Modified": "x" * 2000})

    fetched = fetch(client, f"{web.url}/")

    assert fetched.etag is None
    assert fetched.last_modified is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", (None, None)),
        ("text/turtle", ("text/turtle", None)),
        ("TEXT/HTML; Charset=ISO-8859-1", ("text/html", "iso-8859-1")),
        ("application/rdf+xml;charset='utf-8'", ("application/rdf+xml", "utf-8")),
        ("text/turtle; charset", ("text/turtle", None)),
        ("nonsense", (None, None)),
        ("text/turtle/x; charset=utf-8", (None, "utf-8")),
        (";;;", (None, None)),
    ],
)
def test_a_content_type_is_split(
    header: str, expected: tuple[str | None, str | None]
) -> None:
    assert content_type(header) == expected
