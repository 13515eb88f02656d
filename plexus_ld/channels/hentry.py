"""A page that mentions something, read: what it says of it, and who says so.

Pure, and called in a worker: the page is a stranger's.
Source: microformats2 (h-entry, h-card); https://www.w3.org/TR/webmention/ §3.2.2
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from plexus_ld.errors import ParseError
from plexus_ld.model.activity import Kind, Verb
from plexus_ld.model.arrival import Arrival, Raw, Reading

#: What reading imports at its first call: see `Listener.read`.
IMPORTS: Final = ("mf2py",)
#: Attributes in which a page names another.
_NAMING: Final = frozenset({"href", "src", "cite", "data", "poster"})
#: Characters of a page that are read.
_LONGEST: Final = 1_000_000
_LONGEST_NAME: Final = 200
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
#: Items of a page that are looked at.
_MOST_ITEMS: Final = 200
#: Elements that are open at once; what nests deeper is no page.
_DEEPEST: Final = 500
#: Elements that end by themselves.
_SHORT: Final = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "track", "wbr",
})  # fmt: skip


Properties = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Mentioning:
    """What a page says.

    Attributes:
        author: Who says it: a URL on the page's own host; "" when it does not say.
        name: What they call themselves.
        arrival: What it says, as an arrival.
    """

    author: str
    name: str
    arrival: Arrival


def mention_of(raw: Raw) -> Mentioning | None:
    """Return what a page says of another.

    Args:
        raw: The page; its facts are ``target``, the other page as it is to be named,
            and ``object``, what that page is about.

    Returns:
        None when it does not name the other page.

    Raises:
        ParseError: No reader makes sense of it.
    """
    text = _text(raw)
    target = raw.facts["target"]
    if "html" not in raw.media_type.lower():
        if target not in text:
            return None
        return Mentioning("", "", Arrival(Verb.CREATE, raw.url, url=raw.url))
    page = _Page(raw.url)
    page.read(text)
    if not page.names(target):
        return None
    return _said(raw, _entry(text, raw.url), page.title)


def read(raw: Raw) -> Reading:
    """Make an arrival of a page that mentions something; see `Listener.read`.

    A page that is gone, or does not mention it any more, takes back what it said.
    """
    found = None if "gone" in raw.facts else mention_of(raw)
    if found is None:
        return Reading((Arrival(Verb.DELETE, raw.url),))
    return Reading((found.arrival,))


def _said(raw: Raw, entry: Properties, title: str) -> Mentioning:
    author, name = _author(entry, raw.url)
    words = _first(entry, "content") or _first(entry, "summary")
    called = _first(entry, "name") or ("" if words else title)
    verb, kind = _verb(raw, entry)
    # An edit is one of what was said; a like says nothing that could be edited.
    if "again" in raw.facts and verb is Verb.CREATE:
        verb = Verb.UPDATE
    named = (raw.facts["object"],) if raw.facts.get("object") else ()
    is_act = verb in (Verb.LIKE, Verb.ANNOUNCE)
    arrival = Arrival(
        verb,
        raw.url,
        sender_name=name,
        kind=kind,
        title="" if called.startswith(words[:80]) and words else called,
        text=words,
        html=_html(entry),
        url=raw.url,
        in_reply_to=() if is_act else named,
        target=named if is_act else (),
        published=_moment(_first(entry, "published")),
        updated=_moment(_first(entry, "updated")),
    )
    return Mentioning(author, name, arrival)


def _verb(raw: Raw, entry: Properties) -> tuple[Verb, Kind]:
    target = urldefrag(raw.facts["target"]).url
    acts = (("like-of", Verb.LIKE), ("repost-of", Verb.ANNOUNCE))
    for name, verb in acts:
        named = (urldefrag(urljoin(raw.url, one)).url for one in _all(entry, name))
        if raw.facts.get("object") and target in named:
            return verb, Kind.NOTE
    is_article = bool(_first(entry, "name") and _first(entry, "content"))
    return Verb.CREATE, Kind.ARTICLE if is_article else Kind.NOTE


def _author(entry: Properties, page: str) -> tuple[str, str]:
    """Return who says it; a page speaks for nobody of another host."""
    for one in entry.get("author", ()):
        if isinstance(one, Mapping):
            properties = one.get("properties") or {}
            name = _first(properties, "name") or str(one.get("value") or "")
            url = urljoin(page, _first(properties, "url"))
        else:
            name, url = str(one), ""
        is_own = urlsplit(url).netloc == urlsplit(page).netloc
        return url if is_own else "", " ".join(name.split())[:_LONGEST_NAME]
    return "", ""


def _entry(text: str, url: str) -> Properties:
    """Return the properties of the first entry of a page; none when it has none."""
    import mf2py

    try:
        # A text that is not empty: for an empty one mf2py would fetch the URL.
        items = mf2py.parse(doc=text or " ", url=url)["items"]
    except (
        RecursionError, ValueError, TypeError, LookupError, AttributeError,
        AssertionError,
    ) as error:  # fmt: skip
        raise ParseError("the page nests too deeply") from error
    for item in _items(items):
        if "h-entry" in item.get("type", ()):
            properties: Properties = item.get("properties") or {}
            return properties
    return {}


def _items(items: object) -> Iterator[Mapping[str, Any]]:
    open_ = list(items) if isinstance(items, list) else []
    for _ in range(_MOST_ITEMS):
        if not open_:
            return
        item = open_.pop(0)
        if isinstance(item, Mapping):
            yield item
            open_.extend(item.get("children", ()))


def _all(entry: Properties, name: str) -> Iterator[str]:
    for value in entry.get(name, ()):
        if isinstance(value, Mapping):
            properties = value.get("properties") or {}
            yield _first(properties, "url") or str(value.get("value") or "")
        else:
            yield str(value)


def _first(properties: Properties, name: str) -> str:
    for value in properties.get(name, ()):
        found = value.get("value", "") if isinstance(value, Mapping) else value
        return str(found).strip()
    return ""


def _html(entry: Properties) -> str:
    for value in entry.get("content", []):
        return str(value.get("html", "")) if isinstance(value, Mapping) else ""
    return ""


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _text(raw: Raw) -> str:
    charset = _CHARSET.search(raw.media_type)
    try:
        text = raw.body.decode(charset[1] if charset else "utf-8", errors="replace")
    except (LookupError, ValueError):
        text = raw.body.decode(errors="replace")
    return text[:_LONGEST]


class _Page(HTMLParser):
    """What a page names, and its title; comments and programs name nothing."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = url
        self._urls: set[str] = set()
        self._is_title = False
        self._depth = 0
        self.title = ""

    def read(self, text: str) -> None:
        try:
            self.feed(text)
        except (AssertionError, ValueError, RecursionError) as error:
            raise ParseError("the page makes no sense") from error

    def names(self, target: str) -> bool:
        return target in self._urls or urldefrag(target).url in self._urls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_title = tag == "title" and not self.title
        self._depth += tag not in _SHORT
        if self._depth > _DEEPEST:
            raise ParseError("the page nests too deeply")
        for name, value in attrs:
            if name in _NAMING and value:
                self._name(tag, value.strip())

    def handle_endtag(self, tag: str) -> None:
        self._is_title = False
        self._depth -= tag not in _SHORT

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title = " ".join(f"{self.title} {data}".split())[:_LONGEST_NAME]

    def _name(self, tag: str, value: str) -> None:
        try:
            url = urljoin(self._base, value)
        except ValueError:
            return
        if tag == "base":
            self._base = url
        else:
            self._urls.update((url, urldefrag(url).url))
