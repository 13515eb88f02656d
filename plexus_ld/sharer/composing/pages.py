"""What a page says of itself, and what an article says: strangers' bytes read. Pure.

Called in a worker.
"""

import re
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin

import nh3
from markdown_it import MarkdownIt

from plexus_ld.model.activity import LinkPreview
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.encodings import decode

#: Longest title, summary and address that is kept, in characters.
_LONGEST: Final = 500
#: Properties of a page's head, the best first (https://ogp.me/).
_TITLES: Final = ("og:title", "twitter:title", "dc.title")
_SUMMARIES: Final = ("og:description", "twitter:description", "description")
_IMAGES: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")
#: Elements after which plain text goes on in a new paragraph, or on a new line.
_BLOCKS: Final = frozenset(
    {
        *("p", "div", "section", "article", "header", "footer", "blockquote", "pre"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "tr", "figure", "hr"),
    }
)
_SILENT: Final = frozenset({"script", "style", "head", "template", "noscript", "svg"})


class _Head(HTMLParser):
    """Collects a page's title and the properties of its head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.found: dict[str, str] = {}
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a ``meta``; note that a title begins."""
        self._is_title = tag == "title" and not self.title
        given = dict(attrs)
        name = (given.get("property") or given.get("name") or "").lower()
        if tag == "meta" and name and given.get("content"):
            self.found.setdefault(name, given["content"] or "")

    def handle_endtag(self, tag: str) -> None:
        """Note that a title ended."""
        self._is_title = self._is_title and tag != "title"

    def handle_data(self, data: str) -> None:
        """Take the title's text."""
        if self._is_title:
            self.title += data


class _Text(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, a line, an item."""
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n\n- " if tag == "li" else "\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img" and not self._silent:
            alt = dict(attrs).get("alt")
            self.parts.append(f"[image: {alt}]" if alt else "")

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph."""
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def preview_of(body: bytes, url: str, media_type: str) -> LinkPreview:
    """Return what a page says of itself; what it does not say is "".

    Args:
        body: Its bytes.
        url: Where it lies.
        media_type: As the server named it.
    """
    head = _Head()
    head.feed(_decoded(body, media_type))
    image = _first(head.found, _IMAGES)
    image = urljoin(url, image) if image else ""
    return LinkPreview(
        url=url,
        title=_line(_first(head.found, _TITLES) or head.title),
        summary=_line(_first(head.found, _SUMMARIES)),
        image=image if image.startswith(("https://", "http://")) else "",
        site=_line(head.found.get("og:site_name", "")),
    )


def article_of(body: bytes, is_html: bool, has_title: bool) -> tuple[str, str, str]:
    """Return an article's title, its text and its HTML, cleaned.

    Args:
        body: The file.
        is_html: Whether it is HTML; otherwise it is Markdown.
        has_title: Whether it has a title already; otherwise the heading that Markdown
            begins with is one, and stands nowhere else.
    """
    text = _decoded(body, "")
    if not is_html:
        return _markdown(text.replace("\r\n", "\n").strip(), has_title)
    head = _Head()
    head.feed(text)
    inside = re.search(r"<body\b[^>]*>(.*?)(?:</body>|$)", text, re.I | re.S)
    html = nh3.clean(inside[1] if inside else text).strip()
    heading = re.search(r"<h1\b[^>]*>(.*?)</h1>", html, re.I | re.S)
    named = head.title or (text_of_html(heading[1]) if heading else "")
    return _line(named), text_of_html(html), html


def _markdown(text: str, has_title: bool) -> tuple[str, str, str]:
    written = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    heading = None if has_title else re.match(r"#\s+(.+?)\s*#*(?:\n|$)", text)
    title = ""
    if heading is not None:
        title = _line(text_of_html(written.renderInline(heading[1])))
        text = text[heading.end() :].strip()
    return title, text, nh3.clean(written.render(text)).strip()


def text_of_html(html: str) -> str:
    """Return the words of HTML, its paragraphs parted by an empty line."""
    words = _Text()
    words.feed(html)
    words.close()
    lines = (line.strip() for line in "".join(words.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(body: bytes, media_type: str) -> str:
    kind, _, parameters = media_type.partition(";")
    named = re.search(r"charset=\"?([\w.:-]+)", parameters, re.I)
    charset = named[1] if named else None
    document = Document("urn:x-plexus:page", body, kind.strip() or None, charset)
    return decode(document)[0]


def _first(found: dict[str, str], names: tuple[str, ...]) -> str:
    return next((found[name] for name in names if found.get(name)), "")


def _line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
