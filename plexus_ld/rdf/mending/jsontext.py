"""JSON that nearly is: trailing commas, comments, raw line breaks, a missing end."""

import json
import re
from typing import Final

from plexus_ld.errors import ParseError
from plexus_ld.rdf.mending.notes import Notes

_PIECE: Final = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<comment>/\*.*?\*/|(?<![:\w])//[^\n]*)"
    r"|(?P<comma>,(?=\s*[}\]]))"
    r'|(?P<open>[\[{])|(?P<close>[\]}])|(?P<broken>"[^"]*$)',
    re.DOTALL,
)
_ENDS: Final = {"{": "}", "[": "]"}


def json_of(text: str, repairs: Notes, losses: Notes) -> object:
    """Return what a JSON text says.

    Raises:
        ParseError: It is none, even mended.
    """
    # `strict=False` takes raw line breaks in strings, which editors leave there.
    try:
        return _loaded(text)
    except ParseError:
        return _loaded(_mended(text, repairs, losses))


def _loaded(text: str) -> object:
    try:
        found: object = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        message = f"not readable as JSON: {error}"
        raise ParseError(message) from error
    return found


def _mended(text: str, repairs: Notes, losses: Notes) -> str:
    pieces: list[str] = []
    open_: list[str] = []
    position = 0
    for found in _PIECE.finditer(text):
        pieces.append(text[position : found.start()])
        position = found.end()
        kind = found.lastgroup
        if kind == "comma":
            repairs.add("left out a comma before an end")
        elif kind == "comment":
            repairs.add("left out a comment, which JSON has none of")
        elif kind == "broken":
            position = len(text)
        else:
            pieces.append(found[0])
            _keep_open(kind, found[0], open_)
    pieces.append(text[position:])
    mended = "".join(pieces)
    if not open_:
        return mended
    losses.add("the document breaks off: what stood behind the break is lost")
    return _closed(mended, open_)


def _keep_open(kind: str | None, mark: str, open_: list[str]) -> None:
    if kind == "open":
        open_.append(_ENDS[mark])
    elif kind == "close" and open_:
        open_.pop()


def _closed(text: str, open_: list[str]) -> str:
    """End a text that breaks off: without its last, half member, and closed."""
    text = text.rstrip()
    # A key without its value, a value without its end, a comma without a member.
    text = re.sub(r'(?:,|(?<=[{\[]))\s*(?:"(?:[^"\\]|\\.)*"\s*:?\s*)?$', "", text)
    text = re.sub(r'"(?:[^"\\]|\\.)*"\s*:\s*[\w.+-]*$', "", text).rstrip().rstrip(",")
    return text + "".join(reversed(open_))
