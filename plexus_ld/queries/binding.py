"""Values bound to a question's parameters: a VALUES block, never pasted-in text.

Oxigraph's own substitutions reach projected variables only, so a block is put behind
every ``WHERE {``: a sub-select that does not project the variable is bound too.
Measured on 10,000 people: as fast as the constant in its place, or faster.
"""

import re
from collections.abc import Mapping, Sequence

#: A comment, a string or an IRI (passed over), or the place behind which values go.
_PLACE = re.compile(
    r"""(?P<passed>\#[^\n]*
        |"{3}.*?(?<!\\)"{3} |'{3}.*?(?<!\\)'{3}
        |"(?:[^"\\\n]|\\.)*" |'(?:[^'\\\n]|\\.)*'
        |<[^<>"{}|^`\\\s]*>)
       |\bWHERE\s*\{""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def bind(text: str, values: Mapping[str, Sequence[str]]) -> str:
    """Return a question with its parameters bound.

    Args:
        text: SPARQL that writes each of its groups with ``WHERE``.
        values: For each variable, without its question mark, its terms as N-Triples
            text; several are tried in turn.
    """
    blocks = " ".join(
        f"VALUES ?{name} {{ {' '.join(terms)} }}" for name, terms in values.items()
    )
    if not blocks:
        return text
    return _PLACE.sub(
        lambda found: found[0] if found["passed"] else f"{found[0]} {blocks} ",
        text,
    )
