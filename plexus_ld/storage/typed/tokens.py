"""A typed query, cut into its tokens: what is a word, and what only looks like one.

Checks must not be fooled by what stands in a comment, a string or an IRI, and must
see what an engine sees. So tokens are cut by the standard's own grammar, and a text
that it does not cut is refused here, with the place.
Source: SPARQL 1.1 Query §19.8 (terminals), §19.2 (codepoint escapes).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plexus_ld.errors import QueryError

#: Longest text that is looked at, in bytes: a question is not longer.
MAX_BYTES: Final = 64 * 1024
#: Brackets within brackets; the engine falls over at some 4,000.
MAX_DEPTH: Final = 256


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    Attributes:
        kind: ``iri``, ``string``, ``variable``, ``language``, ``blank``, ``name`` (a
            prefixed one), ``number``, ``word`` or ``sign``.
        text: As it stands.
        start: Where it begins, in characters.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of these keywords, however written."""
        return self.kind == "word" and self.text.upper() in words


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
    "\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff"
)
_LATER = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_CHARS = f"[-_{_BASE}{_LATER}]"
_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL = rf"(?:[-_:{_BASE}{_LATER}]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
# A prefix has few dots in it: looking for its colon again after each of very many
# would take time by their square.
_PATTERN: Final = re.compile(
    rf"""(?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*+>)
    |(?P<string>\"{{3}}(?:\"{{0,2}}+(?:[^"\\]|\\.))*+\"{{3}}
        |'{{3}}(?:'{{0,2}}+(?:[^'\\]|\\.))*+'{{3}}
        |"(?!"")(?:[^"\\\r\n]|\\[^\r\n])*+"
        |'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*+')
    |(?P<variable>[?$][_0-9{_BASE}][_{_BASE}{_LATER}]*+)
    |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?)
    |(?P<blank>_:[_0-9{_BASE}]{_CHARS}*+(?:\.++{_CHARS}++)*+)
    |(?P<name>(?:[{_BASE}]{_CHARS}*+(?:\.++{_CHARS}++){{0,8}})?+:
        (?:{_LOCAL}++(?:\.++{_LOCAL}++)*+)?)
    |(?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    |(?P<sign>&&|\|\||!=|<=|>=|\^\^|<<|>>|[][{{}}().,;:|/^*+\-=!<>?~])""",
    re.VERBOSE | re.DOTALL,
)
_OPEN: Final = {"{": "}", "(": ")", "[": "]"}
_CLOSE: Final = frozenset(_OPEN.values())


def tokens_of(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens, without comments and space.

    Raises:
        QueryError: It is too long or nested too deeply, a string or a bracket is not
            closed, or a character stands where none like it can.
    """
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        message = f"the text is longer than {MAX_BYTES // 1024} KiB"
        raise QueryError(message)
    tokens = tuple(_cut(text))
    _check_brackets(text, tokens)
    return tokens


def _cut(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = _PATTERN.match(text, place)
        if found is None:
            raise at(_complaint(text[place]), text, place)
        place = found.end()
        kind = str(found.lastgroup)
        if kind != "space":
            yield Token(kind, found[0], found.start())


def _complaint(character: str) -> str:
    if character in "\"'":
        return "this string is never closed"
    return f"{character!r} cannot stand here"


def _check_brackets(text: str, tokens: tuple[Token, ...]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind != "sign":
            continue
        if token.text in _OPEN:
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                message = f"more than {MAX_DEPTH} brackets within each other"
                raise at(message, text, token.start)
        elif token.text in _CLOSE:
            if not opened or _OPEN[opened[-1].text] != token.text:
                message = f"this {token.text!r} closes nothing"
                raise at(message, text, token.start)
            opened.pop()
    if opened:
        message = f"this {opened[-1].text!r} is never closed"
        raise at(message, text, opened[-1].start)


def at(message: str, text: str, place: int) -> QueryError:
    """Return an error that points at a place, given in characters."""
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    return QueryError(message, line, column)


def unescaped(text: str) -> str:
    """Return a text with its codepoint escapes replaced, as §19.2 has it done first."""
    return re.sub(_ESCAPE, lambda found: _character(found[0]), text)


def _character(escape: str) -> str:
    number = int(escape[2:], 16)
    return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
