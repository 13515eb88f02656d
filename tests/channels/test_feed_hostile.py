"""Feeds that were written to cost time: bounded by a look, however they are encoded."""

import pytest

from plexus_ld.channels.feed import read
from plexus_ld.channels.feed.patient import MAX_ELEMENTS, elements
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Raw

OPEN = "<a>" * (MAX_ELEMENTS * 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_more_elements_than_a_feed_has_are_not_read(encoding: str) -> None:
    """Read, they take five seconds on the machine that this was found on."""
    with pytest.raises(ParseError, match="elements"):
        read(Raw("feed", OPEN.encode(encoding)))


def test_html_that_is_quoted_in_a_feed_is_not_counted() -> None:
    quoted = f"<![CDATA[{OPEN}]]>"
    feed = f"<rss><channel><item><title>x</title>{quoted}</item></channel></rss>"

    assert elements(feed.encode()) == 4
    assert elements(b"<a><![CDATA[<a><a>") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-be"])
def test_a_desert_of_white_space_is_crossed(encoding: str) -> None:
    """Its parser took the square of a run: minutes for half a megabyte."""
    desert = "\r\n" * 200_000
    head = f'<?xml version="1.0" encoding="{encoding.partition("-le")[0]}"?>'
    item = "<item><guid>1</guid><title>Water</title></item>"
    rss = (
        f"{head}{desert}<rss xml:base='' version='2.0'><channel>{item}</channel></rss>"
    )
    bom = "\ufeff" if encoding != "utf-8" else ""

    reading = read(Raw("feed", f"{bom}{rss}".encode(encoding)))

    assert [one.title for one in reading.arrivals] == ["Water"]
