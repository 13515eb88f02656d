"""Addresses: ordinary words outside, IRIs behind."""

import pytest
from rdflib import URIRef

from plexus_ld.assembly import Plex
from plexus_ld.errors import ConnectionPointError, NoSuchChannelError
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.addresses import address_of, shown, way_of
from plexus_ld.plex.connections.values import Way
from tests.unit.plex.connections.conftest import card


@pytest.mark.parametrize(
    ("channel", "typed", "iri"),
    [
        ("email", "bob@example.org", "mailto:bob@example.org"),
        ("email", " Bob.B@Example.ORG ", "mailto:Bob.B@example.org"),
        ("email", "mailto:bob@example.org", "mailto:bob@example.org"),
        ("feed", "https://bob.example/feed", "https://bob.example/feed"),
        ("feed", "HTTP://bob.example/feed", "http://bob.example/feed"),
        ("feed", "bob.example/feed?a=1", "https://bob.example/feed?a=1"),
        ("xmpp", "bob@chat.example", "xmpp:bob@chat.example"),
        ("mastodon", "@bob@social.example", "acct:bob@social.example"),
        ("mastodon", "bob@social.example", "acct:bob@social.example"),
        ("matrix", "@bob:example.org", "matrix:u/bob:example.org"),
        ("matrix", "#tea:example.org", "matrix:r/tea:example.org"),
        ("irc", "#tea@irc.example:6697", "irc://irc.example:6697/%23tea"),
        ("irc", "ircs://irc.example/bob", "ircs://irc.example/bob"),
        ("file", "/srv/exchange", "file:///srv/exchange"),
    ],
)
def test_an_address_is_typed_as_people_write_it(
    channel: str, typed: str, iri: str
) -> None:
    assert address_of(card(channel), typed) == URIRef(iri)


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("email", "bob"),
        ("email", "bob@"),
        ("email", "bob @example.org"),
        ("email", "https://bob.example/"),
        ("email", "mailto:"),
        ("feed", "feed"),
        ("feed", "ftp://bob.example/"),
        ("feed", "https://"),
        ("feed", "https://bob.example:port/"),
        ("feed", "https://user@bob.example/"),
        ("feed", "https://bob.example/<script>"),
        ("mastodon", "bob"),
        ("irc", "#tea"),
        ("matrix", "bob"),
        ("xmpp", ""),
    ],
)
def test_what_is_no_address_is_said_with_one_that_is(channel: str, typed: str) -> None:
    with pytest.raises(ConnectionPointError, match="no address on") as told:
        address_of(card(channel), typed)

    assert card(channel).address_example in str(told.value)


@pytest.mark.parametrize(
    ("channel", "written"),
    [
        ("email", "bob@example.org"),
        ("matrix", "@bob:example.org"),
        ("mastodon", "bob@social.example"),
        ("feed", "https://bob.example/feed"),
    ],
)
def test_an_address_is_shown_as_people_write_it(channel: str, written: str) -> None:
    assert shown(address_of(card(channel), written)) == written


def test_a_way_names_its_channel_its_account_and_its_address() -> None:
    way = way_of(card, "email/work:bob@example.org", Direction.OUTGOING)

    bob = URIRef("mailto:bob@example.org")
    assert way == Way("email", bob, Direction.OUTGOING, "work")


@pytest.mark.parametrize("words", ["email", "email:", ":bob@example.org", ""])
def test_words_that_are_no_way_are_refused(words: str) -> None:
    with pytest.raises(ConnectionPointError, match="CHANNEL:ADDRESS"):
        way_of(card, words, Direction.OUTGOING)


def test_a_channel_that_there_is_not_is_refused() -> None:
    with pytest.raises(NoSuchChannelError):
        way_of(card, "pigeon:loft-7", Direction.OUTGOING)


def test_the_example_of_each_channel_that_ships_is_an_address() -> None:
    with Plex.in_memory() as plex:
        cards = plex.channels.cards

    assert len(cards) >= 13
    for one in cards.values():
        assert address_of(one, one.address_example), one.name
