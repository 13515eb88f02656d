"""Turtle read statement by statement, so that a fault costs the statement it is in.

The engine's reader goes on behind the next full stop after a fault, which is the end of
the following statement where a stop was what it stumbled over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from plexus_ld.rdf.engine import ENGINE
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.prefixes import WELL_KNOWN

#: Statements that are read so; each is a call of the reader of its own (some 20 µs).
_MAX_STATEMENTS: Final = 5000
_MAX_CHARS: Final = 2**20

_PIECE: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\s\"{}|^`\\]*>|#[^\n]*"
    r"|(?P<stop>\.(?=[\s<#]|$))",
    re.DOTALL,
)
_DIRECTIVE: Final = re.compile(
    r"\s*(?:@?prefix\s+[\w.-]*:\s*<[^<>]*>|@?base\s*<[^<>]*>)\s*\.?", re.IGNORECASE
)
_SUBJECT: Final = re.compile(r"(?:\s|#[^\n]*\n)*(<[^<>\s]*>|_:\w+|[\w-]*:[\w-]*)\s")
_PROPERTY: Final = re.compile(r"(?:\s|#[^\n]*\n)*(?:a|([\w-]+):[a-z][\w-]*)\s")
_WHERE: Final = re.compile(r"^Parser error at [^:]*: | \(line \d+\)$")


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    line: int


def one_by_one(
    text: str, format_: str, base: str, repairs: Notes, losses: Notes
) -> list[ox.Quad]:
    """Return what the statements of a text say, each read by itself.

    A statement that begins with its property is taken to be said of the subject of the
    one before it: a full stop stood where a semicolon was meant.
    """
    found: list[ox.Quad] = []
    if len(text) > _MAX_CHARS:
        return found
    head: list[str] = []
    subject = ""
    for count, statement in enumerate(_statements(text, head)):
        if count == _MAX_STATEMENTS:
            losses.add("left out the statements behind the first 5,000")
            break
        start = "".join(head)
        quads, fault = _read(start + statement.text, format_, base)
        if fault and not quads and subject and _is_orphaned(statement.text):
            quads, _ = _read(f"{start}{subject} {statement.text}", format_, base)
            if quads:
                repairs.add("took a full stop for a semicolon")
        if fault:
            losses.add("left out a statement", f"line {statement.line}: {fault}")
        named = _SUBJECT.match(statement.text)
        subject = named[1] if named and not fault else subject
        found += quads
    return found


def _statements(text: str, head: list[str]) -> Iterator[_Statement]:
    """Yield the statements of a text; put directives into `head` as they come."""
    position = 0
    line = 1
    while position < len(text):
        directive = _DIRECTIVE.match(text, position)
        if directive:
            spelled = directive[0].strip()
            dotted = spelled.startswith("@") and not spelled.endswith(".")
            head.append(f"{spelled}{' .' if dotted else ''}\n")
            end = directive.end()
        else:
            end = _end(text, position)
            spoken = text[position:end]
            if spoken.strip():
                skipped = len(spoken) - len(spoken.lstrip())
                start = line + spoken.count("\n", 0, skipped)
                yield _Statement(spoken, start)
        line += text.count("\n", position, end)
        position = end


def _is_orphaned(text: str) -> bool:
    """Tell a statement that begins with a property of a well-known vocabulary."""
    found = _PROPERTY.match(text)
    return found is not None and (found[1] is None or found[1] in WELL_KNOWN)


def _end(text: str, position: int) -> int:
    for found in _PIECE.finditer(text, position):
        if found["stop"]:
            return found.end()
    return len(text)


def _read(text: str, format_: str, base: str) -> tuple[list[ox.Quad], str]:
    """Read up to the first fault; return what was read, and the fault."""
    quads: list[ox.Quad] = []
    try:
        for quad in ox.parse(text, ENGINE[format_], base_iri=base, lenient=True):
            quads.append(quad)  # noqa: PERF402  what was read before a fault is kept
    except (SyntaxError, ValueError) as error:
        return quads, _WHERE.sub("", str(error)) or "a fault"
    return quads, ""
