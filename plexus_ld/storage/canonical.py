"""Lines as the store gives them back, so that equal statements are equal lines.

The engine rewrites some literals (``"01"^^xsd:integer`` becomes ``1``) and lower-cases
language tags. A line is brought into that form before anything is compared, counted
or journaled.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox

from plexus_ld.errors import StoreError

#: The datatypes that the engine may rewrite all begin so.
_TYPED = '"^^<http://www.w3.org/2001/XMLSchema#'
_ANY = ox.NamedNode("urn:x-plexus:any")

_CHARACTERS: Final = r"[A-Za-z0-9/:._~!$&'()*+,;=@-]*"
_IRI: Final = (
    r"<(?:https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?=[/?#>])|file:///|urn:x-plexus:|urn:uuid:|mailto:)"
    rf"{_CHARACTERS}(?:\?{_CHARACTERS})?(?:#{_CHARACTERS})?>"
)
_TEXT: Final = r'"[ !#-\[\]-~\u00c0-\u024f]*"(?:@[a-z]{2})?'
#: A time as the engine writes it; 24:00:00 is one that it writes otherwise.
_TIME: Final = (
    r'"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
    r'(?:\.[0-9]{0,5}[1-9])?Z"'
    r"\^\^<http://www\.w3\.org/2001/XMLSchema#dateTime>"
)
#: Lines that are canonical by their looks: nine in ten of what documents say. It lets
#: through less than the engine takes as it is, and nothing that it refuses or rewrites.
_PLAIN: Final = re.compile(rf"{_IRI} {_IRI} (?:{_IRI}|{_TEXT}|{_TIME})(?: {_IRI})? \.")


def quads_of(lines: Sequence[str]) -> list[ox.Quad]:
    """Return lines as the engine's quads.

    Raises:
        StoreError: A line is no N-Quads statement.
    """
    text = "\n".join(lines)
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    except (SyntaxError, ValueError) as error:
        message = f"not a statement that can be kept: {error}"
        raise StoreError(message) from error
    if not len(lines) == len(quads) == text.count("\n") + bool(lines):
        raise StoreError("a line is one statement, no more and no less")
    return quads


def terms_of(*texts: str | None) -> list[Any]:
    """Return N-Triples terms as the engine's; None stays."""
    return [None if text is None else _term(text) for text in texts]


def _term(text: str) -> Any:
    if text.startswith("<") and "\\" not in text:
        return ox.NamedNode(text[1:-1])
    return quads_of([f"{_ANY} {_ANY} {text} ."])[0].object


def text_of(quads: Iterable[ox.Quad]) -> str:
    """Return quads as N-Quads text."""
    written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    return written.decode() if written else ""


def canonical(lines: Sequence[str]) -> list[str]:
    """Return lines as the store gives them back, in their order.

    Raises:
        StoreError: A line is no statement, or has a blank node or a triple in it.
    """
    made = list(lines)
    is_plain = _PLAIN.fullmatch
    odd = [index for index, line in enumerate(made) if not is_plain(line)]
    rewritten = _rewritten_all([made[index] for index in odd])
    for index, line in zip(odd, rewritten, strict=True):
        made[index] = line
    return made


def _rewritten_all(lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    text = text_of(quads_of(lines))
    made = text.split("\n")[:-1]
    if "_:" in text or "<<(" in text:
        _refuse_nameless(made)
    if _TYPED in text:
        return [_rewritten(line) if _TYPED in line else line for line in made]
    return made


def _refuse_nameless(lines: Iterable[str]) -> None:
    for line in lines:
        subject, _, rest = line.split(" ", 2)
        last = rest[_end_of_text(rest) :].split(" ")[-2]
        if any(part.startswith(("_:", "<<(")) for part in (subject, rest, last)):
            message = f"a statement without a name for each node cannot be kept: {line}"
            raise StoreError(message)


def _rewritten(line: str) -> str:
    subject, predicate, rest = line.split(" ", 2)
    cut = _end_of_text(rest)
    if not rest.startswith(_TYPED, cut):
        return line  # it only speaks of a datatype
    end = rest.index(">", cut + len(_TYPED)) + 1
    literal = _literal(rest[:end])
    return f"{subject} {predicate} {literal}{rest[end:]}"


def _end_of_text(rest: str) -> int:
    """Return where a literal's closing quote stands, 0 where there is no literal.

    It is the last quote of all: after it come a language, a datatype, a graph's name.
    """
    return rest.rindex('"') if rest.startswith('"') else 0


@lru_cache(maxsize=8192)
def _literal(text: str) -> str:
    store = ox.Store()
    statement = next(
        iter(ox.parse(f"{_ANY} {_ANY} {text} .", format=ox.RdfFormat.N_QUADS))
    )
    store.add(statement)
    return str(next(iter(store)).object)
