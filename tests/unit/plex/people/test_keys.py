"""Identifying values, however they were written."""

from hashlib import sha1

import pytest

from plexus_ld.plex.people import keys


def digest(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    "spelling",
    [
        "mailto:ada@ada.example",
        "ada@ada.example",
        " mailto:ada@ada.example\n",
        "MAILTO:ada@ADA.example",
        "mailto:Ada@ada.example",
        "mailto:ada%40ada.example",
        "mailto:ada@ada.example?subject=hello",
    ],
)
def test_a_mailbox_meets_both_of_its_hashes(spelling: str) -> None:
    found = keys.mailbox_keys(spelling)

    assert f"mbox:{digest('mailto:ada@ada.example')}" in found
    assert f"mbox:{digest('ada@ada.example')}" in found


def test_a_mailbox_meets_a_hash_of_its_own_spelling() -> None:
    assert f"mbox:{digest('mailto:Ada@Ada.example')}" in keys.mailbox_keys(
        "mailto:Ada@Ada.example"
    )


@pytest.mark.parametrize(
    "value", ["", "mailto:", "ada", "@ada.example", "ask me", "a@b@c", "http://a/@b"]
)
def test_what_is_no_mailbox_has_no_key(value: str) -> None:
    assert keys.mailbox_keys(value) == ()


@pytest.mark.parametrize(
    "change", [str, str.upper, lambda text: f" {text[:9]} {text[9:]}"]
)
def test_a_hash_is_read_in_capitals_and_with_spaces(change: "object") -> None:
    assert callable(change)
    value = digest("mailto:ada@ada.example")

    assert keys.hash_keys(change(value)) == (f"mbox:{value}",)


@pytest.mark.parametrize(
    "value",
    ["", "abc", "n/a", "g" * 40, "a" * 41, digest(""), digest("mailto:").upper()],
)
def test_a_hash_of_nothing_or_a_malformed_one_has_no_key(value: str) -> None:
    assert keys.hash_keys(value) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://ada.example/home", "https://www.ada.example/home/"),
        ("http://ada.example", "HTTP://ADA.example/#top"),
        ("http://ada.example:80/a", "https://ada.example:443/a/"),
        ("http://localhost:8080/bob/", "http://localhost:8080/bob#me"),
    ],
)
def test_a_page_is_one_however_its_url_is_spelled(one: str, other: str) -> None:
    assert keys.page_keys("homepage", one) == keys.page_keys("homepage", other) != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://ada.example/a", "http://ada.example/b"),
        ("http://ada.example/?user=1", "http://ada.example/?user=2"),
        ("http://ada.example/Home", "http://ada.example/home"),
    ],
)
def test_two_pages_are_two(one: str, other: str) -> None:
    assert keys.page_keys("homepage", one) != keys.page_keys("homepage", other)


@pytest.mark.parametrize(
    "value", ["", "about me", "mailto:a@b.example", "http://[", "file:///x"]
)
def test_what_is_no_page_has_no_key(value: str) -> None:
    assert keys.page_keys("homepage", value) == ()


def test_an_account_is_known_by_its_iri_and_by_its_name_on_its_service() -> None:
    by_both = keys.account_keys(
        "https://chat.example/@ada", "Ada", "http://www.chat.example/"
    )

    assert set(keys.account_keys("https://chat.example/@ada/", "", "")) < set(by_both)
    assert set(keys.account_keys("", " ada", "https://chat.example")) < set(by_both)


@pytest.mark.parametrize(
    ("iri", "name", "service"),
    [
        ("https://chat.example/", "", ""),
        ("https://chat.example", "", "https://chat.example/"),
        ("", "ada", ""),
        ("", "", "https://chat.example/"),
    ],
)
def test_a_service_alone_or_a_name_alone_is_no_account(
    iri: str, name: str, service: str
) -> None:
    assert keys.account_keys(iri, name, service) == ()


def test_chat_names_are_read_without_case_scheme_and_resource() -> None:
    jabber = keys.chat_keys("jabber", "Ada@jabber.example/home")

    assert jabber == keys.chat_keys("jabber", "xmpp:ada@jabber.example")
    assert keys.chat_keys("icq", "12-345-678") == keys.chat_keys("icq", "12345678")
    assert keys.chat_keys("jabber", "ada") == ()
    assert keys.chat_keys("aim", " ") == ()


def test_a_public_key_is_one_whatever_its_zeros_and_spaces() -> None:
    modulus = "cb24ed85d64d794b69c701c186acc059501e856000f661c9"

    assert keys.public_key_keys(f"00{modulus.upper()}") == keys.public_key_keys(
        " ".join(modulus)
    )
    assert keys.public_key_keys("cb24") == ()


def test_a_pair_of_pages_has_one_key_from_either_side() -> None:
    one, other = "https://ada.example/card", "http://www.bo.example/about/"

    assert keys.link_key(one, other) == keys.link_key(other + "#me", one) != ""
    assert keys.link_key(one, one + "#me") == ""
    assert keys.link_key(one, "mailto:bo@bo.example") == ""


@pytest.mark.parametrize(
    "value", ['"', "\\", "<x>", "a b", "é", "\n", "|", "^", "`", "{"]
)
def test_a_key_can_stand_in_an_iri_and_in_a_literal(value: str) -> None:
    for key in (
        *keys.page_keys("homepage", f"https://ada.example/{value}x"),
        *keys.chat_keys("aim", f"ada{value}ada"),
        *keys.account_keys("", f"ada{value}", "https://chat.example/"),
        keys.same_key(f"<urn:x:{value}>", "<urn:y>"),
    ):
        assert key.isascii()
        assert not set(key) & set('<>"{}|^`\\ \n')
