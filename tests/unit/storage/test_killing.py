"""Writers that are killed: what was accepted is kept, and nothing is kept by half."""

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.storage.keeping import CARD, all_lines, engine_of
from tests.unit.storage.writing import POINTS, copied, last_accepted, lines_after, start

#: Kills at random moments, all on one home; the seed gives the moments.
KILLS = 24
SEED = 20260501


def check(folder: Path, accepted: int, most: int) -> int:
    """Open a home that was killed; return how many changes it holds."""
    with closing(engine_of(folder, derive=copied)) as engine:
        held = all_lines(engine)
        assert engine.check() == []
        number = engine.sequence

    assert accepted <= number <= most
    assert {text for text in held if CARD in text} == lines_after(number)
    assert len(held) == 2 * len(lines_after(number))
    return number


def test_a_writer_killed_at_any_moment_keeps_what_was_accepted(tmp_path: Path) -> None:
    moments = random.Random(SEED)  # noqa: S311 - moments, no secret
    number = 0

    for kill in range(KILLS):
        process, told = start(tmp_path / "home")
        first = told.recv()
        time.sleep(moments.uniform(0, 0.12))
        process.kill()
        accepted = max(first, last_accepted(told))
        process.join()
        assert first >= number, f"seed {SEED}, kill {kill}"
        number = accepted
        if kill % 4 == 3:
            number = check(tmp_path / "home", accepted, accepted + 1)

    assert number > KILLS


@pytest.mark.parametrize("at", [1, 2, 30])
@pytest.mark.parametrize("point", POINTS)
def test_a_writer_killed_between_journal_and_store(
    tmp_path: Path, point: str, at: int
) -> None:
    process, told = start(tmp_path / "home", point, at)
    accepted = last_accepted(told)
    process.join()

    kept = at - 1 if point == "before the journal" else at
    assert accepted == at - 1
    assert check(tmp_path / "home", kept, kept) == kept
