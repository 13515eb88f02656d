"""A question with its values bound, quickly: where they go is looked up once."""

from functools import lru_cache

from plexus_ld.queries.binding import bind
from plexus_ld.storage.backend import Values

#: Stands for the values while their places are looked up; no query holds it.
_MARK = "\N{REPLACEMENT CHARACTER}mark"


@lru_cache(maxsize=256)
def _pieces(text: str) -> tuple[str, ...]:
    marked = bind(text, {"x": [_MARK]})
    return tuple(marked.split(f"VALUES ?x {{ {_MARK} }}"))


def bound(text: str, values: Values) -> str:
    """Return a question with its values bound (`plexus_ld.queries.binding`)."""
    if not values:
        return text
    blocks = (f"VALUES ?{name} {{ {' '.join(of)} }}" for name, of in values.items())
    return " ".join(blocks).join(_pieces(text))
