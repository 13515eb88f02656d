"""A cheap look at a stranger's bytes before a reader sees them.

The readers behind this door end the process, or take memory by the square, on a few
kilobytes that nest deeply (measured: JSON-LD of 5,000 levels, triple terms of 20,000,
entities in entities). What is refused here is refused in microseconds and in words.
"""

import re
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats

#: The largest document that is read, in bytes; a format's own limit may be less.
#: Statements a line are read at some 100 MB/s; trees take ten times their size.
MAX_BYTES: Final = 100 * 2**20
_MAX_BYTES_OF: Final = {
    formats.HTML: 8 * 2**20,
    formats.JSONLD: 32 * 2**20,
    formats.JCARD: 8 * 2**20,
    formats.VCARD: 32 * 2**20,
}
#: Levels of nesting. Real profiles stay under 20; JSON-LD costs memory by the square
#: (1,000 levels: 210 MB).
_MAX_JSON_DEPTH: Final = 256
_MAX_XML_DEPTH: Final = 1000
_MAX_HTML_DEPTH: Final = 500
_MAX_TRIPLE_TERM_DEPTH: Final = 100
#: How many characters entities may add to a document, in all.
_MAX_ENTITY_CHARS: Final = 2**20
_MAX_ENTITIES: Final = 1000

_JSON_MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)|([\[{])|([\]}])', re.DOTALL)
_NO_TAGS: Final = re.compile(r"<!--.*?(?:-->|$)|<!\[CDATA\[.*?(?:\]\]>|$)", re.DOTALL)
_TRIPLE_TERM: Final = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|<[^<>\s"{}|^`\\]*>|(<<)|(>>)', re.DOTALL
)
_ENTITY: Final = re.compile(
    r"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:(SYSTEM|PUBLIC)\b|"([^"]*)"|'([^']*)')"""
)
_AMPERSAND: Final = re.compile(r"&#(?:0*38|x0*26);")
_REFERENCE: Final = re.compile(r"&(?!#|amp;|lt;|gt;|quot;|apos;)[^;\s&]+;|%[^;\s%]+;")


def check_size(body: bytes, format_: str | None = None) -> None:
    """Refuse a document that is too large.

    Raises:
        ParseError: It is.
    """
    limit = _MAX_BYTES_OF.get(format_ or "", MAX_BYTES)
    if len(body) > limit:
        message = (
            f"{len(body) / 1e6:,.0f} MB are too much: the most that is read"
            f" of this format is {limit / 1e6:,.0f} MB"
        )
        raise ParseError(message)


def check_shape(text: str, format_: str) -> None:
    """Refuse a document that nests too deeply or blows up through its entities.

    JSON is looked at by its readers, for it stands in pages too; and so are pages,
    once what is no markup has been taken out of them.

    Raises:
        ParseError: It does.
    """
    if format_ in {formats.JSONLD, formats.JCARD, formats.HTML}:
        return
    if format_ == formats.RDFXML:
        entities_of(text)
        _check_depth(text, _MAX_XML_DEPTH, _SELF_CLOSED)
    elif "<<" in text:
        _check_triple_terms(text)


def check_json_depth(text: str) -> None:
    """Refuse JSON that nests too deeply.

    Raises:
        ParseError: It does.
    """
    if text.count("{") + text.count("[") <= _MAX_JSON_DEPTH:
        return
    depth = 0
    for found in _JSON_MARK.finditer(text):
        if found[1]:
            depth += 1
            if depth > _MAX_JSON_DEPTH:
                raise _too_deep(_MAX_JSON_DEPTH)
        elif found[2]:
            depth -= 1


def check_page_depth(text: str) -> None:
    """Refuse a page that nests too deeply.

    Raises:
        ParseError: It does.
    """
    _check_depth(text, _MAX_HTML_DEPTH, _VOID)


def _check_depth(text: str, limit: int, opens_nothing: re.Pattern[str]) -> None:
    if text.count("<") - text.count("</") <= limit:
        return
    if "<!" in text:
        text = _NO_TAGS.sub("", text)
    depth = 0
    for tag in text.split("<")[1:]:
        if tag[:1] == "/":
            depth -= not opens_nothing.match(tag, 1)
        elif not (tag[:1] in "!? " or opens_nothing.match(tag)):
            depth += 1
            if depth > limit:
                raise _too_deep(limit)


_SELF_CLOSED: Final = re.compile(r"[^>]*/>")
#: Elements of HTML that have no end, or hardly ever one (HTML §13.1.2), so that a page
#: of many line breaks is not taken for a deep one.
_VOID: Final = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|dt|dd|tr|td|th|option)\b",
    re.IGNORECASE,
)


def _check_triple_terms(text: str) -> None:
    depth = 0
    for found in _TRIPLE_TERM.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        if depth > _MAX_TRIPLE_TERM_DEPTH:
            raise _too_deep(_MAX_TRIPLE_TERM_DEPTH)


def _too_deep(limit: int) -> ParseError:
    return ParseError(f"it nests more than {limit} levels deep: not read")


def entities_of(text: str) -> dict[str, str]:
    """Return the entities that an XML document declares, once they are harmless.

    Raises:
        ParseError: One is made of others, or they add more than a megabyte.
    """
    if "<!ENTITY" not in text:
        return {}
    entities: dict[str, str] = {}
    for count, found in enumerate(_ENTITY.finditer(text)):
        value = found[4] or found[5] or ""
        if count == _MAX_ENTITIES:
            raise ParseError("it declares more than 1,000 entities: not read")
        if found[3]:
            raise ParseError("it names an outside file as an entity: not read")
        # An ampersand written as a number is one as soon as the entity is used.
        if found[1] or _REFERENCE.search(_AMPERSAND.sub("&", value)):
            raise ParseError("it makes entities out of entities: not read")
        entities[found[2]] = value
    added = sum(
        len(value) * text.count(f"&{name};") for name, value in entities.items()
    )
    if added > _MAX_ENTITY_CHARS:
        raise ParseError("its entities blow it up by more than a megabyte: not read")
    return entities
