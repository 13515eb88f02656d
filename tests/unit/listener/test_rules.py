"""Rules: SPARQL over what was heard and the whole Plex decides what is done with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import QueryError, RuleError
from plexus_ld.listener.rules import Rules
from plexus_ld.plex.people.network import network
from plexus_ld.plex.shapes import check
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers
from tests.unit.listener.saying import heard, keep, put

BOB, EVE = URIRef("https://bob.example/#me"), URIRef("https://eve.example/#me")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

LUNCH = """SELECT ?item WHERE {
  GRAPH <urn:x-plexus:heard> { ?item as:content ?text FILTER(CONTAINS(?text, "lunch")) }
}"""
FROM_CHOIR = """SELECT ?item WHERE {
  GRAPH <urn:x-plexus:heard> { ?item as:attributedTo ?who }
  ?circle foaf:name "choir" ; foaf:member ?who
}"""
EVERYTHING = "SELECT ?item { GRAPH <urn:x-plexus:heard> { ?item as:content ?text } }"
ENDLESS = """SELECT ?item { GRAPH ?g { ?item ?p ?o } GRAPH ?h { ?a ?b ?c }
  GRAPH ?i { ?d ?e ?f } GRAPH ?j { ?k ?l ?m } GRAPH ?n { ?q ?r ?s }
  FILTER(CONCAT(STR(?c), STR(?f), STR(?m), STR(?s)) = "nothing") }"""


@pytest.fixture
def store() -> Iterator[Store]:
    with (
        Workers() as workers,
        open_store(
            None, settings=Settings(), derive=network, check=check, workers=workers
        ) as made,
    ):
        yield made


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def rules(store: Store, told: list[str]) -> Rules:
    return Rules(store, 5.0, lambda text, _about: told.append(text))


@pytest.fixture
def lunch(store: Store) -> URIRef:
    return heard(store, URIRef("urn:uuid:1"), BOB, "Shall we have lunch?", NOW)


@pytest.fixture
def song(store: Store) -> URIRef:
    return heard(store, URIRef("urn:uuid:2"), EVE, "A new song", NOW)


def test_a_rule_acts_on_what_it_holds_for_and_on_nothing_else(
    rules: Rules, lunch: URIRef, song: URIRef
) -> None:
    rules.add("lunch", LUNCH, ["save", "notify"])

    decided = rules.decide([lunch, song])

    assert decided == {lunch: {PLX.save, PLX.notify}}


def test_a_rule_asks_about_the_whole_plex(
    rules: Rules, store: Store, lunch: URIRef, song: URIRef
) -> None:
    choir = URIRef("urn:uuid:c")
    keep(
        store,
        [
            (choir, RDF.type, PLX.Circle, PLEX),
            (choir, FOAF.name, Literal("choir"), PLEX),
            (choir, FOAF.member, EVE, PLEX),
        ],
    )
    rules.add("choir", FROM_CHOIR, ["display"])

    decided = rules.decide([lunch, song])

    assert decided == {song: {PLX.display}}


def test_only_the_batch_is_asked_about(
    rules: Rules, lunch: URIRef, song: URIRef
) -> None:
    rules.add("all", EVERYTHING, ["notify"])

    decided = rules.decide([song])

    assert lunch not in decided
    assert decided == {song: {PLX.notify}}


def test_the_first_rule_that_holds_decides_whether_it_is_shown(
    rules: Rules, lunch: URIRef
) -> None:
    rules.add("ignore all", EVERYTHING, ["ignore"], order=2)
    rules.add("lunch", LUNCH, ["save"], order=1)
    rules.add("tell", EVERYTHING, ["notify"], order=3)

    decided = rules.decide([lunch])

    assert decided == {lunch: {PLX.save, PLX.notify}}


def test_what_is_ignored_is_not_told(rules: Rules, lunch: URIRef) -> None:
    rules.add("ignore all", EVERYTHING, ["ignore"], order=1)
    rules.add("tell", EVERYTHING, ["notify"], order=2)

    decided = rules.decide([lunch])

    assert decided == {lunch: {PLX.ignore}}


def test_a_rule_past_its_time_is_switched_off_and_said_and_the_others_go_on(
    store: Store, told: list[str], lunch: URIRef
) -> None:
    rules = Rules(store, 0.5, lambda text, _about: told.append(text))
    items = [
        heard(store, URIRef(f"urn:uuid:x{n}"), BOB, f"lunch {n}", NOW)
        for n in range(60)
    ]
    rules.add("lunch", LUNCH, ["save"], order=2)
    # Nothing is heard yet when it is added: it is quick then.
    rules.add("endless", "SELECT ?item { ?item ?p ?o }", ["notify"], order=1)
    [made] = [rule for rule in rules.every() if rule.name == "endless"]
    put(store, made.iri, PLX.when, ENDLESS)

    decided = rules.decide([lunch, *items])

    assert decided[lunch] == {PLX.save}
    assert len(told) == 1
    assert told[0].startswith("rule endless is switched off")
    assert [rule.name for rule in rules.every() if rule.error] == ["endless"]
    assert rules.decide([lunch]) == {lunch: {PLX.save}}
    assert len(told) == 1


def test_a_rule_of_the_same_name_takes_its_place_and_is_on_again(
    rules: Rules, lunch: URIRef
) -> None:
    rules.add("mine", LUNCH, ["save"])

    rules.add("mine", EVERYTHING, ["ignore"])

    [rule] = rules.every()
    assert (rule.name, rule.then, rule.error) == ("mine", ("ignore",), "")
    assert rules.decide([lunch]) == {lunch: {PLX.ignore}}


@pytest.mark.parametrize(
    "when",
    [
        "SELECT ?other { ?other ?p ?o }",
        "ASK { ?item ?p ?o }",
        "",
        "CONSTRUCT { ?item ?p ?o } WHERE { ?item ?p ?o }",
    ],
)
def test_a_condition_that_selects_no_item_is_refused(rules: Rules, when: str) -> None:
    with pytest.raises(RuleError):
        rules.add("bad", when, ["save"])

    assert rules.every() == ()


@pytest.mark.parametrize(
    "when",
    [
        "SELECT ?item {",
        "SELECT ?item { SERVICE <http://x.example/> { ?item ?p ?o } }",
    ],
)
def test_a_condition_that_is_no_query_is_refused(rules: Rules, when: str) -> None:
    with pytest.raises(QueryError):
        rules.add("bad", when, ["save"])

    assert rules.every() == ()


def test_an_action_that_is_none_is_refused(rules: Rules) -> None:
    with pytest.raises(RuleError, match="display, save"):
        rules.add("bad", LUNCH, ["explode"])


def test_a_rule_is_tried_on_what_was_heard_lately_and_does_nothing(
    rules: Rules, store: Store, lunch: URIRef, song: URIRef
) -> None:
    old = heard(store, URIRef("urn:uuid:o"), BOB, "lunch", NOW - timedelta(days=9))

    tried = rules.tried(LUNCH, NOW - timedelta(days=7))

    assert [one.item for one in tried] == [lunch]
    assert tried[0].text == "Shall we have lunch?"
    assert tried[0].agent == BOB
    assert old not in {one.item for one in tried}


def test_a_rule_that_is_not_there_cannot_be_removed(rules: Rules) -> None:
    with pytest.raises(RuleError, match="plexus rule list"):
        rules.remove("nothing")
