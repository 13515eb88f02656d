"""An update whose dataset the protocol names, written as USING clauses.

Source: SPARQL 1.1 Protocol §2.2.3, SPARQL 1.1 Update §3.1.3 (USING), §3.1.3.3
(DELETE WHERE, which has no room for one and is written out).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from plexus_ld.errors import QueryError
from plexus_ld.model.graphs import Graphs
from plexus_ld.storage.typed.text import Typed, update
from plexus_ld.storage.typed.tokens import Token, at

#: What can stand between angle brackets. Source: SPARQL 1.1 Query, IRIREF.
_IRI: Final = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')


def with_using(typed: Typed, graphs: Graphs) -> Typed:
    """Return an update that reads the graphs of a dataset.

    Raises:
        QueryError: It says itself what it reads, or a graph's name is no IRI.
    """
    clauses = " ".join(
        (
            *(f"USING <{_sound(name)}>" for name in graphs.default),
            *(f"USING NAMED <{_sound(name)}>" for name in graphs.named),
        )
    )
    pieces: list[str] = []
    done = 0
    for place, added in _places(typed, clauses):
        pieces += [typed.text[done:place], added]
        done = place
    return update("".join((*pieces, typed.text[done:])))


def _sound(name: str) -> str:
    if not _IRI.fullmatch(name):
        message = f"a graph's name is no IRI: {name!r}"
        raise QueryError(message)
    return name


def _places(typed: Typed, clauses: str) -> Iterator[tuple[int, str]]:
    """Yield where something is put in, and what."""
    depth, tokens = 0, typed.tokens
    for place, token in enumerate(tokens):
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
        elif depth == 0 and token.is_word("USING", "WITH"):
            word = token.text.upper()
            message = f"{word} and a dataset of the request's exclude each other"
            raise at(message, typed.text, token.start)
        elif depth == 0 and token.is_word("WHERE"):
            is_short = tokens[place - 1].is_word("DELETE")
            deleted = f"{_group(typed, tokens, place + 1)} " if is_short else ""
            yield token.start, f"{deleted}{clauses} "


def _group(typed: Typed, tokens: Sequence[Token], place: int) -> str:
    """Return the group that begins at a place, as it stands."""
    depth = 0
    for token in tokens[place:]:
        if token.kind == "sign":
            depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return typed.text[tokens[place].start : token.end]
    return ""
