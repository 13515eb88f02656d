"""Changes: reduced, derived from, journaled, undone."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from plexus_ld.errors import ConflictError, StoreError
from plexus_ld.model.change import Change, Derivation, Reader
from plexus_ld.settings import StoreSettings
from plexus_ld.storage.durable.journal import Entry, Journal
from plexus_ld.storage.durable.local import LocalEngine
from plexus_ld.storage.durable.rebuild import Parts
from plexus_ld.storage.embedded import EmbeddedBackend
from plexus_ld.storage.statements import state_line
from tests.unit.storage.keeping import (
    CARD,
    OTHER,
    HandSet,
    OpenEngine,
    add,
    all_lines,
    line,
    lines,
    parts_of,
    remove,
)


def copied(reader: Reader, change: Change) -> Derivation:
    """Copy each line of a named graph into the default graph, while one has it."""
    return Derivation(
        change,
        Change(
            added=tuple(text.rsplit(" ", 2)[0] + " ." for text in change.added),
            removed=tuple(
                text.rsplit(" ", 2)[0] + " ."
                for text in change.removed
                if _count(reader, text) == 1
            ),
        ),
    )


def _count(reader: Reader, text: str) -> int:
    subject, predicate, rest = text.split(" ", 2)
    object_ = rest.rsplit(" ", 2)[0]
    found = reader.matching(subject, predicate, object_)
    return sum(1 for statement in found if statement[3])


@pytest.fixture(params=["memory", "disk"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, open_engine: OpenEngine
) -> LocalEngine:
    folder = tmp_path / "home" if request.param == "disk" else None
    return open_engine(folder, derive=copied)


def test_a_change_does_only_what_it_does(engine: LocalEngine) -> None:
    add(engine, line(1), line(2))

    engine.apply(Change(added=(line(2), line(3)), removed=(line(1), line(9))))

    [latest] = engine.history(1, None, ())
    assert latest.change.added == (line(3),)
    assert latest.change.removed == (line(1),)


def test_a_change_that_does_nothing_has_no_number(engine: LocalEngine) -> None:
    add(engine, line(1))

    again = engine.apply(Change(added=(line(1),), removed=(line(2),)))

    assert again == 1
    assert len(engine.history(10, None, ())) == 1


def test_a_line_that_is_removed_and_added_stays(engine: LocalEngine) -> None:
    add(engine, line(1))

    engine.apply(Change(added=(line(1), line(2)), removed=(line(1),)))

    assert {line(1), line(2)} <= all_lines(engine)


def test_lines_are_compared_as_the_store_keeps_them(engine: LocalEngine) -> None:
    one, other = (
        f'<a:s> <a:p> "{text}"^^<http://www.w3.org/2001/XMLSchema#integer> <a:g> .'
        for text in ("01", "1")
    )
    add(engine, one)

    assert add(engine, other) == 1
    assert engine.apply(Change(added=(one,), removed=(other,))) == 1
    assert remove(engine, one) == 2


def test_the_same_change_twice_is_done_once(engine: LocalEngine) -> None:
    change = Change(added=(line(1),))
    engine.apply(change)
    remove(engine, line(1))

    assert engine.apply(change) == 1
    assert all_lines(engine) == set()


def test_a_change_computed_from_an_older_state_is_refused(engine: LocalEngine) -> None:
    add(engine, line(1))

    with pytest.raises(ConflictError) as caught:
        engine.apply(Change(added=(line(2),)), expecting=0)

    assert (caught.value.expected, caught.value.found) == (0, 1)
    assert engine.apply(Change(added=(line(2),)), expecting=1) == 2


def test_what_follows_is_kept_and_not_journaled(engine: LocalEngine) -> None:
    add(engine, line(1), line(1, OTHER))
    remove(engine, line(1))

    assert all_lines(engine) == {line(1, OTHER), line(1, "")}
    assert all(text.endswith("card> .") for text in _journaled(engine))


def _journaled(engine: LocalEngine) -> list[str]:
    return [
        text
        for record in engine.history(99, None, ())
        for text in (*record.change.added, *record.change.removed)
    ]


def test_a_refused_line_leaves_nothing_behind(engine: LocalEngine) -> None:
    with pytest.raises(StoreError, match="without a name"):
        add(engine, line(1), '_:a <a:p> "x" <a:g> .')

    assert all_lines(engine) == set()
    assert engine.sequence == 0


def test_undo_takes_one_change_after_the_other_back(engine: LocalEngine) -> None:
    add(engine, line(1), note="first")
    add(engine, line(2), note="second")
    engine.apply(Change(added=(line(3),), removed=(line(1),), note="third"))

    assert [engine.undo().change.note for _ in range(2)] == ["third", "second"]
    assert {line(1)} == {text for text in all_lines(engine) if CARD in text}
    assert engine.history(1, None, ())[0].change.note == "undo of change 2: second"


def test_undo_comes_to_an_end(engine: LocalEngine) -> None:
    add(engine, line(1))
    engine.undo()

    with pytest.raises(StoreError, match="no change"):
        engine.undo()


def test_undo_of_what_was_overwritten_since_goes_on_to_the_one_before(
    engine: LocalEngine,
) -> None:
    add(engine, line(1), note="first")
    add(engine, line(2), note="second")
    engine.apply(Change(removed=(line(2),), id="by another road"))
    engine.undo()
    engine.undo()

    assert engine.undo().change.note == "first"


def test_history_is_newest_first_and_can_be_asked_for_a_term(
    engine: LocalEngine,
) -> None:
    for number in range(10):
        add(engine, line(number, OTHER if number % 3 else CARD))

    found = engine.history(2, 9, (CARD,))

    assert [record.sequence for record in found] == [7, 4]
    assert engine.history(5, None, ("<https://nobody.example/>",)) == []


def test_what_comes_can_be_waited_for(engine: LocalEngine) -> None:
    threading.Timer(0.05, add, (engine, line(1))).start()

    found = engine.since(0, 10, 30)

    assert [record.sequence for record in found] == [1]
    assert engine.since(1, 10, 0) == []


def test_nobody_writes_to_what_is_derived(engine: LocalEngine) -> None:
    for text in (line(1, ""), line(1, "<urn:x-plexus:keys>"), state_line(9)):
        with pytest.raises(StoreError, match="made out of the others"):
            add(engine, line(2), text)

    assert all_lines(engine) == set()


def test_the_derived_graphs_can_be_made_anew() -> None:
    parts = parts_of(None, copied)
    engine = LocalEngine(parts, StoreSettings())
    add(engine, line(1), line(2, OTHER))
    before = all_lines(engine)
    parts.backend.write([line(1, "")], [line("wrong", "")], 2)
    assert all_lines(engine) != before

    engine.rederive()

    assert all_lines(engine) == before
    engine.close()


def test_threads_that_apply_together_lose_nothing(
    tmp_path: Path, open_engine: OpenEngine
) -> None:
    engine = open_engine(tmp_path / "home", derive=copied)

    def write(writer: int) -> None:
        for number in range(50):
            add(engine, line(f"{writer} {number}"), line(f"{number}", OTHER))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    wanted = {line(f"{w} {n}") for w in range(8) for n in range(50)}
    assert wanted == {text for text in all_lines(engine) if CARD in text}
    assert [r.sequence for r in engine.since(0, -1, 0)] == list(range(1, 401))
    assert engine.check() == []


def test_a_fault_in_a_derivation_stops_only_its_own_change(
    open_engine: OpenEngine,
) -> None:
    def derive(reader: Reader, change: Change) -> Derivation:
        if line("bad") in change.added:
            raise ZeroDivisionError
        return copied(reader, change)

    engine = open_engine(derive=derive)
    with pytest.raises(ZeroDivisionError):
        add(engine, line("bad"))

    assert add(engine, line("good")) == 1
    assert all_lines(engine) == {line("good"), line("good", "")}


class Interrupted(Journal):
    """A journal whose owner presses Ctrl-C when it has just been written to."""

    is_pressed = False

    def append(self, entries: Sequence[Entry]) -> None:
        super().append(entries)
        if self.is_pressed:
            self.is_pressed = False
            raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_what_was_journaled_and_interrupted_is_done_before_the_next_change(
    tmp_path: Path, place: str
) -> None:
    disk = place == "disk"
    journal = Interrupted(tmp_path / "journal.db" if disk else None)
    backend = EmbeddedBackend(tmp_path / "store" if disk else None)
    parts = Parts(backend, journal, None, copied, HandSet())
    engine = LocalEngine(parts, StoreSettings())
    add(engine, line(1))
    journal.is_pressed = True
    with pytest.raises(KeyboardInterrupt):
        add(engine, line(2))

    assert add(engine, line(3)) == 3

    wanted = {line(n, graph) for n in (1, 2, 3) for graph in (CARD, "")}
    assert all_lines(engine) == wanted
    engine.close()


def test_a_change_of_many_lines_is_one_change(
    tmp_path: Path, open_engine: OpenEngine
) -> None:
    engine = open_engine(tmp_path / "home", derive=copied)
    many = lines(range(9000))

    assert add(engine, *many) == 1
    assert remove(engine, *many) == 2

    assert all_lines(engine) == set()
    assert engine.graphs() == []
    assert engine.check() == []
