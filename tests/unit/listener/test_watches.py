"""Watches: a question is asked again, and the owner is told when its answer changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import QueryError, UnknownQueryError, WatchError
from plexus_ld.listener.notices import Notices
from plexus_ld.listener.watches import Watches
from plexus_ld.plex.people.network import network
from plexus_ld.plex.questions import Questions
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers
from tests.unit.listener.saying import heard, keep, put

DOCUMENT = URIRef("https://ada.example/card")
ADA, BEN = URIRef("https://ada.example/card#me"), URIRef("https://ben.example/card#me")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAMES = "SELECT ?name { ?person foaf:name ?name }"


@pytest.fixture
def store() -> Iterator[Store]:
    with (
        Workers() as workers,
        open_store(
            None, settings=Settings(), derive=network, check=check, workers=workers
        ) as made,
    ):
        named(made, ADA, "Ada")
        yield made


@pytest.fixture
def notices(store: Store) -> Notices:
    return Notices(store, lambda: NOW)


@pytest.fixture
def watches(store: Store, notices: Notices) -> Watches:
    questions = Questions(store, lambda _who: ADA, lambda: NOW)
    return Watches(
        store, lambda q: questions.answer(q, "table"), notices.tell, lambda: NOW
    )


def named(store: Store, person: URIRef, name: str) -> None:
    keep(
        store,
        [
            (person, RDF.type, FOAF.Person, DOCUMENT),
            (person, FOAF.name, Literal(name), DOCUMENT),
        ],
    )


def told(notices: Notices) -> list[str]:
    return [one.text for one in notices.since(NOW - timedelta(days=1))]


def test_what_is_so_when_a_watch_begins_is_no_news(
    watches: Watches, notices: Notices
) -> None:
    watches.add("names", NAMES)

    assert watches.check() == ()
    assert told(notices) == []


def test_a_changed_answer_is_told_once_with_what_is_new(
    watches: Watches, store: Store, notices: Notices
) -> None:
    watches.add("names", NAMES)
    named(store, BEN, "Ben")

    [news] = watches.check()

    assert news.come == (("Ben",),)
    assert news.gone == ()
    assert told(notices) == ["names: 1 new: Ben"]
    assert watches.check() == ()
    [watch] = watches.every()
    assert watch.changed == NOW
    assert watch.rows == 2


def test_what_is_no_more_is_told_too(
    watches: Watches, store: Store, notices: Notices
) -> None:
    watches.add("names", NAMES)
    store.graph(DOCUMENT).remove((ADA, FOAF.name, None))

    [news] = watches.check()

    assert news.gone == (("Ada",),)
    assert told(notices) == ["names: 1 gone: Ada"]


def test_a_watch_asks_about_posts_as_well_as_people(
    watches: Watches, store: Store, notices: Notices
) -> None:
    watches.add(
        "ada speaks",
        "SELECT ?text { GRAPH <urn:x-plexus:heard> { ?item as:content ?text } }",
    )
    heard(store, URIRef("urn:uuid:1"), ADA, "Hello", NOW)

    watches.check()

    assert told(notices) == ["ada speaks: 1 new: Hello"]


def test_a_named_question_can_be_watched(watches: Watches) -> None:
    made = watches.add("friends", "friends")

    assert watches.every()[0].query == "friends"
    assert made.name == "friends"


def test_a_yes_that_becomes_a_no_is_told(
    watches: Watches, store: Store, notices: Notices
) -> None:
    watches.add("ben?", 'ASK { ?x foaf:name "Ben" }')
    named(store, BEN, "Ben")

    watches.check()

    assert told(notices) == ["ben?: 1 new: yes, 1 gone: no"]


def test_the_order_of_rows_is_no_change(watches: Watches, store: Store) -> None:
    named(store, BEN, "Ben")
    watches.add("names", NAMES + " ORDER BY RAND()")

    assert watches.check() == ()


def test_a_watch_that_cannot_be_asked_any_more_is_told_once(
    watches: Watches, store: Store, notices: Notices
) -> None:
    watches.add("names", NAMES)
    [watch] = watches.every()
    put(store, watch.iri, PLX.query, "no-such-question")

    watches.check()
    watches.check()

    assert len(told(notices)) == 1
    assert told(notices)[0].startswith("watch names cannot be asked")
    assert watches.every()[0].error


@pytest.mark.parametrize("query", ["SELECT ?x {", "no-such-question"])
def test_a_question_that_is_none_is_not_watched(watches: Watches, query: str) -> None:
    with pytest.raises((QueryError, UnknownQueryError)):
        watches.add("bad", query)

    assert watches.every() == ()


def test_a_graph_is_no_answer_to_watch(watches: Watches) -> None:
    with pytest.raises(WatchError):
        watches.add("bad", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_a_removed_watch_leaves_nothing(watches: Watches, store: Store) -> None:
    before = set(store.matching())
    watches.add("names", NAMES)

    watches.remove("names")

    assert {q for q in store.matching() if not q[0].startswith("<urn:x-plexus:")} == {
        q for q in before if not q[0].startswith("<urn:x-plexus:")
    }
    with pytest.raises(WatchError, match="plexus watch list"):
        watches.remove("names")
