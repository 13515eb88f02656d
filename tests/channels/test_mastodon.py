"""The Mastodon channel against a stand-in: what the real peer of the tests lacks.

The stand-in answers as https://docs.joinmastodon.org/methods/ say; snac2, which
``tests/wire/test_mastodon.py`` speaks to, cannot delete, and sets no limits.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from plexus_ld.channels.base import Tools
from plexus_ld.channels.mastodon import MastodonChannel, open_channel
from plexus_ld.channels.mastodon.card import CARD
from plexus_ld.errors import (
    DeliveryError,
    PermanentDeliveryError,
    PermanentListenError,
    TemporaryDeliveryError,
    TemporaryListenError,
)
from plexus_ld.model.activity import Object, Privacy, Verb
from plexus_ld.model.delivery import Delivery
from plexus_ld.net.client import Client
from plexus_ld.settings import NetSettings
from tests.channels.contract import NOW, At, account_of, delivery_of, note_of, point_of
from tests.web import Page, Web

ME = {"id": "1", "acct": "ada", "username": "ada", "display_name": "Ada"}
BOB = {"id": "7", "acct": "bob@b.example", "username": "bob"}


def status(number: str, says: str, **more: object) -> dict[str, object]:
    made: dict[str, object] = {
        "id": number,
        "uri": f"https://a.example/{number}",
        "url": f"https://a.example/@ada/{number}",
        "created_at": "2026-03-01T12:00:05.000Z",
        "content": f"<p>{says}</p>",
        "visibility": "public",
        "in_reply_to_id": None,
        "account": ME,
        "mentions": [],
        "media_attachments": [],
    }
    return {**made, **more}


def found(value: object, status: int = 200, **headers: str) -> Page:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Page(json.dumps(value).encode(), "application/json", status, named)


@pytest.fixture
def channel(web: Web) -> Iterator[MastodonChannel]:
    web.pages["/api/v1/accounts/verify_credentials"] = found(ME)
    web.pages["/api/v1/accounts/1/statuses?limit=20"] = found([])
    web.pages["/api/v1/timelines/home?limit=20"] = found([])
    web.pages["/api/v1/statuses"] = found(status("9", "Tea at four?"))
    with Client(NetSettings(allow_hosts=(web.host,), timeout_s=5.0)) as http:
        yield open_channel(Tools(http, lambda: NOW, lambda: pytest.fail("no loop")))


def to_bob(
    web: Web,
    item: Object | None = None,
    verb: Verb = Verb.CREATE,
    privacy: Privacy = Privacy.ADDRESSED,
) -> Delivery:
    at = At("acct:bob@b.example", {"server": web.url}, {"access_token": "canary-t"})
    made = delivery_of(CARD, at, item, verb)
    return replace(made, activity=replace(made.activity, privacy=privacy))


def forms(web: Web) -> list[dict[str, str]]:
    """What was posted, form by form."""
    return [
        {name: values[0] for name, values in parse_qs(body.decode()).items()}
        for body in web.bodies
    ]


def test_stand_in_what_is_for_one_mentions_nobody_else(
    channel: MastodonChannel, web: Web
) -> None:
    channel.deliver(to_bob(web, note_of("Ask @carol@c.example or ada@a.example")))

    (form,) = forms(web)
    assert form["visibility"] == "direct"
    assert form["status"].startswith("@bob@b.example Ask @\N{WORD JOINER}carol")
    assert "@\N{WORD JOINER}c.example" not in form["status"].split()[0]
    assert form["status"].count("@b.example") == 1


def test_stand_in_what_is_public_is_one_status_for_all(
    channel: MastodonChannel, web: Web
) -> None:
    first = to_bob(web, privacy=Privacy.PUBLIC)
    second = replace(first, iri=first.point.iri)

    for delivery in (first, second):
        channel.deliver(delivery)

    keys = [one["idempotency-key"] for one in web.headers if "idempotency-key" in one]
    assert keys == [f"{first.activity.iri}#0"] * 2
    assert [one["status"] for one in forms(web)] == ["Tea at four?"] * 2


def test_stand_in_a_lost_answer_makes_no_second_status(
    channel: MastodonChannel, web: Web
) -> None:
    theirs = status("8", "<span>@<b>bob</b></span> Tea at four?", visibility="direct",
                    mentions=[{"acct": "bob@other.example"}])  # fmt: skip
    ours = {**theirs, "id": "9", "mentions": [{"acct": "bob@b.example"}]}
    web.pages["/api/v1/accounts/1/statuses?limit=20"] = found([theirs, ours])

    receipt = channel.deliver(to_bob(web))

    assert receipt.remote_id == f"{web.url}/api/v1/statuses/9"
    assert forms(web) == []


@pytest.mark.parametrize(
    "other",
    [
        {"created_at": "2026-03-01T11:59:00.000Z"},
        {"content": "<p>Tea at five?</p>"},
        {"in_reply_to_id": "3"},
        {"visibility": "direct"},
        {"account": BOB},
    ],
)
def test_stand_in_a_status_that_only_looks_alike_is_another(
    channel: MastodonChannel, web: Web, other: dict[str, object]
) -> None:
    alike = status("8", "Tea at four?", **other)
    web.pages["/api/v1/accounts/1/statuses?limit=20"] = found([alike])

    channel.deliver(to_bob(web, privacy=Privacy.PUBLIC))

    assert len(forms(web)) == 1


def test_stand_in_a_thread_is_deleted_whole_and_nothing_else(
    channel: MastodonChannel, web: Web
) -> None:
    after = [
        status("10", "and on (2/2)", in_reply_to_id="9"),
        status("11", "a later word of mine", in_reply_to_id="9"),
        status("12", "theirs (2/2)", in_reply_to_id="9", account=BOB),
    ]
    web.pages["/api/v1/statuses/9"] = found(status("9", "A saga (1/2)"))
    web.pages["/api/v1/statuses/10"] = found(after[0])
    web.pages["/api/v1/statuses/9/context"] = found(
        {"ancestors": [], "descendants": after}
    )
    delivery = to_bob(web, verb=Verb.DELETE)

    channel.deliver(replace(delivery, remote_id=f"{web.url}/api/v1/statuses/9"))

    deleted = [one for one in web.asked if one.startswith("DELETE")]
    assert deleted == ["DELETE /api/v1/statuses/10", "DELETE /api/v1/statuses/9"]


def test_stand_in_what_is_gone_already_is_deleted(
    channel: MastodonChannel, web: Web
) -> None:
    delivery = to_bob(web, verb=Verb.DELETE)

    receipt = channel.deliver(
        replace(delivery, remote_id=f"{web.url}/api/v1/statuses/9")
    )

    assert receipt.note == "deleted"


def test_stand_in_a_warning_stands_before_the_text(
    channel: MastodonChannel, web: Web
) -> None:
    item = note_of("The butler did it", summary="The end of the book")
    delivery = to_bob(web, item, privacy=Privacy.PUBLIC)

    channel.deliver(
        replace(delivery, texts=("The end of the book\n\nThe butler did it",))
    )

    (form,) = forms(web)
    assert form["spoiler_text"] == "The end of the book"
    assert form["status"] == "The butler did it"


def test_stand_in_what_another_server_said_is_found_before_it_is_liked(
    channel: MastodonChannel, web: Web
) -> None:
    there = "https://b.example/@bob/5"
    known = status("55", "Tea", uri="https://b.example/5", url=there, account=BOB)
    web.pages[
        "/api/v2/search?q=https%3A%2F%2Fb.example%2F%40bob%2F5"
        "&type=statuses&resolve=true"
    ] = found({"statuses": [known], "accounts": [], "hashtags": []})
    web.pages["/api/v1/statuses/55/favourite"] = found(known)

    channel.deliver(replace(to_bob(web, verb=Verb.LIKE), reply_to=there))

    assert "POST /api/v1/statuses/55/favourite" in web.asked


ANSWERS: dict[str, tuple[Page, type[DeliveryError], str]] = {
    "asks to wait": (
        found({}, 429, X_RateLimit_Remaining="0",
              X_RateLimit_Reset="2099-03-01T12:05:00Z"),
        TemporaryDeliveryError, "wait",
    ),
    "refuses the login": (
        found({"error": "The access token is invalid"}, 401),
        TemporaryDeliveryError, "access_token",
    ),
    "is out of service": (found({}, 503), TemporaryDeliveryError, "failed"),
    "will not have it": (
        found({"error": "Text is\n too long"}, 422),
        PermanentDeliveryError, "Text is too long",
    ),
    "makes no sense": (
        Page(b"<html>", "text/html"), TemporaryDeliveryError, "no sense"
    ),
    "is a list": (found([1]), TemporaryDeliveryError, "no sense"),
}  # fmt: skip


@pytest.mark.parametrize(("page", "kind", "reason"), ANSWERS.values(), ids=ANSWERS)
def test_stand_in_a_server_that_does_not_take_it(
    channel: MastodonChannel, web: Web, page: Page, kind: type[DeliveryError],
    reason: str,
) -> None:  # fmt: skip
    web.pages["/api/v1/statuses"] = page

    with pytest.raises(kind, match=reason) as caught:
        channel.deliver(to_bob(web))

    assert "canary" not in repr(caught.value)
    if page.status == 429:
        assert caught.value.retry_after == timedelta(days=1)


def test_a_token_is_for_the_owners_server_alone(
    channel: MastodonChannel, web: Web
) -> None:
    where = "/api/v1/accounts/lookup?acct=bob%40b.example"
    web.pages[where] = Page(
        b"", "text/plain", 302, {"Location": "https://thief.example/"}
    )
    at = At("acct:bob@b.example", {"server": web.url}, {"access_token": "canary-t"})

    with pytest.raises(TemporaryListenError) as caught:
        channel.poll(account_of(CARD, at), (point_of(CARD, at),), "")

    assert "canary" not in repr(caught.value)
    assert len(web.asked) == 1


def test_stand_in_a_server_that_asks_a_listener_to_wait(
    channel: MastodonChannel, web: Web
) -> None:
    web.otherwise = found({}, 429, X_RateLimit_Remaining="0",
                          X_RateLimit_Reset="2026-03-01T12:05:00Z")  # fmt: skip
    at = At("acct:bob@b.example", {"server": web.url})

    with pytest.raises(TemporaryListenError) as caught:
        channel.poll(account_of(CARD, at), (point_of(CARD, at),), "")

    assert caught.value.retry_after == timedelta(minutes=5)


def test_stand_in_a_namesake_is_not_who_was_asked_for(
    channel: MastodonChannel, web: Web
) -> None:
    web.otherwise = found({"id": "8", "acct": "bob@elsewhere.example",
                           "accounts": [{"id": "8", "acct": "bob"}]})  # fmt: skip
    at = At("acct:bob@b.example", {"server": web.url})

    with pytest.raises(PermanentListenError, match="no such account"):
        channel.poll(account_of(CARD, at), (point_of(CARD, at),), "")


def test_stand_in_an_account_is_tried_by_logging_in(
    channel: MastodonChannel, web: Web
) -> None:
    account = to_bob(web).account

    assert channel.check(account) == f"logged in as @ada@{web.host}"

    web.pages["/api/v1/accounts/verify_credentials"] = found({}, 401)
    with pytest.raises(TemporaryListenError, match="access_token is wrong"):
        channel.check(account)
