from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import FOAF, RDF, RDFS, Literal, URIRef

from plexus_ld.errors import ProfileError, WhoError
from plexus_ld.model.change import Change
from plexus_ld.plex.profile.editing import add_values, remove_values, set_values
from plexus_ld.plex.profile.properties import property_of
from plexus_ld.plex.profile.values import shaped
from plexus_ld.rdf.lines import Quad, lines_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import PROFILE
from tests.unit.plex.profile.conftest import ME
from tests.unit.plex.profile.told import everything, values

SCHEMA = "http://schema.org/"


@pytest.mark.parametrize(
    ("words", "value", "property_", "kept"),
    [
        ("name", " Robin E. ", FOAF.name, "Robin E."),
        ("mbox", "robin@robin.example", FOAF.mbox, "mailto:robin@robin.example"),
        ("mail", "mailto:robin@robin.example", FOAF.mbox, "mailto:robin@robin.example"),
        ("homepage", "robin.example", FOAF.homepage, "https://robin.example/"),
        ("foaf:weblog", "http://b.example/x", FOAF.weblog, "http://b.example/x"),
        ("img", "https://r.example/me.jpg", FOAF.img, "https://r.example/me.jpg"),
        ("birthday", "02-29", FOAF.birthday, "02-29"),
        ("birthday", "--03-14", FOAF.birthday, "03-14"),
        ("birthday", "1984-03-14", FOAF.birthday, "1984-03-14"),
        ("phone", "+61 (3) 5550-1234", FOAF.phone, "tel:+61355501234"),
        ("age", "42", FOAF.age, "42"),
        ("mbox_sha1sum", "A" * 40, FOAF.mbox_sha1sum, "a" * 40),
        ("jabberID", "robin@chat.example", FOAF.jabberID, "robin@chat.example"),
        ("schema:jobTitle", "Gardener", URIRef(SCHEMA + "jobTitle"), "Gardener"),
        ("http://v.example/p", "x y", URIRef("http://v.example/p"), "x y"),
        ("type", "Person", RDF.type, str(FOAF.Person)),
        ("a", "schema:Person", RDF.type, SCHEMA + "Person"),
        ("nick", '"Röbi"@de', FOAF.nick, "Röbi"),
        ("plan", "<https://p.example/>", FOAF.plan, "https://p.example/"),
        ("knows", "https://a.example/#me", FOAF.knows, "https://a.example/#me"),
    ],
)
def test_words_become_the_term_that_the_property_takes(
    store: Store, words: str, value: str, property_: URIRef, kept: str
) -> None:
    set_values(store, words, [value])

    assert values(store, ME, property_) == [kept]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mbox", "robin"),
        ("mbox", "robin@@example"),
        ("homepage", "javascript:alert(1)"),
        ("homepage", "https://a b.example/"),
        ("homepage", "https://["),
        ("homepage", "https://robin:word@robin.example/"),
        ("birthday", "02-30"),
        ("birthday", "14 March"),
        ("birthday", "٠٣-١٤"),
        ("phone", "abc"),
        ("age", "old"),
        ("mbox_sha1sum", "123"),
        ("account", "nobody"),
        ("account", "https://social.example/"),
        ("based_near", "Pole 91.0,0.0"),
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "x" * 20_001),
        ("knows", "Alice"),
        ("img", "file:///etc/passwd"),
    ],
)
def test_what_is_no_value_is_refused_and_nothing_changes(
    store: Store, words: str, value: str
) -> None:
    before = everything(store)

    with pytest.raises(ProfileError):
        add_values(store, words, [value])

    assert everything(store) == before


@pytest.mark.parametrize(
    ("words", "meant"),
    [("nmae", "name"), ("foaf:homepge", "homepage"), ("hompage", "homepage")],
)
def test_a_misspelt_property_is_an_error_that_helps(words: str, meant: str) -> None:
    with pytest.raises(ProfileError) as caught:
        property_of(words)

    assert meant in caught.value.candidates


@pytest.mark.parametrize("words", ["Person", "foaf:", "", "no:such", "name name"])
def test_what_is_no_property_is_refused(words: str) -> None:
    with pytest.raises(ProfileError):
        property_of(words)


def test_set_says_these_values_and_no_others(store: Store) -> None:
    add_values(store, "nick", ["rob", "robbie"])

    edit = set_values(store, "nick", ["robbie", "rob-o"])

    assert values(store, ME, FOAF.nick) == ["rob-o", "robbie"]
    assert (edit.added, edit.removed) == (1, 1)


def test_saying_a_thing_twice_changes_nothing(store: Store) -> None:
    first = add_values(store, "nick", ["rob"])

    second = add_values(store, "nick", ["rob"])

    assert (second.added, second.removed) == (0, 0)
    assert second.sequence == first.sequence


def test_the_last_edit_can_be_taken_back(store: Store) -> None:
    before = everything(store)
    add_values(store, "account", ["@robin@social.example"])

    store.undo()

    assert everything(store) == before


