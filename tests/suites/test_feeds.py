"""The feed suite through the feed channel: each file is read, its expectation held.

The expectation stands in the file's head comment, in feedparser's words. Comparable is
what an arrival carries; of a file that speaks of other things only (a generator, an
image of the channel, a map) it is asked that it is read at all.
"""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from plexus_ld.channels.feed import read
from plexus_ld.channels.feed.words import line
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Arrival, Raw, Reading

SUITE: Final = Path(__file__).parents[3] / "shared/suites/feeds"
#: Where the suite's own server has its files: relative links are read against it.
BASE: Final = "http://127.0.0.1:8097/"

#: Cases that fail, and why; the list may only shrink.
FAILS: Final[dict[str, str]] = {
    "encoding/demoronize-1.xml": "what is declared is read",
    "encoding/demoronize-2.xml": "the same",
    "wellformed/atom10/entry_category_term.xml": "ours: a tag is what people call it",
    "wellformed/atom10/entry_category_term_non_ascii.xml": "the same",
    "wellformed/atom10/entry_id_no_normalization_4.xml": "feedparser makes it a URL",
    "wellformed/atom10/entry_id_with_attributes.xml": "the same",
    "wellformed/atom10/entry_link_rel_license.xml": "ours: a licence is no permalink",
    "wellformed/lang/entry_content_xml_lang_blank.xml": "the feed's language is taken",
    "wellformed/lang/entry_content_xml_lang_blank_2.xml": "the same",
    "wellformed/lang/item_content_encoded_xml_lang.xml": "RSS has no xml:lang",
    "wellformed/lang/item_content_encoded_xml_lang_inherit.xml": "the same",
    "wellformed/media-rss/item_media_title2.xml": "the picture's title is taken",
    "wellformed/rss/item_description_and_summary.xml": "RSS has no summary",
    "wellformed/rss/item_summary_and_description.xml": "the same",
}
#: What is refused, and why: nothing of a feed is in it.
UNREADABLE: Final = {"illformed/rss_empty_document.xml": "that is no feed"}

FILES: Final = sorted(
    file for file in SUITE.rglob("*") if file.suffix in (".xml", ".json")
)
_EXPECT: Final = re.compile(rb"Expect:\s*(.*?)(?:-->|\n)", re.DOTALL)
_HEADER: Final = re.compile(rb"^Header:\s*([\w-]+):\s*(.*)$", re.MULTILINE)

Path_ = tuple[str | int, ...]
Check = tuple[int, Path_, Any]


def name(file: Path) -> str:
    return file.relative_to(SUITE).as_posix()


def raw_of(file: Path) -> Raw:
    body = file.read_bytes()
    headers = {
        found[1].decode().lower(): found[2].decode().strip()
        for found in _HEADER.finditer(_head(body))
    }
    url = headers.get("content-location") or BASE + name(file)
    return Raw("feed", body, url, headers.get("content-type", ""))


def _head(body: bytes) -> bytes:
    """Return the head comment; the marks of UTF-16 and UTF-32 are left out."""
    return body[:8192].replace(b"\0", b"").replace(b"\r", b"\n")


def checks_of(file: Path) -> list[Check]:
    """Return what a file expects of entries: number, path and value."""
    found = _EXPECT.search(_head(file.read_bytes()))
    try:
        tree = ast.parse(found[1].strip().decode(), mode="eval") if found else None
    except (SyntaxError, UnicodeDecodeError):
        return []
    if tree is None or any(isinstance(node, ast.Or) for node in ast.walk(tree)):
        return []
    return [check for node in ast.walk(tree) for check in _checks(node)]


def _checks(node: ast.AST) -> Iterator[Check]:
    if not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)):
        return
    if len(node.ops) > 1 or not isinstance(node.left, ast.Subscript):
        return
    try:
        wanted = ast.literal_eval(node.comparators[0])
        path = _path(node.left)
    except ValueError:
        return
    if path[0] == "entries" and isinstance(path[1], int):
        yield path[1], path[2:], wanted


def _path(node: ast.expr) -> Path_:
    if isinstance(node, ast.Subscript):
        return (*_path(node.value), ast.literal_eval(node.slice))
    if isinstance(node, ast.Name):
        return (node.id,)
    raise ValueError


def _texts(arrival: Arrival, wanted: Any) -> bool:
    said = {line(text, 10**6) for text in (arrival.html, arrival.text, arrival.summary)}
    return line(str(wanted), 10**6) in said


def _dated(found: datetime | None, wanted: Any) -> bool:
    return found is not None and found.timetuple()[:6] == tuple(wanted[:6])


#: What of feedparser's words an arrival carries.
CARRIED: Final[dict[Path_, Callable[[Arrival, Any], bool]]] = {
    ("title",): lambda a, v: a.title == line(v),
    ("title_detail", "value"): lambda a, v: a.title == line(v),
    ("id",): lambda a, v: a.id == v,
    ("guid",): lambda a, v: a.id == v,
    ("link",): lambda a, v: v in (a.url, a.link),
    ("links", 0, "href"): lambda a, v: v in (a.url, a.link),
    ("content", 0, "value"): _texts,
    ("summary",): _texts,
    ("summary_detail", "value"): _texts,
    ("description",): _texts,
    ("author",): lambda a, v: a.sender_name == line(v),
    ("tags", 0, "term"): lambda a, v: line(v) == "" or line(v) in a.tags,
    ("enclosures", 0, "href"): lambda a, v: a.attachments[0].url == v,
    ("enclosures", 0, "url"): lambda a, v: a.attachments[0].url == v,
    ("enclosures", 0, "type"): lambda a, v: a.attachments[0].media_type == v,
    ("enclosures", 0, "length"): lambda a, v: str(a.attachments[0].size_bytes) == v,
    ("published_parsed",): lambda a, v: _dated(a.published, v),
    ("updated_parsed",): lambda a, v: _dated(a.updated, v),
    ("content", 0, "language"): lambda a, v: a.language == (v or ""),
}

CASES: Final = [
    file
    for file in FILES
    if "sanitize" not in file.parts  # whoever keeps an arrival cleans it
    and any(path in CARRIED for _, path, _ in checks_of(file))
]


def holds(reading: Reading, check: Check) -> bool:
    number, path, wanted = check
    held = CARRIED.get(path)
    # The suite's entries stand newest first.
    newest_first = reading.arrivals[::-1]
    return held is None or held(newest_first[number], wanted)


def test_that_the_suite_is_there(shared: Path) -> None:
    assert len(FILES) > 1800
    assert len(CASES) > 280


@pytest.mark.parametrize("folder", ["encoding", "illformed", "json", "wellformed"])
def test_that_every_file_is_read(folder: str, shared: Path) -> None:
    unread = []
    for file in sorted((SUITE / folder).rglob("*.*")):
        try:
            read(raw_of(file))
        except ParseError as error:
            unread.append(f"{name(file)}: {error}")

    assert unread == [
        f"{at}: {why}" for at, why in UNREADABLE.items() if at.startswith(folder)
    ]


def test_that_arrivals_say_what_the_files_say(shared: Path) -> None:
    failing = {
        name(file)
        for file in CASES
        if not all(holds(read(raw_of(file)), check) for check in checks_of(file))
    }

    assert failing == FAILS.keys()
