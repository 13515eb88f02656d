"""A typed query or update before anything runs: what it is, and whether it may.

No word of it reaches another machine or a file: ``SERVICE`` and ``LOAD`` are refused,
``FROM`` only names graphs that are here. The prefixes that everybody knows need no
declaration. Values are bound by VALUES blocks, never pasted in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import urljoin

from plexus_ld.errors import QueryError
from plexus_ld.rdf.prefixes import WELL_KNOWN
from plexus_ld.storage.typed.tokens import Token, at, tokens_of, unescaped

SELECT, ASK, CONSTRUCT, DESCRIBE = "SELECT", "ASK", "CONSTRUCT", "DESCRIBE"
#: The words that a query begins with, after its prefixes.
FORMS: Final = (SELECT, ASK, CONSTRUCT, DESCRIBE)
_PROLOGUE: Final = ("BASE", "PREFIX", "VERSION")
_UPDATES: Final = (
    "INSERT", "DELETE", "WITH", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
)  # fmt: skip
_ELSEWHERE: Final = (
    "{word} asks another machine, and what runs here asks nobody: "
    "`plexus import` what you need, then ask here"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that may run.

    Attributes:
        text: As it was typed.
        tokens: Its tokens.
        form: ``SELECT``, ``ASK``, ``CONSTRUCT``, ``DESCRIBE`` or ``UPDATE``.
        prefixes: Those that it uses without declaring them.
        graphs: The graphs that its FROM clauses name, and where.
    """

    text: str
    tokens: tuple[Token, ...]
    form: str
    prefixes: Mapping[str, str]
    graphs: tuple[tuple[str, int], ...]


def query(text: str, base: str | None = None) -> Typed:
    """Look at a typed query.

    Args:
        text: What was typed.
        base: What its relative IRIs are relative to.

    Raises:
        QueryError: It is refused, or is no query; with the place where that shows.
    """
    tokens = tokens_of(text)
    _refuse(text, tokens)
    first = _first(tokens)
    if first is None:
        raise QueryError("there is no question in it")
    if first.is_word(*_UPDATES):
        message = f"{first.text.upper()} changes something; a query only asks"
        raise at(message, text, first.start)
    if not first.is_word(*FORMS):
        message = f"a query begins with {', '.join(FORMS)}, not with {first.text!r}"
        raise at(message, text, first.start)
    declared = dict(_declared(tokens))
    prefixes = _undeclared(text, tokens, declared)
    graphs = tuple(_graphs(text, tokens, {**declared, **prefixes}, base))
    return Typed(text, tokens, first.text.upper(), prefixes, graphs)


def update(text: str) -> Typed:
    """Look at a typed update.

    Raises:
        QueryError: It is refused, or is no update; with the place where that shows.
    """
    tokens = tokens_of(text)
    _refuse(text, tokens)
    first = _first(tokens)
    if first is None:
        raise QueryError("there is no update in it")
    if not first.is_word(*_UPDATES):
        message = (
            f"an update begins with INSERT, DELETE or WITH, not with {first.text!r}"
        )
        raise at(message, text, first.start)
    prefixes = _undeclared(text, tokens, dict(_declared(tokens)))
    return Typed(text, tokens, "UPDATE", prefixes, ())


def refuse_elsewhere(typed: Typed) -> None:
    """Refuse what a service, unlike the engine here, would go and fetch.

    A service may read codepoint escapes before anything else, as the standard says;
    so the text is also looked at in that reading.

    Raises:
        QueryError: It names a dataset, or hides a word in escapes.
    """
    for _, place in typed.graphs:
        message = "FROM is not sent to a service; say GRAPH <…> { … }"
        raise at(message, typed.text, place)
    plain = unescaped(typed.text)
    if plain != typed.text:
        seen = query(plain)
        refuse_elsewhere(seen)


def _first(tokens: Sequence[Token]) -> Token | None:
    """Return the word after the prologue."""
    place = 0
    while place < len(tokens) and tokens[place].is_word(*_PROLOGUE):
        place += 3 if tokens[place].is_word("PREFIX") else 2
    return tokens[place] if place < len(tokens) else None


def _refuse(text: str, tokens: Iterable[Token]) -> None:
    """Refuse SERVICE and LOAD; an engine may take a keyword without space around it."""
    for token in tokens:
        if token.kind != "word":
            continue
        upper = token.text.upper()
        for word in ("SERVICE", "LOAD"):
            if word in upper:
                raise at(_ELSEWHERE.format(word=word), text, token.start)
        if "FROM" in upper and upper != "FROM":
            raise at("FROM stands by itself, with space around it", text, token.start)


def _declared(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri":
            yield name.text.removesuffix(":"), unescaped(iri.text[1:-1])


def _undeclared(
    text: str, tokens: Iterable[Token], declared: Mapping[str, str]
) -> dict[str, str]:
    """Return the well-known prefixes that are used but not declared."""
    found = {}
    for before, token in pairwise(tokens):
        if token.kind != "name":
            continue
        prefix = token.text.partition(":")[0]
        if prefix in declared:
            continue
        if before.text == "<" and before.end == token.start:
            raise at("this IRI has a space in it, or no end", text, before.start)
        if prefix not in WELL_KNOWN:
            message = (
                f"the prefix {prefix}: is not declared; PREFIX {prefix}: <…> does it"
            )
            raise at(message, text, token.start)
        found[prefix] = WELL_KNOWN[prefix]
    return found


def _graphs(
    text: str, tokens: Sequence[Token], prefixes: Mapping[str, str], base: str | None
) -> Iterator[tuple[str, int]]:
    bases = [
        unescaped(iri.text[1:-1])
        for word, iri in pairwise(tokens)
        if word.is_word("BASE")
    ]
    against = urljoin(base or "", bases[-1]) if bases else base or ""
    for place, token in enumerate(tokens):
        if not token.is_word("FROM"):
            continue
        following = [t for t in tokens[place + 1 : place + 3] if not t.is_word("NAMED")]
        if not following or following[0].kind not in ("iri", "name"):
            raise at("FROM names no graph", text, token.start)
        yield _iri(following[0], prefixes, against), token.start


def _iri(token: Token, prefixes: Mapping[str, str], base: str) -> str:
    if token.kind == "iri":
        return urljoin(base, unescaped(token.text[1:-1]))
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local.replace("\\", "")
