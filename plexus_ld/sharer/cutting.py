"""Texts made shorter, at a word: cut, or split into several. Pure."""

import unicodedata
from collections.abc import Iterator
from typing import Final

#: Stands where something was left out.
ELLIPSIS: Final = "…"
#: Most texts that one is split into; what is beyond is left out.
MOST_PIECES: Final = 25
#: Joins two characters to one sign; and what follows a sign to change its looks.
_JOINER: Final = "\N{ZERO WIDTH JOINER}"
_SELECTORS: Final = frozenset(
    "\ufe0e\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
)


def cut(text: str, limit: int) -> str:
    """Return a text of at most so many characters, cut at a word where it can be."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = _place(text, limit - len(ELLIPSIS))
    return f"{text[:end].rstrip()}{ELLIPSIS}"


def pieces(text: str, limit: int) -> tuple[tuple[str, ...], bool]:
    """Split a text into numbered ones of at most so many characters.

    Args:
        text: The text.
        limit: Characters that each may have, its number included.

    Returns:
        The texts, and whether all of the text is in them.
    """
    if len(text) <= limit:
        return (text,), True
    mark = len(_number(MOST_PIECES, MOST_PIECES))
    if limit <= 2 * mark:
        return (cut(text, limit),), False
    found = list(_split(text, limit - mark))
    is_whole = len(found) <= MOST_PIECES
    if not is_whole:
        rest = " ".join(found[MOST_PIECES - 1 :])
        found[MOST_PIECES - 1 :] = [cut(rest, limit - mark)]
    total = len(found)
    numbered = (f"{one}{_number(at, total)}" for at, one in enumerate(found, 1))
    return tuple(numbered), is_whole


def _number(place: int, total: int) -> str:
    return f" ({place}/{total})"


def _split(text: str, limit: int) -> Iterator[str]:
    rest = text.strip()
    while len(rest) > limit:
        end = _paragraph(rest, limit) or _place(rest, limit)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def _paragraph(text: str, limit: int) -> int:
    """Return where a paragraph ends in the second half of a piece; 0 if none does."""
    end = text.rfind("\n\n", limit // 2, limit + 1)
    return max(end, 0)


def _place(text: str, limit: int) -> int:
    """Return where to cut: before a space, else between two signs."""
    if limit < 1 or limit >= len(text):
        return max(0, min(limit, len(text)))
    for end in range(limit, limit // 2, -1):
        if text[end].isspace():
            return end
    end = limit
    while end > 1 and _belongs(text, end):
        end -= 1
    # A sign that is longer than the limit is cut through after all.
    return end if end > 1 else limit


def _belongs(text: str, place: int) -> bool:
    """Tell whether a character makes one sign with the one before it."""
    here, before = text[place], text[place - 1]
    joined = here == _JOINER or before == _JOINER or here in _SELECTORS
    return joined or unicodedata.combining(here) != 0
