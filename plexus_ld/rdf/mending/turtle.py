"""Turtle and its kin, mended: prefixes nobody declared, statements nobody finished."""

import re
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf import formats
from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.mending.lenient import recovering, singly_read
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.prefixes import WELL_KNOWN

_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s\"{}|^`\\]*>|#[^\n]*",
    re.DOTALL,
)
_DECLARED: Final = re.compile(r"@?prefix\s+([\w.-]*):", re.IGNORECASE)
_USED: Final = re.compile(r"(?<![\w:/.-])([A-Za-z][\w.-]*):[\w%\\-]")
_CURLY: Final = str.maketrans("\u201c\u201d\u201e", '"' * 3)


def forgiving(text: str, format_: str, base: str) -> tuple[Statements, list[str]]:
    """Read what can be read: statements and repairs; each fault costs one statement.

    Raises:
        ParseError: It is a template.
    """
    if "{%" in text and "%}" in text:
        raise ParseError("a template that nobody has filled in")
    repairs = Notes()
    text = _straight(text, repairs)
    head = "".join(_missing_prefixes(text, repairs)) if format_ in _PREFIXED else ""
    going_on = recovering(head + text, format_, base, repairs)
    if format_ not in _BY_STATEMENT or not going_on[0].losses:
        return going_on
    singly = singly_read(head + text, format_, base, repairs)
    return singly if len(singly[0].lines) > len(going_on[0].lines) else going_on


#: Formats whose statements can be told from each other without reading them.
_BY_STATEMENT: Final = frozenset({formats.TURTLE, formats.N3})


_PREFIXED: Final = frozenset({formats.TURTLE, formats.TRIG, formats.N3})


def _straight(text: str, repairs: Notes) -> str:
    """Take the quotes of a word processor for quotes, where a string would begin."""
    if not any(quote in text for quote in "\u201c\u201d\u201e"):
        return text
    pieces: list[str] = []
    position = 0
    for found in _STRING.finditer(text):
        pieces += (text[position : found.start()].translate(_CURLY), found[0])
        position = found.end()
    straight = "".join([*pieces, text[position:].translate(_CURLY)])
    if straight != text:
        repairs.add("took curly quotes for straight ones")
    return straight


def _missing_prefixes(text: str, repairs: Notes) -> list[str]:
    """Return declarations, all on the first line, of known prefixes used bare."""
    bare = _STRING.sub(" ", text)
    declared = {name.lower() for name in _DECLARED.findall(text)}
    missing = dict.fromkeys(_USED.findall(bare))
    lines = []
    for name in missing:
        if name in WELL_KNOWN and name.lower() not in declared:
            repairs.add("declared a well-known prefix that was missing", name)
            lines.append(f"@prefix {name}: <{WELL_KNOWN[name]}> . ")
    return lines
