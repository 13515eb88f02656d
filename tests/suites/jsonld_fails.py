"""Cases of the JSON-LD suite that fail because of a library; this may only shrink."""

from typing import Final

_DOTS: Final = "the engine keeps the dot segments that a base or authority IRI has"
_FETCHED: Final = "its context would have to be fetched, and no context ever is"

#: What is read, but not as expected.
FAILS: Final[dict[str, str]] = {
    "t0122": _DOTS,
    "t0123": _DOTS,
    "te062": _DOTS,
    "te091": _DOTS,
    "tc013": "the engine lets a type-scoped context reach into what a property holds",
    "tli12": "the engine refuses a base that is no IRI",
    "tc031": _FETCHED,
    "tc034": _FETCHED,
    "te126": _FETCHED,
    "te127": _FETCHED,
    "te128": _FETCHED,
    "tso05": _FETCHED,
    "tso06": _FETCHED,
}
#: What should be refused, but is read.
TAKES: Final[dict[str, str]] = {}
