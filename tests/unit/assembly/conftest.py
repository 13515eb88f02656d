"""What the tests of the assembly are handed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.two_agents import Two
from tests.web_agent import serving_plex


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with (
        serving_plex(tmp_path / "ada", "Ada Example") as ada,
        serving_plex(tmp_path / "bob", "Bob Example") as bob,
    ):
        yield Two(ada, bob)