@pytest.mark.parametrize("words", ["@robin@social.example", "robin@social.example"])
def test_a_handle_becomes_an_account_with_its_service(store: Store, words: str) -> None:
    add_values(store, "account", [words])

    (account,) = values(store, ME, FOAF.account)
    assert values(store, account, FOAF.accountName) == ["robin"]
    assert values(store, account, FOAF.accountServiceHomepage) == [
        "https://social.example/"
    ]


def test_an_account_is_named_by_its_page_too(store: Store) -> None:
    add_values(store, "account", ["https://Code.example/~rob%C3%A9"])

    (account,) = values(store, ME, FOAF.account)
    assert values(store, account, FOAF.accountName) == ["robé"]
    assert values(store, account, FOAF.page) == ["https://Code.example/~rob%C3%A9"]


def test_a_place_has_a_name_and_may_have_coordinates(store: Store) -> None:
    set_values(store, "place", ["Hobart -42.88,147.33"])

    (place,) = values(store, ME, FOAF.based_near)
    assert values(store, place, RDFS.label) == ["Hobart"]
    assert len([s for s in everything(store) if s[0] == f"<{place}>"]) == 4


def test_a_place_without_a_name_tells_nothing_by_its_iri(store: Store) -> None:
    set_values(store, "place", ["-42.88,147.33"])

    (place,) = values(store, ME, FOAF.based_near)
    assert "42" not in place.replace(place[-36:], "")
    assert "147.33" not in place


def test_a_topic_in_words_is_a_node_and_an_iri_stays_one(store: Store) -> None:
    add_values(store, "interest", ["tea", "http://dbpedia.org/resource/Sailing"])

    sailing, tea = values(store, ME, FOAF.interest)
    assert sailing == "http://dbpedia.org/resource/Sailing"
    assert values(store, tea, RDFS.label) == ["tea"]


def test_what_is_removed_takes_its_own_node_along(store: Store) -> None:
    before = everything(store)
    add_values(store, "account", ["@robin@social.example"])
    add_values(store, "place", ["Hobart -42.88,147.33"])

    remove_values(store, "account", ["robin"])
    remove_values(store, "place")

    assert {s[:3] for s in everything(store) if "profile" in s[3]} == {
        s[:3] for s in before if "profile" in s[3]
    }


def test_a_node_that_something_else_leads_to_stays(store: Store) -> None:
    add_values(store, "interest", ["tea"])
    add_values(store, "topic_interest", ["tea"])

    remove_values(store, "interest", ["tea"])

    (tea,) = values(store, ME, FOAF.topic_interest)
    assert values(store, tea, RDFS.label) == ["tea"]


def test_what_the_profile_does_not_say_cannot_be_removed(store: Store) -> None:
    with pytest.raises(ProfileError, match="does not say"):
        remove_values(store, "nick", ["nobody"])


def test_whoever_is_known_comes_with_the_name_they_have_here(store: Store) -> None:
    alice, source = (
        URIRef("https://alice.example/#me"),
        URIRef("https://alice.example/"),
    )
    quads: list[Quad] = [
        (alice, RDF.type, FOAF.Person, source),
        (alice, FOAF.name, Literal("Alice"), source),
    ]
    store.apply(Change(added=lines_of(quads)))

    add_values(store, "knows", ["alice"], who=lambda _: alice)

    assert values(store, ME, FOAF.knows) == [str(alice)]
    assert values(store, alice, FOAF.name) == ["Alice"]


def test_who_is_no_longer_known_is_no_longer_named(store: Store) -> None:
    alice = URIRef("https://alice.example/#me")
    add_values(store, "knows", [str(alice)])
    store.apply(Change(added=lines_of([(alice, FOAF.name, Literal("A"), PROFILE)])))

    remove_values(store, "knows", ["A"])

    assert values(store, ME, FOAF.knows) == []
    assert values(store, alice, FOAF.name) == []


def test_a_name_that_several_answer_to_is_an_error(store: Store) -> None:
    def who(words: str) -> URIRef:
        raise WhoError(
            words, [("Alice", "https://a.example/"), ("Alice", "https://b.example/")]
        )

    with pytest.raises(WhoError):
        add_values(store, "knows", ["Alice"], who=who)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(["name", "mbox", "img", "account", "place", "a"]),
)
def test_any_text_is_a_value_or_an_error(words: str, property_: str) -> None:
    try:
        value = shaped(ME, property_of(property_), words, None)
    except ProfileError:
        return

    assert lines_of([(ME, FOAF.nick, value.term, PROFILE)])


def test_the_naughty_strings_come_back_as_they_went_in(
    store: Store, naughty: Sequence[str]
) -> None:
    add_values(store, "nick", naughty)

    assert set(values(store, ME, FOAF.nick)) == {text.strip() for text in naughty}
