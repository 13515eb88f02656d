"""Terms of statements, taken out of their N-Triples text for writing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.lines import Statement
from plexus_ld.rdf.prefixes import RDF

TYPE: Final = f"<{RDF}type>"

#: Subject → predicate → objects, as N-Triples text, in the order to be written.
Described = Mapping[str, Mapping[str, Sequence[str]]]

_LITERAL: Final = re.compile(
    r'"(?P<text>.*)"(?:@(?P<language>[^ ]+)|\^\^<(?P<datatype>[^>]*)>)?', re.DOTALL
)
_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Text:
    """A literal, taken apart.

    Attributes:
        value: What it says.
        language: Its language tag, or "".
        datatype: Its datatype's IRI, or "" for a plain string.
    """

    value: str
    language: str
    datatype: str


def text_of_literal(term: str) -> Text:
    """Take a literal apart.

    Raises:
        ParseError: It is none.
    """
    found = _LITERAL.fullmatch(term)
    if found is None:
        message = f"not a literal: {term}"
        raise ParseError(message)
    value = unescaped(found["text"])
    return Text(value, found["language"] or "", found["datatype"] or "")


def unescaped(text: str) -> str:
    """Undo the escapes of N-Triples."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    escape = found[0][1:]
    if escape[0] in "uU" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _ESCAPED.get(escape, escape)


def iri_of(term: str) -> str:
    """Return the IRI of an N-Triples term in angle brackets."""
    return unescaped(term[1:-1])


def described(
    statements: Iterable[Statement], base: str | None = None
) -> dict[str, dict[str, list[str]]]:
    """Group statements by subject and predicate: sorted, types first.

    What the document itself names stands before what it only mentions. Two runs over
    the same statements give the same bytes.
    """
    own = (f"<{base}#", f"<{base}>") if base else ()

    def order(statement: Statement) -> tuple[bool, str, bool, Statement]:
        subject, predicate, _, _ = statement
        return not subject.startswith(own), subject, predicate != TYPE, statement

    grouped: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, object_, _ in sorted(set(statements), key=order):
        grouped.setdefault(subject, {}).setdefault(predicate, []).append(object_)
    return grouped


def terms_in(things: Described) -> list[str]:
    """Return every term that stands in a description, for choosing prefixes."""
    found = list(things)
    for predicates in things.values():
        found += (predicate for predicate in predicates if predicate != TYPE)
        for objects in predicates.values():
            found += objects
    return found
