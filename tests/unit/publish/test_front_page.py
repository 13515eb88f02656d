"""The profile's page names what was said lately."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.publish.speaking import Ada, note, owner


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Ada]:
    ada = owner(tmp_path)
    with ada.plex:
        yield ada


def test_the_front_page_names_what_was_said_lately(ada: Ada) -> None:
    for number in range(7):
        ada.say(note(f"n{number}", f"Word number {number} <b>"))

    ada.publish()

    front = (ada.site / "index.html").read_text("utf-8")
    assert front.count('<li><a href="posts/') == 5
    assert "Word number 6 &lt;b&gt;" in front
    assert "Word number 1 " not in front
    assert '<a href="feed.atom" type="application/atom+xml">feed.atom</a>' in front


def test_the_front_page_of_somebody_who_said_nothing_names_nothing(ada: Ada) -> None:
    ada.publish()

    assert "Said lately" not in (ada.site / "index.html").read_text("utf-8")
