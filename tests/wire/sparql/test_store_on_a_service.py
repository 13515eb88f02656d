"""A whole home whose quads lie in a SPARQL service: journal here, quads there."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import FOAF

from plexus_ld.errors import ConflictError, QueryError, StoreError
from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.rdf.lines import line
from plexus_ld.settings import NetSettings, Settings, StoreSettings
from plexus_ld.storage.service.protocol import SparqlService
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.graphs import PROFILE
from plexus_ld.workers import Workers

ANNA = URIRef("http://anna.example/card#me")
GRAPH = "<http://anna.example/card>"


def named(name: str, graph: str = GRAPH) -> str:
    return line(f"<{ANNA}>", f"<{FOAF.name}>", f'"{name}"', graph)


def in_all(reader: Reader, change: Change) -> Derivation:
    """Copy every statement to the default graph; enough of a derivation here."""
    added = [text.replace(f" {GRAPH} .", " .") for text in change.added]
    removed = [text.replace(f" {GRAPH} .", " .") for text in change.removed]
    return Derivation(change, Change(added=tuple(added), removed=tuple(removed)))


def opened(url: str, home: Path, workers: Workers | None = None) -> Store:
    settings = Settings(store=StoreSettings(url=url))
    return open_store(home, settings=settings, derive=in_all, workers=workers)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as made:
        yield made


@pytest.fixture
def store(service: str, tmp_path: Path, workers: Workers) -> Iterator[Store]:
    with opened(service, tmp_path / "home", workers) as made:
        yield made


def test_changes_are_kept_undone_and_told_of(store: Store) -> None:
    assert store.apply(Change(added=(named("Anna"), named("Anna B.")), note="one")) == 1
    assert store.apply(Change(removed=(named("Anna"), named("nobody")))) == 2
    with pytest.raises(ConflictError):
        store.apply(Change(added=(named("C"),)), expecting=1)

    assert [len(r.change.removed) for r in store.history()] == [1, 0]
    store.undo()
    assert {s[2] for s in store.matching(graph="")} == {'"Anna"', '"Anna B."'}
    assert {s[2] for s in store.matching(graph=GRAPH)} == {'"Anna"', '"Anna B."'}
    assert store.check() == []


def test_a_typed_query_is_answered_by_the_service_and_refused_before(
    store: Store,
) -> None:
    store.apply(Change(added=(named("Anna"),)))

    answer = store.answer(
        "SELECT ?n { ?who foaf:name ?n }", "csv", values={"who": ANNA}
    )

    assert answer.body.splitlines() == [b"n", b"Anna"]
    for refused in (
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ):
        with pytest.raises(QueryError):
            store.answer(refused, "json")


def test_an_update_that_somebody_types_changes_the_owners_graphs(store: Store) -> None:
    store.update(
        f"INSERT DATA {{ GRAPH <{PROFILE}> {{ <{ANNA}> a foaf:Person }} }}", ""
    )

    assert len(store.graph(PROFILE)) == 1


def test_a_live_view_reads_and_writes_the_service(store: Store) -> None:
    card = store.graph(URIRef(GRAPH[1:-1]))

    card.add((ANNA, FOAF.name, Literal("Anna")))

    assert card.value(ANNA, FOAF.name) == Literal("Anna")
    assert store.graph(None).value(ANNA, FOAF.name) == Literal("Anna")
    assert card.query("ASK { ?who foaf:name 'Anna' }").askAnswer
    assert store.dataset().query("ASK { ?who foaf:name 'Anna' }").askAnswer
    assert not store.graph(PROFILE).query("ASK { ?who foaf:name 'Anna' }").askAnswer


def test_an_emptied_service_is_filled_from_the_journal(
    service: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with opened(service, home) as store:
        store.apply(Change(added=(named("Anna"),)))
        store.apply(Change(added=(named("Anna B."),), removed=(named("Anna"),)))
        before = store.canonical_hash()
    SparqlService(service, NetSettings()).update("CLEAR ALL")

    with opened(service, home) as store:
        assert store.sequence == 2
        assert store.canonical_hash() == before
        assert {s[2] for s in store.matching(graph="")} == {'"Anna B."'}


def test_a_service_that_is_behind_the_journal_is_brought_up(
    service: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with opened(service, home) as store:
        store.apply(Change(added=(named("Anna"),)))
        store.apply(Change(added=(named("Anna B."),)))
        before = store.canonical_hash()
    behind = f"""
        PREFIX x: <urn:x-plexus:>
        DELETE WHERE {{ GRAPH {GRAPH} {{ ?s ?p "Anna B." }} }} ;
        DELETE WHERE {{ ?s ?p "Anna B." }} ;
        DELETE DATA {{ GRAPH x:state {{ x:state x:sequence 2 }} }} ;
        INSERT DATA {{ GRAPH x:state {{ x:state x:sequence 1 }} }}
    """
    SparqlService(service, NetSettings()).update(behind)

    with opened(service, home) as store:
        assert store.sequence == 2
        assert store.canonical_hash() == before


def test_of_two_copies_of_a_home_the_one_left_behind_is_refused(
    service: str, tmp_path: Path
) -> None:
    with opened(service, tmp_path / "home") as store:
        store.apply(Change(added=(named("Anna"),)))
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    with opened(service, tmp_path / "copy") as copy:
        copy.apply(Change(added=(named("Bo"),)))

    with pytest.raises(StoreError, match="another copy of this home"):
        opened(service, tmp_path / "home")


def test_a_second_process_goes_through_the_one_that_holds_the_home(
    service: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"

    with opened(service, home) as first, opened(service, home) as second:
        second.apply(Change(added=(named("Anna"),)))
        assert first.sequence == 1


class Server(Protocol):
    """A server that the test starts and kills."""

    url: str

    def start(self) -> None: ...
    def kill(self) -> None: ...


def test_a_service_that_goes_away_loses_no_acknowledged_change(
    tmp_path: Path, restartable: Server
) -> None:
    with opened(restartable.url, tmp_path / "home") as store:
        store.apply(Change(added=(named("Anna"),)))
        restartable.kill()
        with pytest.raises(StoreError):
            store.apply(Change(added=(named("Bo"),)))
        with pytest.raises(StoreError, match="the SPARQL service"):
            list(store.matching())
        restartable.start()

        assert store.apply(Change(added=(named("Cleo"),))) == 2
        assert {s[2] for s in store.matching(graph=GRAPH)} == {'"Anna"', '"Cleo"'}
    with opened(restartable.url, tmp_path / "home") as store:
        assert store.sequence == 2
