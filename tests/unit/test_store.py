"""The store: the one door to the quads."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import FOAF, XSD, Literal, URIRef

from plexus_ld.errors import HomeError, QueryError, StoreError, UnknownQueryError
from plexus_ld.model.change import Change
from plexus_ld.rdf.lines import lines_of
from plexus_ld.settings import Settings
from plexus_ld.store import Store, open_store

CARD = URIRef("https://anna.example/card")
ANNA = URIRef("https://anna.example/card#me")
BEN = URIRef("https://ben.example/card#me")
ALL = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{CARD}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
COUNT = URIRef("https://anna.example/count")


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "home" if request.param == "disk" else None
    with open_store(home, settings=Settings()) as store:
        yield store


def said(*triples: tuple[URIRef, URIRef, URIRef | Literal]) -> Change:
    return Change(added=lines_of((*triple, CARD) for triple in triples))


def test_what_was_put_in_is_found_again(store: Store) -> None:
    store.apply(said((ANNA, FOAF.name, Literal("Anna")), (ANNA, FOAF.knows, BEN)))

    rows = store.select(ALL)

    assert [tuple(row) for row in rows] == [
        (ANNA, FOAF.knows, BEN),
        (ANNA, FOAF.name, Literal("Anna")),
    ]
    assert list(store.graphs()) == [CARD.n3()]
    assert store.sequence == 1


def test_a_value_is_bound_and_never_pasted_in(store: Store) -> None:
    store.apply(
        said((ANNA, FOAF.name, Literal('A" } #')), (BEN, FOAF.name, Literal("B")))
    )
    query = "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?name } }"

    assert [row["s"] for row in store.select(query, name='A" } #')] == [ANNA]
    assert len(store.select(query, name=[Literal("B"), 'A" } #'])) == 2
    assert store.ask("ASK WHERE { GRAPH ?g { ?s ?p ?o } }", s=BEN)
    assert not store.ask("ASK WHERE { GRAPH ?g { ?s ?p ?o } }", s=FOAF.knows)


def test_numbers_and_times_are_bound_as_terms(store: Store) -> None:
    time = datetime(2026, 5, 1, tzinfo=UTC)
    store.apply(
        said((ANNA, FOAF.age, Literal(30)), (ANNA, FOAF.birthday, Literal(time)))
    )
    query = "SELECT ?p WHERE { GRAPH ?g { ?s ?p ?o } }"

    assert [row["p"] for row in store.select(query, o=30)] == [FOAF.age]
    assert [row["p"] for row in store.select(query, o=time)] == [FOAF.birthday]


def test_a_construct_gives_triples_and_lines(store: Store) -> None:
    store.apply(said((ANNA, FOAF.age, Literal("030", datatype=XSD.integer))))
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{CARD}> {{ ?s ?p ?o }} }}"

    assert store.construct(query) == [(ANNA, FOAF.age, Literal(30))]
    assert store.lines(query) == (
        f'{ANNA.n3()} {FOAF.age.n3()} "30"^^{XSD.integer.n3()} .',
    )


def test_a_question_is_asked_by_its_name(store: Store) -> None:
    assert len(store.select("people")) == 0
    with pytest.raises(UnknownQueryError):
        store.select("nobody-knows-this")
    with pytest.raises(QueryError):
        store.ask("people")


def test_eight_writers_count_exactly(store: Store) -> None:
    store.apply(said((ANNA, COUNT, Literal(0))))

    def one_more(store: Store) -> Change:
        [row] = store.select(ALL, p=COUNT)
        count = int(str(row["o"]))
        return Change(
            added=lines_of([(ANNA, COUNT, Literal(count + 1), CARD)]),
            removed=lines_of([(ANNA, COUNT, Literal(count), CARD)]),
        )

    def write() -> None:
        for _ in range(30):
            store.change(one_more)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [row] = store.select(ALL, p=COUNT)
    assert row["o"] == Literal(240)
    assert store.sequence == 241


def test_a_change_that_is_undone_is_undone_in_the_history(store: Store) -> None:
    store.apply(Change(added=lines_of([(ANNA, FOAF.knows, BEN, CARD)]), note="met Ben"))

    assert store.undo().change.note == "met Ben"

    assert [record.change.note for record in store.history()] == [
        "undo of change 1: met Ben",
        "met Ben",
    ]
    assert store.history(mentioning=[BEN.n3()], limit=1)[0].sequence == 2
    assert len(store.select(ALL)) == 0


def test_what_comes_can_be_followed(store: Store) -> None:
    def write() -> None:
        for number in range(5):
            store.apply(said((ANNA, COUNT, Literal(number))))

    thread = threading.Thread(target=write)
    thread.start()
    found = [record.sequence for record in store.follow(0, wait_s=1)]
    thread.join()

    assert found == [1, 2, 3, 4, 5]


def test_equal_quads_have_an_equal_hash(store: Store) -> None:
    store.apply(said((ANNA, FOAF.knows, BEN), (BEN, FOAF.knows, ANNA)))

    with open_store(None, settings=Settings()) as other:
        other.apply(said((BEN, FOAF.knows, ANNA)))
        assert other.canonical_hash() != store.canonical_hash()
        other.apply(said((ANNA, FOAF.knows, BEN)))
        assert other.canonical_hash() == store.canonical_hash()


def test_a_graph_that_still_holds_statements_is_not_erased(store: Store) -> None:
    store.apply(said((ANNA, FOAF.knows, BEN)))

    with pytest.raises(StoreError, match="still holds"):
        store.erase(CARD)


def test_what_was_erased_cannot_be_undone(store: Store) -> None:
    other = URIRef("https://ben.example/card")
    store.apply(Change(added=lines_of([(ANNA, FOAF.knows, BEN, CARD)]), note="kept"))
    line = lines_of([(BEN, FOAF.name, Literal("Ben"), other)])
    store.apply(Change(added=line, note="read"))
    store.apply(Change(removed=line, note="forgotten"))

    store.erase(other)

    assert [len(record.change.added) for record in store.history()] == [0, 0, 1]
    assert store.undo().change.note == "kept"


def test_a_home_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path / "home", settings=Settings()).close()
    (tmp_path / "home" / "VERSION").write_text("2\n")

    with pytest.raises(HomeError, match=r"version 2.*newer program"):
        open_store(tmp_path / "home", settings=Settings())


def test_typed_queries_take_workers(store: Store) -> None:
    with pytest.raises(StoreError, match="without workers"):
        store.answer("SELECT * WHERE { }", "json")
