"""Apprise: what it is handed, what it may say, and what it must not."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import URIRef

from plexus_ld.channels.apprise import CARD, AppriseChannel
from plexus_ld.errors import PermanentDeliveryError, TemporaryDeliveryError
from plexus_ld.model.activity import Attachment, Kind, LinkPreview, Object, Verb
from plexus_ld.model.delivery import Delivery
from tests.channels.contract import CANARY, At, delivery_of, note_of
from tests.web import Page, Web

pytest.importorskip("apprise")


@pytest.fixture
def apprise() -> AppriseChannel:
    return AppriseChannel()


def to(url: str, item: Object | None = None, verb: Verb = Verb.CREATE) -> Delivery:
    return delivery_of(CARD, At("apprise:default", secrets={"url": url}), item, verb)


def service(web: Web, kind: str = "json", status: int = 200) -> str:
    web.otherwise = Page(b"ok", "text/plain", status)
    return f"{kind}://ada:{CANARY}@{web.host}/{CANARY}"


def said(web: Web) -> dict[str, Any]:
    (body,) = web.bodies
    found: dict[str, Any] = json.loads(body)
    return found


def test_text_and_title_arrive_as_they_are(apprise: AppriseChannel, web: Web) -> None:
    note = note_of("**Größe** 茶 <b> :smile: \\n &amp;", title="On & tea")

    receipt = apprise.deliver(to(service(web), note))

    assert said(web)["message"] == note.text
    assert said(web)["title"] == note.title
    assert receipt.remote_id == ""
    assert CANARY not in receipt.note


def test_a_link_goes_with_its_title_and_once(apprise: AppriseChannel, web: Web) -> None:
    shown = LinkPreview("https://tea.example/", "All tea")
    page = note_of("Look", kind=Kind.PAGE, url="https://tea.example/", preview=shown)
    named = replace(page, text="See https://tea.example/")

    apprise.deliver(to(service(web), page))
    assert said(web)["message"] == "Look\n\nAll tea\n\nhttps://tea.example/"

    web.bodies.clear()
    apprise.deliver(to(service(web), named))
    assert said(web)["message"] == "See https://tea.example/"


def test_a_reshare_says_so(apprise: AppriseChannel, web: Web) -> None:
    apprise.deliver(to(service(web), verb=Verb.ANNOUNCE))

    assert said(web)["message"] == "Ada passes this on:\n\nTea at four?"


def test_files_go_along_where_the_service_takes_them(
    apprise: AppriseChannel, web: Web, tmp_path: Path
) -> None:
    (tmp_path / "9f2a").write_bytes(b"not much of a picture")
    picture = Attachment("image/png", "tea.png", "A pot", tmp_path / "9f2a")

    apprise.deliver(to(service(web), note_of("Look", attachments=(picture,))))

    (attached,) = said(web)["attachments"]
    assert attached["filename"] == "tea.png"
    assert said(web)["message"] == "Look\n\nA pot"


def test_a_service_without_files_is_told_what_there_is(
    apprise: AppriseChannel, web: Web, tmp_path: Path
) -> None:
    web.otherwise = Page(b"1", "text/plain")
    (tmp_path / "9f2a").write_bytes(b"x")
    paper = Attachment("text/plain", "menu.txt", file=tmp_path / "9f2a")
    url = f"gotify://{web.host}/{CANARY}"

    apprise.deliver(to(url, note_of("Look", attachments=(paper,))))

    assert b"menu.txt" in web.bodies[-1]


def test_a_file_that_is_gone_is_the_last_word(
    apprise: AppriseChannel, web: Web, tmp_path: Path
) -> None:
    lost = Attachment("image/png", "tea.png", file=tmp_path / "nowhere")

    with pytest.raises(PermanentDeliveryError, match=r"tea\.png is gone"):
        apprise.deliver(to(service(web), note_of(attachments=(lost,))))

    assert not web.asked


@pytest.mark.parametrize("kind", ["json", "form", "xml"])
@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_no_is_try_again_and_tells_no_key(
    apprise: AppriseChannel,
    web: Web,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(TemporaryDeliveryError, match="did not take it") as caught:
        apprise.deliver(to(service(web, kind, status)))

    assert str(status) in caught.value.reason
    assert CANARY not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert CANARY not in caplog.text


def test_what_others_log_meanwhile_is_still_logged(
    apprise: AppriseChannel, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    apprise.deliver(to(service(web)))

    logging.getLogger("urllib3.connectionpool").warning("somebody else's")

    assert "somebody else's" in caplog.text


@pytest.mark.parametrize(
    "url", ["", "  ", "nonsense", "no-such-service://x", "json://"]
)
def test_an_account_without_a_url_that_works_loses_nothing(
    apprise: AppriseChannel, url: str
) -> None:
    with pytest.raises(TemporaryDeliveryError) as caught:
        apprise.deliver(to(url))

    assert caught.value.is_hosts
    assert caught.value.retry_after is not None


def test_an_address_that_names_another_account_is_the_last_word(
    apprise: AppriseChannel, web: Web
) -> None:
    delivery = to(service(web))
    elsewhere = replace(delivery.point, address=URIRef("apprise:other"))

    with pytest.raises(PermanentDeliveryError, match="name its account"):
        apprise.deliver(replace(delivery, point=elsewhere))
    # An address is never taken for the URL of a service.
    evil = replace(delivery.point, address=URIRef(f"json://{web.host}"))
    with pytest.raises(PermanentDeliveryError):
        apprise.deliver(replace(delivery, point=evil))

    assert not web.asked


def test_an_account_is_looked_at_without_a_word_to_the_service(
    apprise: AppriseChannel, web: Web
) -> None:
    assert "JSON" in apprise.check(to(service(web)).account)
    with pytest.raises(TemporaryDeliveryError, match="none that Apprise knows"):
        apprise.check(to("nonsense").account)

    assert not web.asked
