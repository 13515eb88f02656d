"""What the head and the links of a page say: profiles, relations, scripts."""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urljoin

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats

#: Relations of XFN 1.1; `me` is whoever this page is about, elsewhere.
RELATIONS: Final = frozenset(
    {"me", "friend", "acquaintance", "contact", "met", "co-worker", "colleague",
     "co-resident", "neighbor", "child", "parent", "sibling", "spouse", "kin", "muse",
     "crush", "date", "sweetheart"}
)  # fmt: skip
#: How a page says that another document says the same, or more, for machines.
_ALTERNATE: Final = frozenset({"alternate", "meta", "describedby", "acl", "preview"})
_RDF_TYPES: Final = frozenset(
    media_type
    for format_, types in formats.MEDIA_TYPES.items()
    if format_ not in {formats.HTML, formats.JCARD}
    for media_type in types
)
_JSONLD: Final = "application/ld+json"
#: What is kept of one page; more is no profile.
_MAX_LINKS: Final = 1000
_MAX_SCRIPTS: Final = 100


_SCRIPT: Final = re.compile(r"<!--|<(script|style|svg)\b([^<>]*)>", re.IGNORECASE)
#: Marks of tags that never end, one after the other, that a page may have.
_MAX_BROKEN: Final = 2000


def lean(text: str) -> str:
    """Return a page without its programs, styles and drawings.

    Raises:
        ParseError: It is made of tags that never end, on which every HTML reader
            spends a time that grows with the square of their number.
    """
    pieces = []
    position = 0
    while found := _SCRIPT.search(text, position):
        closing = f"</{found[1]}" if found[1] else "-->"
        end = text.find(closing, found.end())
        end = len(text) if end < 0 else end
        keep = not found[1] or _JSONLD in found[2]
        pieces.append(text[position : end if keep else found.end()])
        position = end
    page = "".join([*pieces, text[position:]])
    if len(_BROKEN.findall(page)) > _MAX_BROKEN:
        raise ParseError("a page of tags that never end: not read")
    return page


_BROKEN: Final = re.compile(r"<[^<>]*(?=<|$)")


class Links(HTMLParser):
    """Reads a page once, however ill-formed, for what stands in its links.

    Attributes:
        document: The page's own IRI.
        base: What its relative references are resolved against.
        profiles: Documents that say in RDF what the page says, or are its owner's.
        relations: (relation, URL) of XFN, in order.
        scripts: The texts of JSON-LD scripts.
    """

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.document = base
        self.base = base
        self.profiles: dict[str, None] = {}
        self.relations: dict[tuple[str, str], None] = {}
        self.scripts: list[str] = []
        self._script: list[str] | None = None
        self._based = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a link, a script or a base."""
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "base" and not self._based and given.get("href"):
            self._based = True
            self.base = self._resolved(given["href"]) or self.base
        elif tag in {"a", "link", "area"} and given.get("href"):
            self._link(tag, given)
        elif tag == "script" and given.get("type", "").partition(";")[0] == _JSONLD:
            self._script = []

    def handle_endtag(self, tag: str) -> None:
        """Take a script whose end this is."""
        if tag == "script" and self._script is not None:
            if len(self.scripts) < _MAX_SCRIPTS:
                self.scripts.append("".join(self._script))
            self._script = None

    def handle_data(self, data: str) -> None:
        """Take the text of a script."""
        if self._script is not None:
            self._script.append(data)

    def close(self) -> None:
        """Take a script that the page left open."""
        super().close()
        self.handle_endtag("script")

    def _link(self, tag: str, given: dict[str, str]) -> None:
        relations = given.get("rel", "").lower().split()
        if not relations or len(self.profiles) + len(self.relations) > _MAX_LINKS:
            return
        url = self._resolved(given["href"])
        if url is None:
            return
        for relation in relations:
            if relation in RELATIONS:
                self.relations[relation, url] = None
        media_type = given.get("type", "").partition(";")[0].strip().lower()
        rdf = media_type in _RDF_TYPES and not _ALTERNATE.isdisjoint(relations)
        if (rdf or "me" in relations) and url.startswith(("http:", "https:")):
            document = urldefrag(url)[0]
            if document != self.document:
                self.profiles[document] = None

    def _resolved(self, reference: str) -> str | None:
        try:
            return urljoin(self.base, reference.strip())
        except ValueError:
            return None
