"""Links that an answer or a page declares: ``Link`` headers, ``link`` and ``a`` tags.

A page is looked through by eye, so to say: nothing of it is built, what stands in
comments and programs is passed over, and the time grows with its length alone.
Specification: RFC 8288; HTML §4.2.4, §4.6.2
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

#: Most characters of a page that are looked through; links are said in its head.
MAX_PAGE_CHARACTERS: Final = 512 * 1024
#: Most tags that are looked at.
_MAX_TAGS: Final = 5000
#: Longest Link header that is read, in characters, and most links in it.
_MAX_HEADER: Final = 16 * 1024
_MAX_LINKS: Final = 100

_VALUE: Final = re.compile(
    r"<([^<>]{0,8192})>((?:\s*;\s*[\w!#$&+\-.^`|~*]+\s*(?:=\s*(?:\"[^\"]*\"|[^\",;\s]*))?)*)"
)
_PARAMETER: Final = re.compile(
    r";\s*([\w!#$&+\-.^`|~*]+)\s*(?:=\s*(?:\"([^\"]*)\"|([^\",;\s]*)))?"
)
#: What is passed over whole, and what is looked at. Quantifiers are bounded and never
#: turned back from, so that no page can keep us busy.
_MARK: Final = re.compile(
    r"<!--|<(script|style|textarea|title|xmp|noembed|noframes|iframe|template)\b"
    r"|<(link|a|area|base)(?=[\s/])"
    r"((?:[^<>\"']{1,2048}+|\"[^\"]{0,4096}+\"|'[^']{0,4096}+'){0,32}+)>",
    re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(
    r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?"
)


@dataclass(frozen=True, slots=True)
class Link:
    """One declared link.

    Attributes:
        relations: What the target is to the page, in lower case.
        url: The target, absolute.
        media_type: Its type, as the page says, in lower case; "" if it does not.
        title: What the page calls it.
        tag: ``link``, ``a``, ``area``; ``header`` for one in a header.
    """

    relations: frozenset[str]
    url: str
    media_type: str = ""
    title: str = ""
    tag: str = "header"


def links_of_header(header: str, base: str) -> tuple[Link, ...]:
    """Return the links of a Link header; several such headers are joined by commas.

    Args:
        header: The value.
        base: What relative targets are read against: the URL that answered.
    """
    found: list[Link] = []
    for value in _VALUE.finditer(header[:_MAX_HEADER]):
        given: dict[str, str] = {}
        for name, quoted, bare in _PARAMETER.findall(value[2]):
            given.setdefault(name.lower(), quoted or bare)
        url = _resolved(base, value[1])
        if url is not None and len(found) < _MAX_LINKS:
            found.append(_link(given, url, "header"))
    return tuple(found)


def links_of_page(text: str, base: str) -> Iterator[Link]:
    """Yield the links of a page that say what they are, in its order.

    Args:
        text: The page.
        base: Its URL; a ``base`` tag changes what follows.
    """
    for tag, attributes in _tags(text[:MAX_PAGE_CHARACTERS]):
        given = _given(attributes)
        if "href" not in given:
            continue
        url = _resolved(base, given["href"])
        if tag == "base":
            base = url or base
        elif url is not None and given.get("rel"):
            yield _link(given, url, tag)


def _tags(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    for _ in range(_MAX_TAGS):
        found = _MARK.search(text, position)
        if found is None:
            return
        position = found.end()
        if found[2]:
            yield found[2].lower(), found[3]
        else:
            position = _end_of(text, position, found[1])


def _end_of(text: str, position: int, tag: str | None) -> int:
    """Return where a comment or a program ends; one that never does ends the page."""
    closing = re.compile(f"</{tag}" if tag else "-->", re.IGNORECASE)
    found = closing.search(text, position)
    return found.end() if found else len(text)


def _given(attributes: str) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        given.setdefault(name.lower(), unescape(double or single or bare))
    return given


def _link(given: dict[str, str], url: str, tag: str) -> Link:
    media_type = given.get("type", "").partition(";")[0].strip().lower()
    relations = frozenset(given.get("rel", "").lower().split())
    return Link(relations, url, media_type, given.get("title", "").strip()[:300], tag)


def _resolved(base: str, reference: str) -> str | None:
    """Return an absolute URL of the web, or None."""
    try:
        url = urljoin(base, reference.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
