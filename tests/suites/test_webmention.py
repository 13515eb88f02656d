"""The webmention suite: where a page's endpoint is, by header, link or anchor."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any, Final

import pytest

from plexus_ld.channels.webmention import endpoint_of
from plexus_ld.net.client import Answer

SUITE: Final = Path(__file__).parents[3] / "shared/suites/webmention/discovery.json"
#: Where the suite's own server has its pages.
BASE: Final = "http://127.0.0.1:8899"
_FILE = json.loads(SUITE.read_bytes()) if SUITE.is_file() else {"discovery": {}}
CASES: Final[dict[str, Any]] = _FILE["discovery"]


def answer_of(number: str) -> Answer:
    """The page as the suite's server sends it: links in the head, words in the body."""
    case = CASES[number]
    body = (
        f"<!DOCTYPE html><html><head><title>{case['name']}</title>{case['link_tag']}"
        f"</head><body><p>{case['description']}</p></body></html>"
    )
    headers = {"content-type": "text/html; charset=utf-8"}
    if case["link_header"]:
        headers["link"] = case["link_header"]  # names are in lower case past the door
    return Answer(f"{BASE}/test/{number}", 200, headers, body.encode())


def test_that_the_suite_is_there(shared: Path) -> None:
    assert shared.is_dir()
    assert len(CASES) == 11


@pytest.mark.parametrize("number", CASES)
def test_that_the_endpoint_is_found(number: str) -> None:
    case = CASES[number]

    found = endpoint_of(answer_of(number))

    said = unescape(f"{case['link_header']} {case['link_tag']} {case['description']}")
    assert found == f"{BASE}/test/{number}/webmention"
    assert re.search(rf"/test/{number}/webmention\b", said)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<a rel="not-webmention" href="/no">', None),
        ('<!-- <a rel="webmention" href="/no"> -->', None),
        ('<script>"<link rel=webmention href=/no>"</script>', None),
        ('<p>&lt;link rel="webmention" href="/no"&gt;</p>', None),
        ('<link rel="webmention"><a rel="webmention" href="/yes">', "/yes"),
        ('<link rel="webmention" href="">', "/page"),
        ("<a href=/yes rel=webmention>", "/yes"),
        ('<LINK HREF="/yes?a=1&amp;b=2" REL="WebMention">', "/yes?a=1&b=2"),
        ('<base href="/in/"><a rel="webmention" href="yes">', "/in/yes"),
        ('<a title="a > b" rel="webmention" href="/yes">', "/yes"),
        ('<a rel="webmention" href="mailto:bob@bob.example">', None),
    ],
)
def test_that_a_trap_is_none(body: str, found: str | None) -> None:
    answer = Answer(f"{BASE}/page", 200, {"content-type": "text/html"}, body.encode())

    assert endpoint_of(answer) == (None if found is None else f"{BASE}{found}")
