"""The microformats suite's cards, through import.

The suite says what a page's cards are, as JSON; that JSON, said in FOAF and vCard
terms, is what importing the page must give.
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.engine import Statements, as_stored
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound
from plexus_ld.rdf.microformats import parts_of_items
from plexus_ld.rdf.parsing import read
from tests.suites.graphs import canonical, restored

SUITE: Final = Path(__file__).parents[3] / "shared/suites/microformats"
BASE: Final = "http://example.com/"

#: Cases that fail because of a library, and why; the list may only shrink.
FAILS: Final[dict[str, str]] = {
    "microformats-v1/hcard/single": "mf2py no longer knows hCard's rev and sort-string",
    "microformats-v1/hcard/multiple": "nor its agent, key and sound",
}

PAGES: Final = sorted(
    page
    for folder in ("h-card", "hcard")
    for page in SUITE.glob(f"*/{folder}/*.html")
    if page.with_suffix(".json").is_file()
)
ALL_PAGES: Final = sorted(SUITE.glob("*/*/*.html"))


def name(page: Path) -> str:
    return page.relative_to(SUITE).with_suffix("").as_posix()


def document_of(page: Path) -> Document:
    return Document(BASE, page.read_bytes(), "text/html")


def test_that_the_suite_is_there(shared: Path) -> None:
    assert len(PAGES) > 20
    assert len(ALL_PAGES) > 100


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_that_a_card_says_what_it_says(page: Path) -> None:
    wanted = _expected(page)

    said = restored(read(document_of(page)))

    if name(page) in FAILS:
        assert said != wanted, "it passes now: take it off the list"
        return
    assert said == wanted


@pytest.mark.parametrize("page", ALL_PAGES, ids=name)
def test_that_any_page_is_read_or_refused_in_words(page: Path) -> None:
    try:
        reading = read(document_of(page))
    except ParseError as error:
        assert str(error)
        return

    assert reading.format == "html"


def test_that_every_listed_case_is_one() -> None:
    assert FAILS.keys() <= {name(page) for page in PAGES} or not PAGES


def _expected(page: Path) -> str:
    document: dict[str, Any] = json.loads(page.with_suffix(".json").read_text("utf-8"))
    parts = parts_of_items(document["items"], BASE, Notes())
    kept = sound(parts, BASE, Notes(), Notes())
    return canonical(as_stored(Statements.of(kept).lines))
