import pytest
from rdflib import FOAF, URIRef

from plexus_ld.errors import HomeError, ProfileError
from plexus_ld.plex.profile.owner import create, find_owner, is_own, minted, owner_of
from plexus_ld.store import Store
from tests.unit.plex.profile.told import everything, values


def test_a_plex_begins_with_its_owner_and_their_name(empty: Store) -> None:
    begun = create(empty, "Robin Example", base="https://robin.example")

    assert begun.is_new
    assert begun.owner.webid == URIRef("https://robin.example/#me")
    assert find_owner(empty) == begun.owner
    assert values(empty, begun.owner.webid, FOAF.name) == ["Robin Example"]


def test_beginning_again_changes_nothing_and_says_so(store: Store) -> None:
    before = everything(store)

    again = create(store, "Somebody Else", webid="https://else.example/#me")

    assert not again.is_new
    assert again.owner.webid == URIRef("https://robin.example/#me")
    assert everything(store) == before


def test_an_owner_with_a_webid_keeps_it(empty: Store) -> None:
    begun = create(empty, "Alice", webid="https://alice.example/card#me")

    assert begun.owner.webid == URIRef("https://alice.example/card#me")
    assert begun.owner.plex == URIRef("https://alice.example/card#plex")


def test_an_owner_without_an_address_is_a_urn(empty: Store) -> None:
    begun = create(empty, "Alice")

    assert begun.owner.webid.startswith("urn:uuid:")
    assert begun.owner.plex.startswith("urn:uuid:")


@pytest.mark.parametrize(
    "webid",
    [
        "alice",
        "https://",
        "javascript:alert(1)",
        "https://a.example/#me <b>",
        "urn:x-plexus:profile",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_webid_is_refused(empty: Store, webid: str) -> None:
    with pytest.raises(ProfileError, match="no WebID"):
        create(empty, "Alice", webid=webid)

    assert find_owner(empty) is None


@pytest.mark.parametrize(
    "base",
    [
        "alice.example",
        "ftp://alice.example/",
        "https://alice.example/?q=1",
        "https://alice.example/#me",
        "https://user:word@alice.example/",
        "https://[",
        "https:///path",
    ],
)
def test_what_is_no_address_is_refused(empty: Store, base: str) -> None:
    with pytest.raises(ProfileError, match="no address"):
        create(empty, "Alice", base=base)


def test_a_webid_and_an_address_together_are_refused(empty: Store) -> None:
    with pytest.raises(ProfileError, match="not both"):
        create(empty, "A", webid="https://a.example/#me", base="https://a.example/")


def test_a_home_without_an_owner_says_how_to_begin(empty: Store) -> None:
    with pytest.raises(HomeError, match="plexus init"):
        owner_of(empty)


def test_words_that_differ_in_signs_only_are_two_nodes() -> None:
    me = URIRef("https://alice.example/#me")

    assert minted(me, "topic C") != minted(me, "topic C++") != minted(me, "topic C#")
    assert minted(me, "topic 茶") != minted(me, "topic 酒")
    assert minted(me, "topic tea") == URIRef("https://alice.example/#topic-tea")
    assert minted(me, "me") != me


def test_a_node_is_the_owners_by_its_document_only() -> None:
    me = URIRef("https://bob.example/#me")

    assert is_own(me, URIRef("https://bob.example/#plex"))
    assert not is_own(me, URIRef("https://bob.example.evil/#plex"))
    assert not is_own(me, URIRef("https://bob.example/other#plex"))
