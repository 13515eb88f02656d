import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from plexus_ld.errors import QueryError, QueryLimitError
from plexus_ld.model.change import Change
from plexus_ld.settings import QuerySettings, Settings
from plexus_ld.storage.typed import copying as typed_copy
from plexus_ld.storage.typed import text as typed_text
from plexus_ld.store import Store, open_store
from plexus_ld.workers import Workers

FOAF = "http://xmlns.com/foaf/0.1/"
ME = "<http://me.example/#me>"
PROFILE = "<urn:x-plexus:profile>"
OWNED = ("<urn:x-plexus:identity>", "<urn:x-plexus:plex>", PROFILE)


@pytest.fixture
def store(tmp_path: Path, workers: Workers) -> Iterator[Store]:
    with open_store(tmp_path / "home", settings=Settings(), workers=workers) as store:
        store.apply(Change(added=(f'{ME} <{FOAF}name> "Mia" {PROFILE} .',)))
        yield store


def lines(store: Store, graph: str = PROFILE) -> list[str]:
    return sorted(f"{s} {p} {o}" for s, p, o, _ in store.matching(graph=graph))


def test_that_an_update_becomes_a_change_that_can_be_taken_back(store: Store) -> None:
    text = (
        "DELETE { GRAPH ?g { ?s foaf:name ?n } } "
        "INSERT { GRAPH ?g { ?s foaf:name 'Noa' ; foaf:nick ?n } } "
        "WHERE { GRAPH ?g { ?s foaf:name ?n } }"
    )

    store.update(text, "renamed")

    assert lines(store) == [f'{ME} <{FOAF}name> "Noa"', f'{ME} <{FOAF}nick> "Mia"']
    assert store.history()[0].change.note == "renamed"
    store.undo()
    assert lines(store) == [f'{ME} <{FOAF}name> "Mia"']


def test_that_a_blank_node_gets_a_name_for_good(store: Store) -> None:
    text = (
        f"INSERT DATA {{ GRAPH {PROFILE} {{ {ME} foaf:knows [ foaf:name 'Kim' ; "
        f"foaf:nick '_:x' ] ; foaf:made _:y . _:y foaf:maker {ME} }} }}"
    )

    store.update(text, "added")

    nodes = set(re.findall(r"<urn:uuid:[0-9a-f-]{36}>", "\n".join(lines(store))))
    assert len(nodes) == 2
    assert not any(line.startswith("_:") for line in lines(store))
    assert any(line.endswith('"_:x"') for line in lines(store))


def test_that_an_update_that_changes_nothing_is_no_change(store: Store) -> None:
    before = store.sequence

    store.update(f"INSERT DATA {{ GRAPH {PROFILE} {{ {ME} foaf:name 'Mia' }} }}", "x")

    assert store.sequence == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"INSERT DATA {{ {ME} foaf:nick 'm' }}", "writes to the network view"),
        (
            f"INSERT DATA {{ GRAPH <http://a.example/> {{ {ME} foaf:nick 'm' }} }}",
            "<http://a.example/>, which is not yours",
        ),
        (
            "INSERT DATA { GRAPH <urn:x-plexus:state> { <a:b> <a:c> 9 } }",
            "<urn:x-plexus:state>, which is not yours",
        ),
        ("LOAD <http://a.example/>", "LOAD asks another machine"),
        ("DROP ALL ; LOAD SILENT <file:///etc/passwd>", "LOAD asks another machine"),
        (
            "INSERT { GRAPH <urn:x-plexus:plex> { ?s ?p ?o } } "
            "WHERE { SERVICE <http://a.example/> { ?s ?p ?o } }",
            "SERVICE asks another machine",
        ),
        ("SELECT * { ?s ?p ?o }", "an update begins with"),
        ("", "there is no update in it"),
    ],
)
def test_that_an_update_that_may_not_be_is_refused_whole(
    text: str, said: str, store: Store
) -> None:
    before = lines(store), store.sequence

    with pytest.raises(QueryError, match=said):
        store.update(text, "refused")

    assert (lines(store), store.sequence) == before


def test_that_a_fault_points_at_its_place(store: Store) -> None:
    with pytest.raises(QueryError) as caught:
        store.update("INSERT DATA {\n  GRAPH <a:g> { <a:b> foaf:nick } }", "wrong")

    assert (caught.value.line, caught.value.column) == (2, 33)


def test_that_an_update_without_end_is_ended(tmp_path: Path, workers: Workers) -> None:
    settings = Settings(query=QuerySettings(timeout_s=0.5))
    many = tuple(f"<a:{n}> <a:p> <a:{n}> {PROFILE} ." for n in range(300))
    with open_store(tmp_path / "home", settings=settings, workers=workers) as store:
        store.apply(Change(added=many))

        with pytest.raises(QueryLimitError, match="longer than"):
            store.update(
                "INSERT { GRAPH <urn:x-plexus:plex> { ?a ?e ?i } } WHERE { "
                "GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?x ?h ?i . ?j ?k ?l } }",
                "endless",
            )

        assert lines(store, "<urn:x-plexus:plex>") == []


def test_that_updates_of_several_at_once_are_all_kept(store: Store) -> None:
    text = (
        "DELETE { GRAPH ?g { ?s foaf:age ?n } } "
        "INSERT { GRAPH ?g { ?s foaf:age ?more } } "
        "WHERE { GRAPH ?g { ?s foaf:age ?n } BIND(?n + 1 AS ?more) }"
    )
    store.update(f"INSERT DATA {{ GRAPH {PROFILE} {{ {ME} foaf:age 1 }} }}", "born")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.update(text, "older"), range(8)))

    assert [line for line in lines(store) if "/age>" in line] == [
        f'{ME} <{FOAF}age> "9"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]


def test_that_the_difference_is_of_text_alone() -> None:
    before = (f'{ME} <{FOAF}name> "Mia" {PROFILE} .',)
    typed = typed_text.update("DROP ALL")

    added, removed = typed_copy.difference(before, typed, OWNED)

    assert (added, removed) == ([], list(before))
