"""The formats that are read, and how one is told from a document's bytes."""

import re
from typing import Final

from plexus_ld.rdf.document import Document

#: What may be read and written, under the names that commands and records use.
TURTLE: Final = "turtle"
NTRIPLES: Final = "nt"
NQUADS: Final = "nquads"
TRIG: Final = "trig"
N3: Final = "n3"
RDFXML: Final = "rdfxml"
JSONLD: Final = "jsonld"
HTML: Final = "html"
VCARD: Final = "vcard"
JCARD: Final = "jcard"

FORMATS: Final = (
    TURTLE,
    NTRIPLES,
    NQUADS,
    TRIG,
    N3,
    RDFXML,
    JSONLD,
    HTML,
    VCARD,
    JCARD,
)

#: Media types, the first of each format being the one to send.
MEDIA_TYPES: Final = {
    TURTLE: ("text/turtle", "application/x-turtle", "application/turtle"),
    NTRIPLES: ("application/n-triples",),
    NQUADS: ("application/n-quads", "text/x-nquads"),
    TRIG: ("application/trig", "application/x-trig"),
    N3: ("text/n3", "text/rdf+n3"),
    RDFXML: ("application/rdf+xml",),
    JSONLD: ("application/ld+json", "application/activity+json"),
    HTML: ("text/html", "application/xhtml+xml"),
    VCARD: ("text/vcard", "text/x-vcard", "text/directory"),
    JCARD: ("application/vcard+json",),
}

#: File suffixes, the first of each format being the one to write.
SUFFIXES: Final = {
    TURTLE: (".ttl", ".turtle"),
    NTRIPLES: (".nt", ".ntriples"),
    NQUADS: (".nq", ".nquads"),
    TRIG: (".trig",),
    N3: (".n3",),
    RDFXML: (".rdf", ".xrdf", ".owl", ".foaf", ".xml"),
    JSONLD: (".jsonld", ".json"),
    HTML: (".html", ".htm", ".xhtml", ".shtml"),
    VCARD: (".vcf", ".vcard"),
    JCARD: (".jcf", ".jcard"),
}

#: How much of a document is looked at; what names a format stands near the top.
_HEAD_CHARS: Final = 4096
_LONG_HEAD_CHARS: Final = 262_144

_OF_MEDIA_TYPE: Final = {t: f for f, types in MEDIA_TYPES.items() for t in types}
_OF_SUFFIX: Final = {s: f for f, suffixes in SUFFIXES.items() for s in suffixes}

_VCARD: Final = re.compile(r"\s*BEGIN:VCARD\s", re.IGNORECASE)
_JCARD: Final = re.compile(r'\s*\[\s*"vcard(stream)?"\s*,', re.IGNORECASE)
_JSON: Final = re.compile(r'\s*(\{\s*["}]|\[\s*[\[{"]|\[\s*\]\s*$)')
_NO_ELEMENT: Final = re.compile(r"<!--.*?(?:-->|$)|<\?.*?(?:\?>|$)", re.DOTALL)
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_ROOT_TAG: Final = re.compile(r"<([A-Za-z_][^<>\s/]*)[^<>]*?(/?)>")
_DOCTYPE_HTML: Final = re.compile(r"\s*<!doctype\s+html\b", re.IGNORECASE)
_RDFXML: Final = re.compile(
    r"<(?:[\w.-]+:)?RDF[\s>]|<!DOCTYPE\s+rdf:RDF|22-rdf-syntax-ns#"
)
_RDF_TAG: Final = re.compile(r"<(?:[\w.-]+:)?RDF[\s>]|<foaf:[A-Z]")
_PAGE_TAG: Final = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
#: The end of an element, by which markup is told from Turtle.
_CLOSED: Final = re.compile(r"</[A-Za-z][\w:.-]*\s*>\s*(?:<|$)|\sxmlns(?::\w+)?=")
#: Elements that only a page begins with.
_PAGE: Final = frozenset({"html", "head", "body"})
#: Elements that a piece of a page begins with; RDF too, with a bit of a page before.
_PIECE: Final = re.compile(
    r"a|abbr|address|article|aside|b|base|blockquote|br|button|center|dd|details|div"
    r"|dl|em|fieldset|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input"
    r"|label|li|link|main|meta|nav|noscript|ol|p|picture|pre|q|script|section|small"
    r"|span|strong|style|summary|svg|table|tbody|td|template|th|time|title|tr|u|ul"
    r"|video",
    re.IGNORECASE,
)
_COMMENT: Final = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_QUAD_LINES: Final = re.compile(
    r"(?:<[^<>\s]*>|_:\w+)\s+<[^<>\s]*>\s+"
    r'(?:<[^<>\s]*>|_:\w+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^<>\s]*>)?)'
    r"\s*(?P<graph><[^<>\s]*>|_:\w+)?\s*\.\s*(?:#.*)?(?:\n|$)"
)
_TRIG: Final = re.compile(
    r"^\s*(?:GRAPH\s+)?(?:<[^<>\s]*>|[\w-]*:[\w-]*)?\s*\{", re.MULTILINE | re.IGNORECASE
)
_TURTLE: Final = re.compile(
    r"^\s*(?:@?(?:prefix|base)\b"
    r"|<(?!/[A-Za-z])(?:[^<>\s]*[:/#.][^<>\s]*)?>\s+(?:a\s|[\w-]*:|<))",
    re.MULTILINE | re.IGNORECASE,
)


