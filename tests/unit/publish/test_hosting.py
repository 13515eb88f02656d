import json

import pytest
from rdflib import FOAF, OWL, Literal, URIRef

from plexus_ld.publish.forms import files_of
from plexus_ld.publish.hosting import redirects
from tests.unit.publish.profiles import ME, alice, seen


def test_webfinger_names_the_owner_at_the_root_of_their_host() -> None:
    found = json.loads(files_of(alice())[".well-known/webfinger"])

    assert found["subject"] == "acct:allie@alice.example"
    assert str(ME) in found["aliases"]
    assert {
        "rel": "http://webfinger.net/rel/avatar",
        "href": "https://alice.example/me.jpg",
    } in found["links"]


@pytest.mark.parametrize(
    "webid",
    ["https://a.example/people/al/#me", "urn:uuid:1", "https://a.example/?x#me"],
)
def test_no_webfinger_where_a_static_host_could_not_serve_it(webid: str) -> None:
    me = URIRef(webid)

    shown = seen((me, FOAF.name, Literal("Al")), owner=me)

    assert ".well-known/webfinger" not in files_of(shown)


@pytest.mark.parametrize("nick", ["al lie", "a@b", "алиса", "", "x" * 65])
def test_a_nick_that_is_no_user_name_is_not_used_as_one(nick: str) -> None:
    shown = seen((ME, FOAF.nick, Literal(nick)))

    found = json.loads(files_of(shown)[".well-known/webfinger"])

    assert found["subject"] == "acct:me@alice.example"


def test_old_addresses_are_redirected() -> None:
    shown = alice((ME, OWL.sameAs, URIRef("http://old.example:8080/people/card#me")))

    files = files_of(shown)

    assert redirects(shown) == [
        ("old.example:8080", "/people/card", "https://alice.example/")
    ]
    assert b"[R=301,L]" in files[".htaccess"]
    assert b"return 301 https://alice.example/;" in files["nginx.conf.example"]


@pytest.mark.parametrize(
    "old",
    [
        "urn:uuid:1",
        "https://old.example/?x=1#me",
        "https://old.example/a'b#me",
        "https://old.example/a;return%20200;#me",
        "https://o$d.example/#me",
        "https://alice.example/#alice",
    ],
)
def test_an_address_that_a_server_could_misread_is_left_out(old: str) -> None:
    shown = alice((ME, OWL.sameAs, URIRef(old)))

    assert redirects(shown) == []
