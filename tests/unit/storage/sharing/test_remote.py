"""All that a store does, done through the home's socket."""

import threading
from pathlib import Path

import pytest

from plexus_ld.errors import (
    ConflictError,
    HomeError,
    InvalidChangeError,
    PlexusError,
    QueryError,
    StoreError,
    UnknownQueryError,
    WhoError,
)
from plexus_ld.model.change import Change
from plexus_ld.storage.sharing import wire
from plexus_ld.storage.sharing.errors import from_facts, to_facts
from plexus_ld.store import Store
from tests.unit.storage.sharing.processes import GRAPH, NAME, named


def test_all_that_an_engine_can_do_can_be_asked_through_the_socket(
    home: Path, holder: Store, guest: Store, tmp_path: Path
) -> None:
    guest.apply(Change(added=(named("Anna"), named("Zoë \u2028 \\t")), note="first"))
    guest.apply(Change(added=(named("Bo"),), removed=(named("Anna"),)))
    far, near = guest._engine, holder._engine

    text = f"SELECT ?n WHERE {{ GRAPH ?g {{ ?s {NAME} ?n }} }} ORDER BY ?n"
    ours = [str(row["n"]) for row in far.select(text, {"g": (GRAPH,)})]
    assert ours == [str(row["n"]) for row in near.select(text, {"g": (GRAPH,)})]
    assert ours[0] == '"Bo"'
    assert far.ask("ASK WHERE { GRAPH ?g { ?s ?p ?o } }", {"o": ('"Bo"',)})
    built = f"CONSTRUCT {{ ?s {NAME} ?n }} WHERE {{ GRAPH ?g {{ ?s {NAME} ?n }} }}"
    assert sorted(far.construct(built, {})) == sorted(near.construct(built, {}))
    assert sorted(far.matching()) == sorted(near.matching())
    assert list(far.graphs()) == [GRAPH]
    assert far.history(10, None, ()) == near.history(10, None, ())
    assert far.history(10, None, ['"Anna"'])[0].change.note == ""
    assert far.history(10, 2, ())[0].change.note == "first"
    assert far.since(1, 10, 0) == near.since(1, 10, 0)
    assert far.undo().sequence == 2
    far.rederive()
    assert far.check() == []
    assert far.checkpoint() == near.checkpoint()
    far.backup(tmp_path / "backup")
    assert any((tmp_path / "backup").iterdir())
    far.apply(Change(removed=(named("Anna"), named("Zoë \u2028 \\t"))))
    far.erase([GRAPH])
    assert far.sequence == near.sequence


def test_who_follows_hears_of_a_change_when_it_is_kept(
    holder: Store, guest: Store
) -> None:
    heard = []
    waiting = threading.Thread(
        target=lambda: heard.extend(guest._engine.since(0, 10, 30.0))
    )

    waiting.start()
    holder.apply(Change(added=(named("Anna"),)))
    waiting.join()

    assert [record.sequence for record in heard] == [1]


def test_errors_keep_their_class_and_their_facts(holder: Store, guest: Store) -> None:
    holder.apply(Change(added=(named("Anna"),)))

    with pytest.raises(ConflictError) as conflict:
        guest.apply(Change(added=(named("Bo"),)), expecting=0)
    with pytest.raises(QueryError):
        guest._engine.select("SELECT nonsense", {})
    with pytest.raises(StoreError):
        guest.apply(Change(added=("no statement",)))
    with pytest.raises(StoreError, match="no line break"):
        guest.apply(Change(added=("<a:s> <a:p>\n<a:o> <a:g> .",)))

    assert (conflict.value.expected, conflict.value.found) == (0, 1)
    assert guest.sequence == 1


@pytest.mark.parametrize(
    "error",
    [
        ConflictError(3, 5),
        InvalidChangeError(["one", "two"]),
        QueryError("wrong", 3, 7),
        StoreError("the disk is full"),
        UnknownQueryError("nonsense"),
        HomeError("of another version"),
    ],
)
def test_an_error_of_the_list_crosses_whole(error: PlexusError) -> None:
    back = from_facts(to_facts(error))

    assert type(back) is type(error)
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_an_error_that_is_not_on_the_list_crosses_as_a_sentence() -> None:
    back = from_facts(to_facts(WhoError("Anna")))

    assert type(back) is StoreError
    assert "Anna" in str(back)
    assert type(from_facts({"class": "Popen", "facts": ["ls"]})) is StoreError
    assert type(from_facts({"class": "ConflictError", "facts": [1]})) is StoreError


def test_a_large_change_and_a_large_answer_cross_in_frames(
    holder: Store, guest: Store
) -> None:
    long = "x" * (3 * wire.MAX_PIECE_BYTES)
    lines = (named(long), *(named(str(number)) for number in range(30_000)))

    guest.apply(Change(added=lines))

    assert len(list(guest.matching(graph=GRAPH))) == 30_001
    assert len(list(guest.matching(object=f'"{long}"'))) == 1
