"""Small readings that every form of feed shares: dates, titles, links, ids."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from mimetypes import guess_type
from typing import Final
from urllib.parse import urljoin, urlsplit

from plexus_ld.model.activity import Attachment, Kind

#: Most entries of one feed, the newest; a bigger feed is an archive.
MAX_ENTRIES: Final = 1000
#: Most attachments and tags of one entry.
MAX_ATTACHMENTS: Final = 20
MAX_TAGS: Final = 50
#: Longest title, name or tag; longest id or URL; longest HTML; in characters.
MAX_TITLE: Final = 1000
MAX_ID: Final = 2048
MAX_HTML: Final = 512 * 1024

_TAG: Final = re.compile(r"<[/!?a-zA-Z][^<>]*>")
#: What `urljoin` would hand back as it is, in a twentieth of its time.
_ABSOLUTE: Final = re.compile(
    r"https?://[\w.-]{1,253}(?::\d{1,5})?/(?!\S*/\.)[!-~]*\Z", re.A
)
_HOST: Final = re.compile(
    r"https?://(?:[^@/?#]{0,200}@)?(?:www\.)?([^/?#:@]{1,253})", re.I
)
_RELATIVE: Final = re.compile(
    r"\b(href|src|poster|cite)(\s*=\s*)([\"'])(?![a-zA-Z][a-zA-Z0-9+.-]*:|\3)([^\"'<>]*)\3"
)


def line(text: object, longest: int = MAX_TITLE) -> str:
    """Return a title as plain text on one line: marks gone, entities read."""
    if not isinstance(text, str) or not text:
        return ""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = unescape(text)
    return " ".join(text.split())[:longest]


def when(text: object) -> datetime | None:
    """Return a date in ISO 8601 as an aware datetime; None if it is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def absolute(base: str, reference: object) -> str:
    """Return a link of the web, read against a base; "" if it is none."""
    if not isinstance(reference, str) or not reference or len(reference) > MAX_ID:
        return ""
    if _ABSOLUTE.match(reference):
        return reference
    try:
        url = urljoin(base, reference.strip())
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in ("http", "https") else ""


def host(url: str) -> str:
    """Return a URL's host without ``www.``; "" if it is none."""
    found = _HOST.match(url)
    return found[1].lower() if found else ""


def id_of(own: object, url: str, *otherwise: str) -> str:
    """Return an entry's id: its own, else its link, else one made of what it says."""
    found = own.strip() if isinstance(own, str) else ""
    found = found or url
    if found and len(found) <= MAX_ID:
        return found
    said = "\n".join((found, *otherwise)).encode(errors="replace")
    return f"urn:sha256:{hashlib.sha256(said).hexdigest()}"


def rebased(html: str, base: str) -> str:
    """Return HTML whose links and pictures are read against a base."""
    plain = "href" not in html and "src" not in html
    if plain or not base or not _RELATIVE.search(html):
        return html[:MAX_HTML]

    def absolute_one(found: re.Match[str]) -> str:
        try:
            url = urljoin(base, found[4])
        except ValueError:
            return found[0]
        return f"{found[1]}{found[2]}{found[3]}{url}{found[3]}"

    return _RELATIVE.sub(absolute_one, html[:MAX_HTML])


def is_html(text: str) -> bool:
    """Tell whether a text holds markup, or entities."""
    return ("<" in text and bool(_TAG.search(text))) or ("&" in text and ";" in text)


def kind_of(title: str) -> Kind:
    """Return what an entry is: with a title an article, without one a note."""
    return Kind.ARTICLE if title else Kind.NOTE


def attachment(
    base: str, url: object, media_type: object, size: object, title: object = ""
) -> Attachment | None:
    """Return an enclosure; None if it leads nowhere."""
    target = absolute(base, url)
    if not target:
        return None
    kind = media_type if isinstance(media_type, str) and "/" in media_type else ""
    if not kind:
        kind = guess_type(target.partition("?")[0])[0] or "application/octet-stream"
    return Attachment(
        kind[:100].lower(), alt=line(title), url=target, size_bytes=_size(size)
    )


def _size(size: object) -> int | None:
    if isinstance(size, str):
        size = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0
    return size if isinstance(size, int) and 0 < size < 1 << 53 else None


def each_once(found: Iterable[Attachment | None]) -> tuple[Attachment, ...]:
    """Return attachments, each URL once, as many as are kept."""
    once: dict[str, Attachment] = {}
    for item in found:
        if item is not None:
            once.setdefault(item.url, item)
    return tuple(once.values())[:MAX_ATTACHMENTS]
