"""Names: when they speak against one person, and when they do not."""

import pytest

from plexus_ld.plex.people.names import are_alike, are_strange, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O'Neill", "zoe.o.neill"),
        ("  ADA   Love ", "ada.love"),
        ("Jean-Luc", "jean.luc"),
        ("山田 太郎", "山田.太郎"),
        ("?!", ""),
    ],
)
def test_a_name_is_kept_as_its_words(name: str, words: str) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Love", "ada love"),
        ("A. Love", "Ada Love"),
        ("Norm Walsh", "Norman Walsh"),
        ("Libby", "Libby Miller"),
        ("Ada King Love", "Love, Ada"),
        ("danbri", "Dan Brickley"),
    ],
)
def test_names_that_can_well_be_one_persons(one: str, other: str) -> None:
    assert are_alike(words_of(one), words_of(other))
    assert are_alike(words_of(other), words_of(one))
    assert not are_strange(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada Love", "Bo Love"), ("Robert Tell", "Bob Tell"), ("Ada Love", "Ada King")],
)
def test_names_that_differ_and_may_yet_be_one_persons(one: str, other: str) -> None:
    assert not are_alike(words_of(one), words_of(other))
    assert not are_strange(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Ina Roth", "Otto Kuhl"), ("Bob", "Rex"), ("山田", "Taro")]
)
def test_names_that_have_nothing_in_common(one: str, other: str) -> None:
    assert are_strange(words_of(one), words_of(other))
