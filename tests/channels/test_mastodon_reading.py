"""What is read of a server's JSON and of addresses, without a server."""

import json

import pytest

from plexus_ld.channels.mastodon.card import handle_of
from plexus_ld.channels.mastodon.reading import read
from plexus_ld.model.activity import Verb
from plexus_ld.model.arrival import Raw
from tests.channels.subjects.mastodon import FAVOURITE, STATUS

SERVER = "https://a.example"


def heard(*items: object, account: str = "") -> list[object]:
    facts = {"server": SERVER, "account": account}
    body = json.dumps(items).encode()
    return list(read(Raw("mastodon", body, f"{SERVER}/x", facts=facts)).arrivals)


def test_a_status_is_known_by_each_of_its_names() -> None:
    (arrival,) = read(
        Raw("mastodon", json.dumps([STATUS]).encode(), f"{SERVER}/api/v1/x")
    ).arrivals

    assert arrival.id == f"{SERVER}/api/v1/statuses/101"
    assert arrival.also == (
        "https://b.example/users/bob/statuses/101",
        "https://b.example/@bob/101",
    )
    assert arrival.in_reply_to == (f"{SERVER}/api/v1/statuses/99",)
    assert arrival.sender == "acct:bob@b.example"
    assert arrival.tags == ("tea",)
    assert [one.alt for one in arrival.attachments] == ["A teapot"]
    assert not arrival.is_private


def test_a_favourite_is_a_like_of_what_the_owner_said() -> None:
    (arrival,) = read(
        Raw("mastodon", json.dumps([FAVOURITE]).encode(), f"{SERVER}/api/v1/x")
    ).arrivals

    assert arrival.verb is Verb.LIKE
    assert arrival.target[0] == f"{SERVER}/api/v1/statuses/99"


def test_what_is_oldest_comes_first() -> None:
    older = {**STATUS, "id": "100"}

    ids = [getattr(one, "id", "") for one in heard(STATUS, older)]

    assert [one.rpartition("/")[2] for one in ids] == ["100", "101"]


def test_only_the_one_who_was_asked_about_is_heard() -> None:
    other = {**STATUS, "account": {"id": "8", "acct": "eve@e.example"}}

    assert len(heard(STATUS, other, account="7")) == 1


def test_a_link_that_is_none_is_left_out() -> None:
    bad = {**STATUS, "url": "javascript:alert(1)", "uri": "not an iri", "card": 7}

    (arrival,) = read(
        Raw("mastodon", json.dumps([bad]).encode(), f"{SERVER}/api/v1/x")
    ).arrivals

    assert arrival.url == ""
    assert arrival.also == ()


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("acct:bob@b.example", "bob@b.example"),
        ("acct:@bob@b.example", "bob@b.example"),
        ("https://b.example/@bob", "bob@b.example"),
        ("https://b.example/users/bob", "bob@b.example"),
        ("https://b.example/bob", ""),
        ("acct:bob", ""),
    ],
)
def test_an_address_says_whom_to_mention(address: str, handle: str) -> None:
    assert handle_of(address) == handle
