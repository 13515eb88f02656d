"""Whatever somebody says: shared, kept, and handed on to a channel as it is."""

import json
from pathlib import Path

import pytest

from plexus_ld.errors import SharingError
from plexus_ld.sharer.composing import Draft
from plexus_ld.sharer.fitting import fitted
from plexus_ld.sharer.said import activities_of
from tests.unit.sharer.circle import CARDS, Clock, connect, opened


@pytest.fixture(scope="module")
def naughty(shared: Path) -> list[str]:
    file = shared / "suites/naughty-strings/blns.json"
    found: list[str] = json.loads(file.read_text("utf-8"))
    return [text for text in found if text.strip()]


def test_naughty_strings_are_shared_and_come_back_equal(
    naughty: list[str], tmp_path: Path
) -> None:
    assert len(naughty) > 400
    (tmp_path / "bob").mkdir()
    with opened(Clock()) as plex:
        connect(plex, "bob", ("file", (tmp_path / "bob").as_uri()))

        shared = [plex.sharing.share(Draft(text, title=text)) for text in naughty]

        iris = [one.activity.iri for one in shared]
        kept = activities_of(plex.store, iris, plex.media)
        assert [kept[iri].object.text for iri in iris] == naughty
        assert [kept[iri].object.title for iri in iris] == naughty
        assert [kept[one.activity.iri] for one in shared] == [
            one.activity for one in shared
        ]
        for activity in kept.values():
            (text,) = fitted(activity, CARDS["mail"]).texts
            assert text == f"{activity.object.title}\n\n{activity.object.text}"


def test_what_is_no_text_is_refused_in_a_sentence() -> None:
    with opened(Clock()) as plex, pytest.raises(SharingError, match="no text"):
        plex.sharing.share(Draft("half a character \ud83d"))
