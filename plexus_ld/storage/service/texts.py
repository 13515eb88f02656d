"""SPARQL texts that a service is sent, made of terms that are N-Triples text already.

Nothing of a stranger's is pasted in raw: a term comes from a parser, or out of the
store, and stands in its canonical form. Source: SPARQL 1.1 Query §19.8, whose IRIs
and literals take every canonical N-Triples term.
"""

from collections.abc import Iterable, Iterator, Sequence

from plexus_ld.storage.statements import STATE, parted

#: Which quads lie in the default graph, and which in a graph of their own.
_EVERYWHERE = (
    "{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} FILTER(?g != {state}) }}"
)


def matching_text(
    subject: str | None, predicate: str | None, object_: str | None, graph: str | None
) -> str | None:
    """Return the SELECT of ?s ?p ?o ?g for a pattern, or None if none can match.

    A given term comes back bound, so that each solution is a whole statement.
    """
    if any(term is not None and not _is_iri(term) for term in (subject, predicate)):
        return None
    given = {"s": subject, "p": predicate, "o": object_}
    terms = {name: term for name, term in given.items() if term is not None}
    pattern = " ".join(terms.get(name, f"?{name}") for name in "spo")
    where = _where(pattern, graph)
    names = " ".join(f"({terms[n]} AS ?{n})" if n in terms else f"?{n}" for n in "spo")
    if graph:
        return f"SELECT {names} ({graph} AS ?g) WHERE {{ {where} }}"
    return f"SELECT {names} ?g WHERE {{ {where} }}"


def _where(pattern: str, graph: str | None) -> str:
    if graph is None:
        return _EVERYWHERE.format(pattern=pattern, state=STATE)
    return f"GRAPH {graph} {{ {pattern} }}" if graph else pattern


def _is_iri(term: str) -> bool:
    return term.startswith("<") and not term.startswith("<<")


def present_text(lines: Sequence[str]) -> str:
    """Return the SELECT of ?i: the numbers of those lines that are there."""
    default, named = [], []
    for number, line in enumerate(lines):
        triple, graph = parted(line)
        if graph:
            named.append(f"({number} {graph} {triple})")
        else:
            default.append(f"({number} {triple})")
    parts = []
    if default:
        rows = "\n".join(default)
        parts.append(f"{{ VALUES (?i ?s ?p ?o) {{ {rows} }} ?s ?p ?o }}")
    if named:
        rows = "\n".join(named)
        parts.append(
            f"{{ VALUES (?i ?g ?s ?p ?o) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        )
    return f"SELECT ?i WHERE {{ {' UNION '.join(parts)} }}"


def chunks(lines: Iterable[str], max_bytes: int) -> Iterator[list[str]]:
    """Yield lines in pieces of about so many bytes."""
    piece: list[str] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line) * 2  # at most, but for scripts of three bytes a letter
        if size >= max_bytes:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
