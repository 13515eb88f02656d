"""Webmentions: what is told, to whom, and when not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from rdflib import URIRef

from plexus_ld.channels.webmention import CARD, WebmentionChannel
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Object, Privacy, Verb
from plexus_ld.model.delivery import Delivery, Receipt
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import At, delivery_of
from tests.web import Page, Web


@pytest.fixture
def mentions(web: Web) -> Iterator[WebmentionChannel]:
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5)) as http:
        yield WebmentionChannel(http)


@pytest.fixture
def wood(web: Web) -> str:
    """A page of Bob's that takes mentions, and Ada's post about it."""
    web.pages["/wood"] = Page(b'<link rel="webmention" href="/take?a=1">', "text/html")
    web.pages["/take?a=1"] = Page(status=202)
    link = f'<a class="u-in-reply-to" href="{web.url}/wood">wood</a>'.encode()
    web.pages["/posts/re.html"] = Page(link, "text/html")
    return f"{web.url}/wood"


def about(web: Web, page: str, verb: Verb = Verb.CREATE, **more: Any) -> Delivery:
    item = Object(URIRef(f"{web.url}/objects/re"), text="Well said!")
    return delivery_of(CARD, At(page), item, verb, **more)


def told(web: Web) -> dict[str, list[str]]:
    return parse_qs(web.bodies[0].decode())


def test_a_page_is_told_of_a_post_about_it(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    receipt = mentions.deliver(about(web, wood))

    source = f"{web.url}/posts/re.html"
    assert told(web) == {"source": [source], "target": [wood]}
    assert web.asked[-1] == "POST /take?a=1"
    assert receipt == Receipt(source, "HTTP 202")


def test_the_page_that_is_answered_comes_before_the_points_own(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    mentions.deliver(about(web, f"{web.url}/", reply_to=f"{wood}#glue"))

    assert told(web)["target"] == [wood]


def test_the_receivers_name_for_it_is_kept(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    where = {"Location": f"{web.url}/status/1"}
    web.pages["/take?a=1"] = Page(status=201, headers=where)

    assert mentions.deliver(about(web, wood)).remote_id == f"{web.url}/status/1"


def test_a_post_that_is_not_on_the_web_yet_waits(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    web.pages["/posts/re.html"] = Page(status=404)

    with pytest.raises(TemporaryDeliveryError, match="plexus publish"):
        mentions.deliver(about(web, wood))

    assert web.bodies == []


def test_a_deletion_waits_until_the_page_is_gone(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    with pytest.raises(TemporaryDeliveryError, match="still on the web"):
        mentions.deliver(about(web, wood, Verb.DELETE))
    web.pages["/posts/re.html"] = Page(status=410)

    mentions.deliver(about(web, wood, Verb.DELETE))

    assert told(web)["target"] == [wood]


def test_a_post_that_does_not_link_there_is_no_mention(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    web.pages["/posts/re.html"] = Page(b"<p>Of nothing", "text/html")

    with pytest.raises(PermanentDeliveryError, match="does not link"):
        mentions.deliver(about(web, wood))


def test_what_is_for_some_alone_is_never_mentioned(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    delivery = about(web, wood)
    object.__setattr__(delivery.activity, "privacy", Privacy.ADDRESSED)

    with pytest.raises(PermanentDeliveryError, match="public"):
        mentions.deliver(delivery)

    assert web.asked == []


def test_a_home_without_an_address_has_no_pages(
    mentions: WebmentionChannel, web: Web, wood: str
) -> None:
    item = Object(URIRef("urn:uuid:00000000-0000-4000-8000-000000000001"))

    with pytest.raises(PermanentDeliveryError, match="me move"):
        mentions.deliver(delivery_of(CARD, At(wood), item))


@pytest.mark.parametrize("page", [Page(b"<p>Hello", "text/html"), Page(b"%PDF", "x/y")])
def test_a_page_that_takes_none_is_the_last_word(
    mentions: WebmentionChannel, web: Web, wood: str, page: Page
) -> None:
    web.pages["/wood"] = page

    with pytest.raises(PermanentDeliveryError, match="takes no webmentions"):
        mentions.deliver(about(web, wood))


@pytest.mark.parametrize("path", ["/wood", "/take?a=1"])
@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_page_is_worth_another_try(
    mentions: WebmentionChannel, web: Web, wood: str, path: str, status: int
) -> None:
    web.pages[path] = Page(status=status, headers={"Retry-After": "90"})

    with pytest.raises(TemporaryDeliveryError) as caught:
        mentions.deliver(about(web, wood))

    assert caught.value.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize("path", ["/wood", "/take?a=1"])
@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_is_the_last_word(
    mentions: WebmentionChannel, web: Web, wood: str, path: str, status: int
) -> None:
    web.pages[path] = Page(status=status)

    with pytest.raises(PermanentDeliveryError, match=str(status)):
        mentions.deliver(about(web, wood))


def test_an_address_that_is_no_page_is_the_last_word(
    mentions: WebmentionChannel, web: Web
) -> None:
    with pytest.raises(PermanentDeliveryError, match="page on the web"):
        mentions.deliver(about(web, "mailto:bob@bob.example"))
