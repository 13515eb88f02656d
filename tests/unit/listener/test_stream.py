"""What was heard is shown, marked and found by its words, whatever stands in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plexus_ld.errors import StreamError
from plexus_ld.listener.stream.words import Words, expression
from tests.unit.listener.postcards import ADA, BOB, MALLORY, House, point

FEED = point("bob", BOB)
OTHERS = point("carol", MALLORY)
#: Strings that break what handles text carelessly; made up here.
ROUGH = [
    "plain",
    "'; DROP TABLE words; --",
    '"quoted" and \\back\\slashed\\',
    "a\tb\nc",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}",
    "Zalgo: t\u0320\u0353o\u032e\u0354o",
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{PILE OF POO}",
    "separators \u2028\u2029 of lines",
    "<script>alert(1)</script>",
    "<iri> <b> . } #",
    "${jndi:ldap://x} %s %n {0}",
    "undefined null NaN -0 1e999",
    "日本語の文字列",
    "\u0130\u0131 ßẞ ﬁ",
]


@pytest.fixture
def house() -> Iterator[House]:
    made = House.of(FEED, OTHERS)
    with made.plex:
        yield made


@pytest.mark.parametrize("text", ROUGH)
def test_whatever_is_said_is_kept_and_found_as_it_was_said(
    house: House, text: str
) -> None:
    card = {
        "id": text,
        "text": text,
        "summary": text,
        "tags": [text],
        "sender_name": text,
        "url": text,
        "attachments": [{"media_type": text, "url": text, "name": text, "alt": text}],
    }

    house.hear(FEED, card)
    house.hear(FEED, card)

    (entry,) = house.stream.timeline()
    assert entry.text == entry.summary == text.strip()
    assert entry.renditions[0].ids == (text,)
    assert entry.updated is None


def test_control_characters_are_left_out(house: House) -> None:
    house.hear(
        FEED, {"id": "1", "text": "a\x00b\x1b[31mc\x9bd\ufffe", "title": "x\x07y"}
    )

    (entry,) = house.stream.timeline()

    assert (entry.text, entry.title) == ("ab[31mcd", "xy")


def test_what_is_far_too_long_is_bounded(house: House) -> None:
    house.hear(
        FEED,
        {"id": "i" * 10_000, "text": "t" * 3_000_000, "title": "n" * 10_000},
        {"id": "2", "html": "<b>" * 100_000 + "deep"},
    )

    long, deep = sorted(house.stream.timeline(), key=lambda one: -len(one.text))
    assert len(long.text) == 100_000
    assert len(long.title) == 1_000
    assert len(deep.html) < 1_000_000


def test_html_is_cleaned_and_its_pictures_are_only_named(house: House) -> None:
    html = (
        "<p onclick=x()>Hi <a href='javascript:x()'>you</a><script>x()</script>"
        "<img src='https://spy.example/1.gif' alt='a dog'></p><iframe src=x></iframe>"
    )

    house.hear(FEED, {"id": "1", "html": html})

    (entry,) = house.stream.timeline()
    assert entry.text == "Hi you"
    assert not {"script", "onclick", "img", "iframe"} & set(entry.html.split())
    assert "spy" not in entry.html
    assert "javascript" not in entry.html
    assert [(one.url, one.alt) for one in entry.attachments] == [
        ("https://spy.example/1.gif", "a dog")
    ]


def test_a_person_a_time_and_what_is_unread_narrow_the_timeline(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "old"})
    house.hear(OTHERS, {"id": "2", "text": "theirs"})
    house.hear(FEED, {"id": "3", "text": "new"})
    stream = house.stream

    stream.mark_read([stream.timeline()[0].iri])

    assert [one.text for one in stream.timeline(people=[BOB])] == ["new", "old"]
    assert [one.text for one in stream.timeline(since=house.now)] == ["new"]
    assert [one.text for one in stream.timeline(unread=True)] == ["theirs", "old"]
    assert [one.text for one in stream.timeline(limit=1)] == ["new"]
    assert stream.timeline(people=[]) == ()


def test_what_is_read_is_read_once(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "x"})
    (entry,) = house.stream.timeline()

    assert house.stream.mark_read([entry.iri]) == 1
    first = house.stream.timeline()[0].read
    assert house.stream.mark_read([entry.iri, ADA]) == 0
    assert house.stream.timeline()[0].read == first


def test_what_is_saved_stands_out_and_what_is_ignored_is_gone(house: House) -> None:
    house.hear(FEED, {"id": "1", "text": "x"})
    (entry,) = house.stream.timeline()

    assert house.stream.save(entry.id).marks == ("save",)
    assert house.stream.ignore(entry.id).marks == ("ignore",)

    assert house.texts() == []
    assert house.stream.search("x") == ()


@pytest.mark.parametrize("words", ["", "ab", "ffffffff", "urn:uuid:nothing", "<>"])
def test_an_id_that_means_nothing_is_said_so(house: House, words: str) -> None:
    with pytest.raises(StreamError):
        house.stream.save(words)


def test_words_are_found_whatever_their_case_and_accents(house: House) -> None:
    house.hear(
        FEED,
        {"id": "1", "title": "Café", "text": "The shed in the garden is done."},
        {"id": "2", "text": "Gardens need water. 東京の天気は晴れ"},
    )
    stream = house.stream

    def found(words: str) -> list[str]:
        return sorted(hit.entry.renditions[0].ids[0] for hit in stream.search(words))

    assert found("CAFE") == ["1"]
    assert found("garden*") == ["1", "2"]
    assert found('"shed in the"') == ["1"]
    assert found('"the shed in garden"') == []
    assert found("garden -shed") == []
    assert found("天気") == ["2"]
    assert found("气") == []
    assert "[天気]" in stream.search("天気")[0].snippet.replace("][", "")


@pytest.mark.parametrize(
    "words", ["", '"', "(((", "NEAR(", "a OR", "* -", "title:x", "-only", "\x00", "^^"]
)
def test_nothing_that_is_typed_is_an_error(house: House, words: str) -> None:
    house.hear(FEED, {"id": "1", "text": "hello"})

    assert house.stream.search(words) == ()
    assert isinstance(expression(words), str)


def test_the_index_follows_edits_and_deletions(house: House) -> None:
    words = Words(house.store, None)
    house.points[0] = FEED
    house.hear(FEED, {"id": "1", "text": "before"})
    assert len(words.search("before", 9)) == 1

    house.hear(FEED, {"id": "1", "text": "after"})

    assert words.search("before", 9) == []
    assert len(words.search("after", 9)) == 1


def test_an_index_that_is_damaged_or_gone_is_made_anew(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "words.db"
    house.hear(FEED, {"id": "1", "text": "hello"})
    words = Words(house.store, file)
    assert len(words.search("hello", 9)) == 1
    words.close()
    file.write_bytes(b"no database at all" * 100)

    assert len(Words(house.store, file).search("hello", 9)) == 1

    fresh = Words(house.store, tmp_path / "other.db")
    fresh.rebuild()
    assert len(fresh.search("hello", 9)) == 1
