"""Strangers' words made harmless and bounded: plain text, HTML, names, IRIs. Pure.

HTML goes through nh3; what loads or acts is taken out, pictures too, because a remote
picture tells its server that it was looked at: they become attachments.
"""

import re
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from typing import Final
from urllib.parse import quote

from rdflib import URIRef

from plexus_ld.errors import ParseError
from plexus_ld.rdf.lines import text_of

#: What cleaning imports when there is HTML to be cleaned.
IMPORTS: Final = ("nh3",)
#: Characters of a text that are kept; the rest is a book, and lies at its link.
MAX_TEXT: Final = 100_000
#: Characters of HTML that are looked at; cleaning takes time for each.
MAX_HTML: Final = 400_000
#: Characters of a title, a name, a description.
MAX_NAME: Final = 1_000
#: Characters of an id that are kept as they are; a longer one is kept as its hash.
MAX_ID: Final = 2_000

#: What terminals obey and RDF cannot hold: C0 and C1 controls but tab and line feed,
#: halves of surrogate pairs, noncharacters.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n ?")
_GAPS: Final = re.compile(r"\n{3,}")
#: Elements after which a line ends, and those after which a paragraph does.
_BREAKS: Final = re.compile(r"<(?:br|/li|/tr|/dt|/dd|li)\b[^>]*>")
_PARAGRAPHS: Final = re.compile(
    r"</(?:p|div|h[1-6]|blockquote|pre|ul|ol|dl|table|figure|figcaption)>"
)
_TAGS: Final = re.compile(r"<[^>]*>")
_IMAGE: Final = re.compile(r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>')
_ATTRIBUTE: Final = re.compile(r'([\w-]+)="([^"]*)"')
#: Markup that says no more than the plain text made of it.
_PLAIN_TAGS: Final = re.compile(r"</?(?:p|br|div|span)>")
_ALLOWED: Final = {
    *("a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl"),
    *("dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt"),
    *("ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody"),
    *("td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var"),
}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "time": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES: Final = {"http", "https", "mailto", "xmpp", "tel", "geo", "magnet", "matrix"}
_WORD: Final = re.compile(r"<[a-zA-Z/!?]")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:")
#: What no IRI holds: RFC 3987 §2.2.
_QUOTED: Final = re.compile(r'[\x00-\x20<>"{}|\\^`\ud800-\udfff]')
_ESCAPED: Final = re.compile(r'[\\"\n\r\t]')
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def plain(text: str, longest: int = MAX_TEXT) -> str:
    """Return a text without what nobody should obey, bounded."""
    if len(text) > 2 * longest:
        text = text[: 2 * longest]
    if not text.isprintable():
        text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def name(text: str) -> str:
    """Return a title or a name as one line, bounded."""
    if not text:
        return ""
    return " ".join(plain(text, MAX_NAME).split())


def identifier(text: str) -> str:
    """Return an id as it is kept: no controls, no white space around, bounded."""
    text = _CONTROLS.sub("", text).strip()
    if len(text) <= MAX_ID:
        return text
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def cleaned(html: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Clean HTML.

    Returns:
        The HTML, "" where it says no more than the text; the plain text; and the
        pictures that stood in it: address and description.
    """
    if not _WORD.search(html):
        return "", plain(unescape(html)), ()
    import nh3

    made = nh3.clean(
        _CONTROLS.sub("", html[:MAX_HTML]),
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    pictures = tuple(_pictures(made)) if "<img" in made else ()
    if "<img" in made:
        made = _IMAGE.sub("", made)
    text = plain(_text(made))
    says_more = "<" in _PLAIN_TAGS.sub("", made) and len(made) <= 2 * MAX_TEXT
    return made.strip() if says_more else "", text, pictures


def _pictures(html: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for image in _IMAGE.finditer(html):
        said = dict(_ATTRIBUTE.findall(image[1]))
        address = unescape(said.get("src", ""))
        if address and len(found) < 20:
            found.append((address, name(unescape(said.get("alt", "")))))
    return found


def _text(html: str) -> str:
    """Return cleaned HTML as plain text: a paragraph a block, a line a break."""
    html = html.replace("\n", " ") if "<pre" not in html else html
    html = _PARAGRAPHS.sub("\n\n", _BREAKS.sub("\n", html))
    text = _SPACES.sub(" ", unescape(_TAGS.sub("", html)))
    return _GAPS.sub("\n\n", _LINES.sub("\n", text)).strip()


def iri(text: str) -> str:
    """Return a stranger's IRI as N-Triples text; "" when it is none.

    What has a scheme and a few characters too many is quoted.
    """
    text = text.strip()
    if len(text) > MAX_ID or not _SCHEME.match(text):
        return ""
    if _QUOTED.search(text):
        text = quote(text, safe=":/?#[]@!$&'()*+,;=%~", errors="replace")
    try:
        return text_of(URIRef(text))
    except ParseError:
        return ""


#: Begins the IRI of an id that is none itself.
REMOTE: Final = "urn:x-plexus:remote:"


def id_iri(identifier_: str) -> str:
    """Return the IRI that stands for an id that was not heard of, as N-Triples text."""
    return iri(identifier_) or f"<{REMOTE}{quote(identifier_, safe='')}>"


def literal(text: str) -> str:
    """Return a clean text as an N-Triples literal."""
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text)
    return f'"{text}"'


def date_time(when: datetime) -> str:
    """Return a time as an N-Triples literal, in UTC, in whole milliseconds."""
    try:
        when = when.astimezone(UTC)
    except (OverflowError, ValueError):
        when = when.replace(tzinfo=UTC)
    fraction = f".{when.microsecond:06d}".rstrip("0") if when.microsecond else ""
    return f'"{when:%4Y-%m-%dT%H:%M:%S}{fraction}Z"^^{_DATE_TIME}'


_DATE_TIME: Final = "<http://www.w3.org/2001/XMLSchema#dateTime>"


def short_hash(text: str) -> str:
    """Return eight hexadecimal digits that a text has to itself, for all we know."""
    return sha256(text.encode()).hexdigest()[:8]
