"""Text put into a typed query, and the way back from the engine's places to typed ones.

The engine reports the farthest place that it looked at, which may be a long keyword's
length behind the fault. So after an error the query is read once more with a token a
line: then the line's number is the token that it did not understand.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from plexus_ld.errors import QueryError
from plexus_ld.storage.typed.text import CONSTRUCT, FORMS, SELECT, Typed
from plexus_ld.storage.typed.tokens import Token, at

#: Longer than the engine's longest keyword, so that it never looks into the next line.
_ROOM: Final = "\n".rjust(33)
_PLACE: Final = re.compile(r"error at (\d+):\d+: expected (?:one of )?(.*)", re.DOTALL)
#: Sentences among what the engine would have expected.
_SENTENCE: Final = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: [A-Za-z]+){2,})")
#: What the engine says, and what we say.
_SAID: Final = {
    "IRI parsing failed": "this IRI is not whole: https://… for instance is"
}


def _bound(typed: Typed, values: Mapping[str, Sequence[str]]) -> str:
    """Return the text with its values in it.

    Raises:
        QueryError: A value has no place to go to.
    """
    return _edited(typed, values, lambda token: token.text)


def declared(typed: Typed, values: Mapping[str, Sequence[str]]) -> str:
    """Return the text for a service: values in it, its prefixes declared.

    Raises:
        QueryError: A value has no place to go to.
    """
    prologue = (f"PREFIX {name}: <{iri}>" for name, iri in typed.prefixes.items())
    return "\n".join((*prologue, _bound(typed, values)))


def runnable(typed: Typed, values: Mapping[str, Sequence[str]]) -> str:
    """Return the text that runs: values bound, and no IRI that reads in two ways.

    An engine may take ``<`` for "less than" where the grammar has an IRI; what then
    looks like a comment or a string in that IRI is written as an escape, so that the
    engine cuts the text as it was cut when it was checked.

    Raises:
        QueryError: A value has no place to go to.
    """
    return _edited(typed, values, _unambiguous)


def _edited(
    typed: Typed,
    values: Mapping[str, Sequence[str]],
    write: Callable[[Token], str],
) -> str:
    pieces: list[str] = []
    places = _places(typed, values)
    done = 0
    for token in typed.tokens:
        pieces.append(typed.text[done : token.start])
        pieces.append(write(token))
        pieces += [_block(name, values[name]) for name in places.get(token.start, ())]
        done = token.end
    return "".join(pieces) + typed.text[done:]


def _block(name: str, terms: Sequence[str]) -> str:
    return f" VALUES ?{name} {{ {' '.join(terms)} }} "


def _unambiguous(token: Token) -> str:
    if token.kind != "iri":
        return token.text
    return token.text.replace("#", r"\u0023").replace("'", r"\u0027")


def _places(typed: Typed, values: Mapping[str, object]) -> dict[int, list[str]]:
    """Return which values go behind which bracket."""
    if not values:
        return {}
    levels = _levels(typed.tokens)
    for name in values:
        if not any(name in level.names for level in levels):
            message = f"a value for ?{name}, which the query does not have"
            raise QueryError(message)
        if not any(name in level.names and level.group for level in levels):
            message = f"a value needs a WHERE {{ … }}; this {typed.form} has none"
            raise QueryError(message)
    return {
        level.group.start: [name for name in values if name in level.names]
        for level in levels
        if level.group
    }


@dataclass(slots=True)
class _Level:
    """A query or a sub-query.

    Attributes:
        group: The bracket behind which values may go, if there is one.
        names: The variables that it names itself: a value of another would multiply
            its rows.
    """

    group: Token | None
    names: set[str] = field(default_factory=set)


def _levels(tokens: Sequence[Token]) -> list[_Level]:
    levels: list[_Level] = []
    open_levels: list[_Level] = []
    brackets: list[_Level | None] = []
    for place, token in enumerate(tokens):
        if token.is_word(*FORMS):
            levels.append(_Level(_group_of(tokens, place)))
            open_levels.append(levels[-1])
            brackets[-1:] = [levels[-1]] if brackets else []
        elif token.kind == "variable" and open_levels:
            open_levels[-1].names.add(token.text[1:])
        elif _is(tokens, place, "{"):
            brackets.append(None)
        elif _is(tokens, place, "}") and brackets.pop():
            open_levels.pop()
    return levels


def _group_of(tokens: Sequence[Token], place: int) -> Token | None:
    """Return the bracket that opens the WHERE of the query that begins at a place."""
    start = place + 1
    if tokens[place].is_word(CONSTRUCT):
        if not _is(tokens, start, "{"):
            return None  # CONSTRUCT WHERE has no room for values
        start = _behind(tokens, start)
    group = _group(tokens, start)
    if group is None or tokens[group + 1].is_word(SELECT):
        return None  # a group that is a sub-query has no room either
    return tokens[group]


def _is(tokens: Sequence[Token], place: int, sign: str) -> bool:
    if place >= len(tokens):
        return False
    return tokens[place].kind == "sign" and tokens[place].text == sign


def _behind(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind a bracket and all that stands in it."""
    depth = 0
    for behind in range(place, len(tokens)):
        token = tokens[behind]
        if token.kind == "sign":
            depth += (token.text in "{(") - (token.text in "})")
        if depth == 0:
            return behind + 1
    return len(tokens)


