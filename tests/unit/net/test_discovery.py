import json

import pytest

from plexus_ld.errors import FetchError
from plexus_ld.net.client import Client
from plexus_ld.net.discovery import profile_of_handle
from plexus_ld.settings import NetSettings
from tests.web import Page, Web


def _at(handle: str) -> str:
    resource = f"acct:{handle}".replace(":", "%3A").replace("@", "%40")
    return f"/.well-known/webfinger?resource={resource}"


def _serve(web: Web, *links: object) -> str:
    handle = f"ann@{web.host}"
    body = json.dumps({"subject": f"acct:{handle}", "links": links}).encode()
    web.pages[_at(handle)] = Page(body, "application/jrd+json")
    return handle


@pytest.fixture
def client(web: Web) -> Client:
    return Client(NetSettings(allow_hosts=(web.host,)))


def test_a_handle_leads_to_the_profile_as_data(web: Web, client: Client) -> None:
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": f"{web.url}/page"}
    data = {"rel": "self", "type": "text/turtle", "href": f"{web.url}/card"}
    handle = _serve(web, page, data)

    assert profile_of_handle(client, handle) == f"{web.url}/card"


def test_a_handle_leads_to_the_page_when_there_is_no_data(
    web: Web, client: Client
) -> None:
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": f"{web.url}/page"}
    handle = _serve(web, {"rel": "self"}, "nonsense", page)

    assert profile_of_handle(client, handle) == f"{web.url}/page"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"links": 1}', b'{"links": [[1]]}', b"[" * 50_000, b"\xff"],
)
def test_a_descriptor_without_sense_is_an_error(
    web: Web, client: Client, body: bytes
) -> None:
    handle = f"ann@{web.host}"
    web.pages[_at(handle)] = Page(body, "application/jrd+json")

    with pytest.raises(FetchError) as caught:
        profile_of_handle(client, handle)

    assert caught.value.url == handle


@pytest.mark.parametrize("href", ["file:///etc/hostname", "javascript:1", "card"])
def test_a_link_to_what_is_not_on_the_web_is_passed_over(
    web: Web, client: Client, href: str
) -> None:
    handle = _serve(web, {"rel": "self", "type": "text/turtle", "href": href})

    with pytest.raises(FetchError):
        profile_of_handle(client, handle)


def test_nobody_of_that_name_is_said(web: Web, client: Client) -> None:
    with pytest.raises(FetchError) as caught:
        profile_of_handle(client, f"nobody@{web.host}")

    assert caught.value.status == 404


def test_a_handle_of_a_stranger_is_asked_for_by_https_only(web: Web) -> None:
    with Client(NetSettings()) as client, pytest.raises(FetchError):
        profile_of_handle(client, f"ann@{web.host}")

    assert web.asked == []
