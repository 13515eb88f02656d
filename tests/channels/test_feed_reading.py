"""What is read in a feed, beyond what the suite asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plexus_ld.channels.feed import read
from plexus_ld.channels.feed.discovery import feeds_of
from plexus_ld.channels.feed.words import MAX_ENTRIES
from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Kind, Verb
from plexus_ld.model.arrival import Raw, Reading
from tests.channels.subjects.feed import ATOM, JSON, RSS

URL = "https://bob.example/feed"


def reading(body: bytes | str, url: str = URL) -> Reading:
    return read(Raw("feed", body if isinstance(body, bytes) else body.encode(), url))


def rss(inside: str, head: str = "") -> Reading:
    return reading(
        '<?xml version="1.0"?><rss version="2.0" '
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Bob</title>'
        f"<link>https://bob.example/</link>{head}{inside}</channel></rss>"
    )


def test_an_entry_brings_all_that_it_says() -> None:
    said = reading(RSS)

    wood = said.arrivals[1]
    assert (said.title, said.pace) == ("Bob's shed", timedelta(minutes=90))
    assert wood.id == wood.url == "https://bob.example/wood"
    assert (wood.verb, wood.kind, wood.title) == (
        Verb.CREATE, Kind.ARTICLE, "Wood & glue",
    )  # fmt: skip
    assert wood.html == '<p>Of <a href="https://bob.example/glue">glue</a>.</p>'
    assert wood.tags == ("wood",)
    assert wood.published == datetime(2026, 3, 1, 10, tzinfo=UTC)
    (sound,) = wood.attachments
    assert (sound.media_type, sound.size_bytes) == ("audio/mpeg", 1200)


def test_an_entry_without_an_id_is_known_again_by_what_it_says() -> None:
    one = rss("<item><description>Hello</description></item>").arrivals[0]
    same = rss("<item><description>Hello</description></item>").arrivals[0]
    other = rss("<item><description>Hallo</description></item>").arrivals[0]

    assert one.id == same.id != other.id
    assert (one.kind, one.text) == (Kind.NOTE, "Hello")


def test_an_answer_a_hub_and_a_deletion_are_heard() -> None:
    said = reading(ATOM)

    tea, gone = said.arrivals
    assert tea.in_reply_to == ("https://ada.example/said/1", "https://ada.example/tea")
    assert (tea.url, tea.language) == ("https://bob.example/tea", "en")
    assert (gone.verb, gone.id) == (Verb.DELETE, "tag:bob.example,2026:0")
    assert said.hub == "https://hub.example/"


def test_answers_are_told_apart_where_the_quick_reader_leaves_them_out() -> None:
    body = ATOM.replace(b' xml:base="https://bob.example/" xml:lang="en"', b"")
    second = body[body.index(b"<entry>") : body.index(b"</feed>")]
    second = second.replace(b"2026:1", b"2026:2").replace(b"said/1", b"said/2")
    body = body.replace(b"</feed>", second + b"</feed>")

    said = {one.id[-1]: one for one in reading(body).arrivals if one.in_reply_to}

    assert said["1"].in_reply_to[0] == "https://ada.example/said/1"
    assert said["2"].in_reply_to[0] == "https://ada.example/said/2"


def test_json_says_the_same() -> None:
    (tea,) = reading(JSON).arrivals

    assert (tea.id, tea.url, tea.text) == ("1", "https://bob.example/1", "Four it is.")
    assert tea.also == ("https://bob.example/1",)
    assert tea.attachments[0].media_type == "image/png"


def test_the_oldest_comes_first() -> None:
    dated = "<item><guid>{0}</guid><title>x</title><pubDate>{1}</pubDate></item>"
    days = ["Tue, 03 Mar 2026", "Sun, 01 Mar 2026", "Mon, 02 Mar 2026"]
    items = (dated.format(n, f"{day} 10:00:00 GMT") for n, day in enumerate(days))

    assert [one.id for one in rss("".join(items)).arrivals] == ["1", "2", "0"]


@pytest.mark.parametrize(
    ("head", "pace"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        (
            "<sy:updatePeriod> hourly </sy:updatePeriod>"
            "<sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
    ],
)
def test_a_feed_says_how_often_it_changes(head: str, pace: timedelta | None) -> None:
    assert rss("<item><title>x</title></item>", head).pace == pace


def test_a_feed_says_when_it_sleeps() -> None:
    said = rss(
        "<item><title>x</title></item>",
        "<skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Noday</day></skipDays>",
    )

    assert said.skip_hours == {0, 7}
    assert said.skip_days == {6}


def test_a_feed_that_would_always_sleep_is_asked_all_the_same() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24))

    said = rss("<item><title>x</title></item>", f"<skipHours>{hours}</skipHours>")

    assert said.skip_hours == frozenset()


def test_a_link_blogs_link_is_not_mistaken_for_its_own_page() -> None:
    item = (
        "<item><title>Wood</title><guid>https://bob.example/links/1</guid>"
        "<link>https://carol.example/wood</link></item>"
    )

    (one,) = rss(item).arrivals

    assert one.url == "https://bob.example/links/1"
    assert one.link == "https://carol.example/wood"
    assert one.also == ()


def test_an_archive_gives_its_newest_entries() -> None:
    items = "".join(f"<item><title>{n}</title></item>" for n in range(MAX_ENTRIES + 5))

    said = rss(items).arrivals

    assert len(said) == MAX_ENTRIES
    assert said[-1].title == "0"


@pytest.mark.parametrize(
    "body", ["", "hello", "<html><body>Hello", '{"a": 1}', "[]", "\0\0\0"]
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        reading(body)


def test_a_charset_that_only_the_server_names_is_kept_to() -> None:
    body = "<rss><channel><item><title>Größe</title></item></channel></rss>"
    raw = Raw("feed", body.encode("latin-1"), URL, "text/xml; charset=iso-8859-1")

    assert read(raw).arrivals[0].title == "Größe"
    assert read(replace(raw, media_type="")).arrivals


PAGE = """<!DOCTYPE html><html><head><title>Bob</title>
<link rel="stylesheet alternate" type="text/css" href="/style.css">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments">
<link rel="alternate" type="application/atom+xml" title="Bob" href="feed.atom">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/json" href="/wp-json/1">
<link rel="alternate" type="application/feed+json" href="https://b.example/feed.json">
<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->
<script>x = '<link rel="alternate" type="application/rss+xml" href="/no">'</script>
</head><body><a rel="feed" href="/all">All</a></body></html>"""


def test_a_page_names_its_feeds_and_comments_come_last() -> None:
    found = feeds_of(PAGE, "https://bob.example/blog/")

    assert [feed.url for feed in found] == [
        "https://bob.example/blog/feed.atom",
        "https://b.example/feed.json",
        "https://bob.example/all",
        "https://bob.example/comments",
    ]
    assert found[0].title == "Bob"


def test_no_page_keeps_us_busy() -> None:
    hostile = (
        "<link " * 80_000, "<!--" * 120_000, "<script>" * 60_000, "<a '" * 120_000,
        '<a "' * 120_000, '<link rel="' + "x" * 500_000, "<a b=c " + "d='e' " * 80_000,
    )  # fmt: skip

    # A time that grew with the square of the length would be minutes.
    assert [feeds_of(page, URL) for page in hostile] == [()] * len(hostile)