def format_of_media_type(media_type: str | None) -> str | None:
    """Return the format that a media type names, if it names one."""
    if media_type is None:
        return None
    return _OF_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower())


def format_of_name(name: str | None) -> str | None:
    """Return the format that a file name's suffix names, if it names one."""
    if name is None or "." not in name:
        return None
    return _OF_SUFFIX.get("." + name.rpartition(".")[2].lower())


def format_called(document: Document) -> str | None:
    """Return the format that a document is called by, media type before name."""
    by_type = format_of_media_type(document.media_type)
    return by_type or format_of_name(document.name)


def sniff(text: str, document: Document) -> str | None:
    """Tell a document's format: by content first, then by what it was called.

    Content speaks first because names and headers of real documents are often wrong;
    where it allows several formats (Turtle, TriG and N3 look alike), they decide.

    Args:
        text: The document's text.
        document: What it was called.
    """
    if text.startswith(("<?xml", "<rdf:RDF")) and _is_plainly_rdf(text[:_HEAD_CHARS]):
        return RDFXML
    named = format_called(document)
    head = _head_of(text.lstrip("\ufeff\x00 \t\r\n"))
    found = _of_content(head)
    if found is None:
        return None if named == RDFXML and _is_other_markup(head) else named
    return named if named in _NEIGHBOURS.get(found, ()) else found


#: Formats that one and the same text may be in, so that its name decides.
_NEIGHBOURS: Final = {
    TURTLE: (N3, TRIG),
    TRIG: (N3,),
    NTRIPLES: (TURTLE, TRIG, N3, NQUADS),
    NQUADS: (),
}


def _is_plainly_rdf(head: str) -> bool:
    """Tell most documents of RDF/XML without a closer look."""
    return "<rdf:RDF" in head and "<html" not in head


def _head_of(text: str) -> str:
    """Return the beginning; of markup up to its first element at least."""
    head = text[:_HEAD_CHARS]
    if not head.startswith("<"):
        return head
    head = _NO_ELEMENT.sub("", head)
    if _ROOT.search(head):
        return head
    return _NO_ELEMENT.sub("", text[:_LONG_HEAD_CHARS])  # many entities come first


def _is_other_markup(head: str) -> bool:
    """Tell a feed, a map and the like: things of RDF/XML are written with a capital."""
    root = _ROOT.search(head)
    return head.lstrip().startswith("<") and root is not None and root[1][0].islower()


def _of_content(head: str) -> str | None:
    if head.lstrip().startswith("<"):
        found = _of_markup(head)
        if found or _CLOSED.search(head):
            return found
    for pattern, format_ in ((_VCARD, VCARD), (_JCARD, JCARD), (_JSON, JSONLD)):
        if pattern.match(head):
            return format_
    return _of_text(head) or _behind_junk(head)


def _behind_junk(head: str) -> str | None:
    """Tell a format that begins only after something else, a template's head say."""
    if _RDF_TAG.search(head):
        return RDFXML
    return HTML if _PAGE_TAG.search(head) else None


def _of_markup(head: str) -> str | None:
    root = _ROOT.search(head)
    if root is None:
        return None
    name = root[1]
    if name != "RDF" and (_DOCTYPE_HTML.match(head) or name.lower() in _PAGE):
        return HTML
    if _RDFXML.search(head):
        return RDFXML
    return HTML if _PIECE.fullmatch(name) else None


def breaks_off(text: str) -> bool:
    """Tell whether a document of XML lacks the end of its first element."""
    if text[-64:].rstrip().endswith("RDF>"):
        return False  # nearly all of them: no need to look for the beginning
    root = _ROOT_TAG.search(_NO_ELEMENT.sub("", text[:_HEAD_CHARS]))
    return root is not None and f"</{root[1]}" not in text and not root[2]


def _of_text(head: str) -> str | None:
    # Line by line, without the blank ones: what is left cannot make a search slow.
    lines = (line.strip() for line in _COMMENT.sub("", head).split("\n"))
    head = "\n".join(line for line in lines if line)
    quad = _QUAD_LINES.match(head)
    if quad:
        return NQUADS if quad["graph"] else NTRIPLES
    if _TURTLE.search(head):
        return TRIG if _TRIG.search(head) else TURTLE
    return TURTLE if "@prefix" in head else None
