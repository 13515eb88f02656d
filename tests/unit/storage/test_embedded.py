"""Quads in Oxigraph: what the engine has to keep to, and what we make of it."""

import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from plexus_ld.errors import QueryError, StoreError
from plexus_ld.storage import embedded
from plexus_ld.storage.embedded import EmbeddedBackend
from tests.unit.storage.keeping import CARD, OTHER, line, lines


@pytest.fixture(params=["memory", "disk"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedBackend:
    return EmbeddedBackend(tmp_path / "store" if request.param == "disk" else None)


def test_an_update_of_several_steps_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    store.update("INSERT DATA { <a:s> <a:p> <a:o> }")

    with pytest.raises(OSError, match="port"):
        store.update(
            "DELETE DATA { <a:s> <a:p> <a:o> } ; INSERT DATA { <a:s> <a:p> <a:x> } ;"
            "LOAD <http://127.0.0.1:1/>"
        )

    assert [str(quad.object) for quad in store] == ["<a:o>"]


def test_what_is_written_is_there_with_its_number(backend: EmbeddedBackend) -> None:
    backend.write((), lines(range(3)), 1)
    backend.write([line(0)], [line(3)], 2)

    assert backend.present(lines(range(5))) == {line(1), line(2), line(3)}
    assert backend.sequence() == 2
    assert {statement[3] for statement in backend.matching()} == {CARD}


def test_many_lines_are_written_by_the_bulk_loader_alike(
    backend: EmbeddedBackend,
) -> None:
    count = embedded.BULK_LINES
    backend.write((), [line("old"), line("old", OTHER)], 1)

    backend.write([line("old"), line("old", OTHER)], lines(range(count)), 2)

    assert sum(1 for _ in backend.matching()) == count
    assert list(backend.graphs()) == [CARD]
    assert backend.sequence() == 2


def test_a_graph_that_has_lost_its_last_line_is_no_graph(
    backend: EmbeddedBackend,
) -> None:
    backend.write((), [line(1), line(2), line(1, OTHER)], 1)

    backend.write([line(1), line(1, OTHER)], (), 2)

    assert list(backend.graphs()) == [CARD]


def test_a_pattern_gives_what_matches(backend: EmbeddedBackend) -> None:
    backend.write((), [line(1), line(2, OTHER), line(1, "")], 1)

    assert [s[2] for s in backend.matching(graph="")] == ['"name 1"']
    assert [s[3] for s in backend.matching(object='"name 2"')] == [OTHER]
    assert sum(1 for _ in backend.matching(subject=line(1).split()[0])) == 3
    assert list(backend.matching(graph="<https://nobody.example/>")) == []


def test_the_wrong_kind_of_question_is_refused(backend: EmbeddedBackend) -> None:
    for ask in (backend.select, backend.construct):
        with pytest.raises(QueryError):
            ask("ASK WHERE { }", {})
    with pytest.raises(QueryError):
        backend.ask("SELECT * WHERE { }", {})
    with pytest.raises(QueryError):
        backend.select("SELECT nonsense", {})


def test_a_store_reopens_while_others_read(tmp_path: Path) -> None:
    backend = EmbeddedBackend(tmp_path / "store")
    backend.write((), lines(range(1000)), 7)
    counts: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            counts.append(sum(1 for _ in backend.matching(graph=CARD)))
            counts.append(
                len(list(backend.select("SELECT * { GRAPH ?g {?s ?p ?o} }", {})))
            )

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(5):
        backend.reopen()
        backend.rewrite()
    done.set()
    reader.join()

    assert backend.sequence() == 7
    assert set(counts) <= {1000, 1001}


def test_a_pattern_may_be_read_by_another_thread(tmp_path: Path) -> None:
    backend = EmbeddedBackend(tmp_path / "store")
    backend.write((), lines(range(3)), 1)
    reading = backend.matching()
    next(reading)
    found: list[object] = []

    thread = threading.Thread(target=lambda: found.extend(reading))
    thread.start()
    thread.join()
    backend.reopen()

    assert len(found) == 2


def test_a_rewritten_store_holds_no_byte_of_what_was_removed(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    backend = EmbeddedBackend(folder)
    secret = "".join(f"canary {number:04} " for number in range(50))
    backend.write((), [line(secret), line("kept")], 1)
    backend.flush()
    backend.write([line(secret)], (), 2)

    backend.rewrite()

    held = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"canary" not in held
    assert backend.present([line("kept")]) == {line("kept")}
    assert backend.sequence() == 2


def test_a_checkpoint_is_a_store_to_read(
    backend: EmbeddedBackend, tmp_path: Path
) -> None:
    backend.write((), lines(range(3)), 1)

    assert backend.checkpoint(tmp_path / "copy")

    assert len(ox.Store.read_only(str(tmp_path / "copy"))) == 4


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreError):
        EmbeddedBackend(tmp_path / "file" / "store")


def test_a_damaged_store_makes_room_for_an_empty_one(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    backend = EmbeddedBackend(folder)
    backend.write((), lines(range(10)), 3)
    backend.close()
    for file in folder.glob("*.sst"):
        body = file.read_bytes()
        file.write_bytes(bytes(byte ^ 255 for byte in body[:200]) + body[200:])

    again = EmbeddedBackend(folder)

    assert again.sequence() == 0
    assert again.graphs() == []
    assert len(list(tmp_path.glob("store.damaged-*"))) == 1
    again.close()
