"""Killed at any moment, a home delivers all it accepted; `make proof` is larger."""

import re
import subprocess
import sys
from pathlib import Path

from plexus_ld.sharer.delivering.points import POINTS
from tests.proof.victim import MOST_UNDER_WAY

ROOT = Path(__file__).parents[3]


def prove(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.proof.crash", *words]
    return subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def count(what: str, told: str) -> int:
    found = re.search(rf"(\d+) {what}", told)
    assert found is not None, told
    return int(found[1])


def test_killed_at_named_points_and_at_any_moment_nothing_is_lost() -> None:
    proof = prove("--kills", "16", "--seed", "41")

    # How long a restart takes is for `make proof`, on a machine that does only that.
    told = proof.stdout
    assert told, proof.stderr
    kills = count("kills", told)
    assert kills >= 12
    assert count("sent twice", told) <= kills * MOST_UNDER_WAY
    assert count("of unknown ids", told) == 0
    assert count("of them at named points", told) >= len(POINTS)
    assert count("lost", told) == 0
    assert count("half changes", told) == 0


def test_marking_before_the_send_would_lose_something() -> None:
    control = prove("--kills", "8", "--seed", "41", "--control")

    assert control.returncode == 1, control.stdout + control.stderr
    assert count("lost", control.stdout) > 0
