"""Bytes to text, by what they are before what they are said to be.

Order: a byte order mark; valid UTF-8; the encoding that the server named; the one that
the document names; a guess. Valid UTF-8 goes before a declaration because text of
another encoding hardly ever is valid UTF-8 by accident, and servers that name a wrong
default are many (RFC 7303 §3 would let the server's word go first).
"""

import codecs
import re
from typing import Final

from plexus_ld.rdf.document import Document

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: The first characters of a document in 16 bits without a mark (XML 1.0 appendix F).
_WIDE: Final = (
    (re.compile(rb"[\x09\x0a\x0d\x20-\x7e]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[\x09\x0a\x0d\x20-\x7e]\x00[^\x00]"), "utf-16-be"),
)
_XML_DECLARED: Final = re.compile(
    rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']"""
)
_META_DECLARED: Final = re.compile(
    rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""", re.IGNORECASE
)
_XML_ENCODING: Final = re.compile(
    r"""^(\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*["'][^"'>]*["']"""
)
#: Single-byte encodings that undeclared documents were found in, the likeliest first.
_GUESSES: Final = {
    "cp1252": "Windows-1252",
    "mac_roman": "MacRoman",
    "iso8859_15": "ISO-8859-15",
}
#: Encodings whose bytes below 128 are not ASCII, so that valid UTF-8 proves nothing.
_NOT_ASCII: Final = ("utf_7", "iso2022", "hz", "utf_16", "utf_32")
#: Where a declaration stands, if there is one (HTML §4.2.5.4 asks for 1,024 bytes).
_HEAD_BYTES: Final = 2048


def decode(document: Document) -> tuple[str, tuple[str, ...]]:
    """Return a document's text, and what had to be mended to get it.

    A declaration in the XML head, true no longer, is left out.
    """
    text, repairs = _decoded(document)
    if text.startswith("\ufeff"):
        text = text[1:]
    head = _XML_ENCODING.sub(r"\1", text[:_HEAD_BYTES], count=1)
    return head + text[_HEAD_BYTES:], repairs


def _decoded(document: Document) -> tuple[str, tuple[str, ...]]:
    body = document.body
    wide = _wide(body)
    if wide:
        return body.decode(wide, errors="replace"), ()
    declared = _known(document.charset) or _known(_declaration(body))
    if not (declared and declared.startswith(_NOT_ASCII)):
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return text, _wrongly_declared(declared, text)
    if declared and declared != "utf-8":
        try:
            return body.decode(declared), ()
        except (UnicodeError, ValueError):
            pass
    return _guessed(body, declared)


def _wide(body: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding
    for pattern, encoding in _WIDE:
        if pattern.match(body):
            return encoding
    return None


def _declaration(body: bytes) -> str | None:
    head = body[:_HEAD_BYTES]
    found = _XML_DECLARED.match(head)
    if found is None and b"charset" in head.lower():
        found = _META_DECLARED.search(head)
    return found[1].decode("ascii") if found else None


def _known(name: str | None) -> str | None:
    """Return Python's name of a text encoding, if it knows it."""
    if not name:
        return None
    try:
        info = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    # Codecs such as zlib, hex and punycode are none that a document is written in.
    odd = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
    if not getattr(info, "_is_text_encoding", True) or info.name in odd:
        return None
    return info.name


def _wrongly_declared(declared: str | None, text: str) -> tuple[str, ...]:
    if declared in {None, "utf-8", "ascii"} or text.isascii():
        return ()
    return (f"read as UTF-8, which it is, though it is declared as {declared}",)


def _guessed(body: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    texts = {guess: body.decode(guess, errors="replace") for guess in _GUESSES}
    best = max(texts, key=lambda guess: _likeness(texts[guess]))
    said = f"declared as {declared}" if declared else "no encoding declared"
    repair = f"read as {_GUESSES[best]}, by the look of it: not UTF-8, {said}"
    return texts[best], (repair,)


_NON_ASCII: Final = re.compile(r"(.?)([^\x00-\x7f])(.?)", re.DOTALL)
#: Only this many odd characters are looked at; they agree with each other or nothing.
_MAX_LOOKS: Final = 200


def _likeness(text: str) -> int:
    """Return how much a text looks like one: letters among letters, quotes outside."""
    score = 0
    for count, found in enumerate(_NON_ASCII.finditer(text)):
        if count == _MAX_LOOKS:
            break
        score += _fit(*found.groups())
    return score


def _fit(before: str, character: str, after: str) -> int:
    if character == "\ufffd" or "\x7f" <= character <= "\x9f":
        return -10
    within = before.isalpha() or after.isalpha()
    if character.islower():
        return 3 if within else 0
    if character.isupper():
        # A capital after a small letter is how a wrong table shows itself.
        return -3 if before.islower() or (before and not within) else 2
    if character in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\xa0\xab\xbb":
        return 2
    return -2 if within else 0
