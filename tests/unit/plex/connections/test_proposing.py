"""What a profile leads to is proposed, and is a point only by the owner's word."""

import pytest
from rdflib import URIRef

from plexus_ld.channels.activitypub import CARD as ACTIVITYPUB
from plexus_ld.model.connection import Direction
from plexus_ld.plex.connections.connections import Connections
from plexus_ld.plex.connections.points import held_points
from plexus_ld.plex.connections.proposing import proposals
from plexus_ld.plex.connections.services import service_of
from plexus_ld.plex.connections.values import Feed, Proposal, Way
from plexus_ld.store import Store
from tests.unit.plex.connections.conftest import BOB, CARDS, Pages, tell


def ways(found: tuple[Proposal, ...]) -> set[tuple[str, str, str]]:
    return {
        (one.way.channel, str(one.way.address), one.way.direction.value)
        for one in found
        if one.way is not None
    }


def notes(found: tuple[Proposal, ...]) -> list[str]:
    return [one.note for one in found if one.way is None]


def test_a_profile_leads_to_points_by_what_it_says(
    rooms: Connections, store: Store, pages: Pages
) -> None:
    tell(
        store,
        "<foaf:mbox> <mailto:bob@bob.example>",
        "<foaf:weblog> <https://bob.example/blog/>",
        '<foaf:jabberID> "bob@chat.example"',
        "<http://www.w3.org/ns/ldp#inbox> <https://bob.example/inbox/>",
    )
    pages.feeds["https://bob.example/blog/"] = (Feed("https://bob.example/a.atom"),)

    assert ways(rooms.look("bob").proposals) == {
        ("email", "mailto:bob@bob.example", "both"),
        ("feed", "https://bob.example/a.atom", "in"),
        ("xmpp", "xmpp:bob@chat.example", "both"),
        ("ldn", "https://bob.example/inbox/", "out"),
    }
    assert held_points(store) == ()


def test_a_page_without_a_feed_leads_nowhere(
    rooms: Connections, store: Store, pages: Pages
) -> None:
    tell(store, "<foaf:weblog> <https://bob.example/blog/>")
    pages.feeds["https://bob.example/blog/"] = ()

    found = rooms.look("bob").proposals

    assert (ways(found), notes(found)) == (set(), ["the page names no feed"])


def test_pages_are_not_looked_at_unless_asked(rooms: Connections, store: Store) -> None:
    tell(store, "<foaf:weblog> <https://bob.example/blog/>")

    found = rooms.look("bob", fetch=False).proposals

    assert ways(found) == {("feed", "https://bob.example/blog/", "in")}


def test_what_is_a_point_already_is_not_proposed(
    rooms: Connections, store: Store
) -> None:
    tell(store, "<foaf:mbox> <mailto:bob@bob.example>")
    found = rooms.look("bob")
    rooms.connect(found, [one.way for one in found.proposals if one.way])

    assert rooms.look("bob").proposals == ()


def test_a_value_that_is_no_address_is_passed_over(
    rooms: Connections, store: Store
) -> None:
    tell(store, '<foaf:jabberID> "call me"', "<foaf:mbox> <mailto:>")

    assert rooms.look("bob").proposals == ()


@pytest.mark.parametrize(
    ("account", "way"),
    [
        (
            "https://social.example/@bob",
            ("mastodon", "acct:bob@social.example", "both"),
        ),
        ("matrix:u/bob:example.org", ("matrix", "matrix:u/bob:example.org", "both")),
        ("https://github.com/bob", ("feed", "https://github.com/bob.atom", "in")),
    ],
)
def test_an_account_leads_to_its_services_channel(
    rooms: Connections, store: Store, account: str, way: tuple[str, str, str]
) -> None:
    tell(store, f"<foaf:account> <{account}>")

    assert ways(rooms.look("bob").proposals) == {way}


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("https://twitter.com/bob", "only for money"),
        ("https://www.facebook.com/bob", "pages, not people"),
        ("https://delicious.com/bob", "closed"),
    ],
)
def test_an_account_that_leads_nowhere_says_why(
    rooms: Connections, store: Store, account: str, words: str
) -> None:
    tell(store, f"<foaf:account> <{account}>")

    found = rooms.look("bob").proposals

    assert ways(found) == set()
    assert words in notes(found)[0]


def test_an_actors_inbox_is_none_of_ldn(rooms: Connections, store: Store) -> None:
    as2 = "https://www.w3.org/ns/activitystreams#"
    tell(
        store,
        "<http://www.w3.org/ns/ldp#inbox> <https://social.example/bob/inbox>",
        f"<{as2}outbox> <https://social.example/bob/outbox>",
    )

    found = rooms.look("bob").proposals

    assert ways(found) == set()
    assert "Fediverse" in notes(found)[0]


def test_an_actor_of_activitypub_is_a_point_by_its_own_iri(store: Store) -> None:
    as2 = "https://www.w3.org/ns/activitystreams#"
    tell(store, f"<{as2}outbox> <https://social.example/bob/outbox>")

    found = proposals(store, {**CARDS, "activitypub": ACTIVITYPUB}, BOB)

    assert ways(found) == {("activitypub", str(BOB), "both")}


@pytest.mark.parametrize(
    ("url", "service", "name", "feed"),
    [
        ("https://bob.livejournal.com/", "https://livejournal.com/", "bob",
         "https://bob.livejournal.com/data/atom"),
        ("https://x.example/1", "http://www.tumblr.com/", "bob",
         "https://bob.tumblr.com/rss"),
        ("https://github.com/../..", "https://github.com/", "a b", ""),
        ("not a url", "http://[::1", "", ""),
    ],
)  # fmt: skip
def test_a_service_that_publishes_feeds_is_known(
    url: str, service: str, name: str, feed: str
) -> None:
    assert service_of(url, service, name).feed == feed


def test_the_owner_takes_what_is_proposed(rooms: Connections, store: Store) -> None:
    tell(store, "<foaf:mbox> <mailto:bob@bob.example>")
    (one,) = rooms.look("bob").proposals
    assert one.way == Way("email", URIRef("mailto:bob@bob.example"), Direction.BOTH)

    rooms.connect(rooms.look("bob"), [one.way])

    (held,) = held_points(store, agents=(BOB,))
    assert held.label == "email-bob"


def test_what_can_be_used_now_comes_first(rooms: Connections, store: Store) -> None:
    tell(
        store,
        '<foaf:jabberID> "bob@chat.example"',
        "<foaf:account> <https://twitter.com/bob>",
        "<foaf:account> <https://social.example/@bob>",
        "<foaf:mbox> <mailto:bob@bob.example>",
    )

    found = rooms.look("bob").proposals

    channels = [one.way.channel if one.way else "" for one in found]
    assert channels == ["email", "mastodon", "xmpp", ""]
    assert found[2].note == "no account yet"