def _group(tokens: Sequence[Token], start: int) -> int | None:
    """Return the place of the next ``{`` that stands in no round bracket."""
    place = start
    while place < len(tokens):
        if _is(tokens, place, "{"):
            return place
        place = _behind(tokens, place) if _is(tokens, place, "(") else place + 1
    return None


def _spread(typed: Typed) -> str:
    """Return the text with a token a line, for finding a fault."""
    lines: list[str] = []
    for before, token in zip((None, *typed.tokens), typed.tokens, strict=False):
        if before is not None and not _is_glued(before, token):
            lines.append(_ROOM)
        lines.append(_unambiguous(token))
    return "".join((*lines, _ROOM))


def _is_glued(before: Token, token: Token) -> bool:
    """Tell whether two tokens are one thing when they stand close together."""
    if before.end != token.start:
        return False
    if token.kind == "language" or "^^" in (before.text, token.text):
        return True
    return before.text in ("+", "-") and token.kind == "number"


def pointed(
    error: SyntaxError, typed: Typed, run: Callable[[str], object]
) -> QueryError:
    """Return what the owner reads of a syntax error, with its place.

    Args:
        error: The engine's.
        typed: What was typed.
        run: Has the engine read a text once more; it raises SyntaxError again.
    """
    try:
        run(_spread(typed))
    except SyntaxError as again:
        found, is_spread = _PLACE.search(str(again)), True
    else:  # the spread text means something else: the first place has to do
        found, is_spread = _PLACE.search(str(error)), False
    if found is None:
        return QueryError(f"this is not SPARQL: {error}")
    place = _place(typed, int(found[1]), is_spread=is_spread)
    sentence = _SENTENCE.search(found[2])
    if sentence:
        return at(_SAID.get(sentence[1], sentence[1]), typed.text, place)
    token = next((t.text for t in typed.tokens if t.start == place), None)
    if token is None:
        return at("it ends too early", typed.text, place)
    return at(f"not understood from {token!r} on", typed.text, place)


def _place(typed: Typed, line: int, *, is_spread: bool) -> int:
    if not is_spread:
        starts = [0, *(m.end() for m in re.finditer("\n", typed.text))]
        return starts[min(line, len(starts)) - 1]
    starts = [
        token.start
        for before, token in zip((None, *typed.tokens), typed.tokens, strict=False)
        if before is None or not _is_glued(before, token)
    ]
    return starts[line - 1] if line <= len(starts) else len(typed.text.rstrip())
