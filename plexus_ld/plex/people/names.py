"""Names: never a reason to join two people, sometimes a reason not to.

A name is kept as its words: no case, no accents, no punctuation, joined by dots.
"""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
#: Characters of a name that are looked at; names end, a stranger's text need not.
_MAX_LENGTH = 120


@lru_cache(maxsize=65536)
def words_of(name: str) -> str:
    """Return a name's words: ``Zoë O'Neill`` → ``zoe.o.neill``."""
    name = name[:_MAX_LENGTH]
    if not name.isascii():
        parts = unicodedata.normalize("NFKD", name)
        name = "".join(part for part in parts if not unicodedata.combining(part))
    return ".".join(_WORD.findall(name.casefold()))


@lru_cache(maxsize=65536)
def are_alike(one: str, other: str) -> bool:
    """Tell whether two names can well be one person's.

    Every word of the shorter one has a partner in the longer one: the same word, or
    one the beginning of the other (``Norm`` and ``Norman``, ``A.`` and ``Alice``).
    """
    if one == other:
        return True
    few, many = sorted((one.split("."), other.split(".")), key=len)
    rest = list(many)
    for word in few:
        partner = next((w for w in rest if _partners(word, w)), None)
        if partner is None:
            return False
        rest.remove(partner)
    return True


def _partners(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@lru_cache(maxsize=65536)
def are_strange(one: str, other: str) -> bool:
    """Tell whether two names have nothing in common, not even a word's beginning."""
    plain, against = one.replace(".", ""), other.replace(".", "")
    if plain in against or against in plain:
        return False
    return not any(
        _partners(word, another) or (len(word) > 3 and word in against)
        for word in one.split(".")
        for another in other.split(".")
    )
