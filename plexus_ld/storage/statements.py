"""SPARQL updates out of lines: removals, additions and the number, in one request."""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from plexus_ld.model.change import Statement
from plexus_ld.vocab import graphs

#: The graph that holds the sequence number, and its one subject.
STATE = ox.NamedNode(str(graphs.STATE))

#: In a line of the default graph whose object is an IRI.
_SPACES_OF_TRIPLE = 3

_DERIVED = frozenset({"", *(f"<{name}>" for name in graphs.DERIVED)})


def state_line(sequence: int) -> str:
    """Return the line that says which change was written last."""
    number = f'"{sequence}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    return f"{STATE} <{graphs.PREFIX}sequence> {number} {STATE} ."


def update_text(
    removed: Sequence[str], added: Sequence[str], emptied: Sequence[str] = ()
) -> str:
    """Return one update that removes lines, adds lines and drops emptied graphs.

    An engine that keeps the standard's promise does one request as one transaction;
    Oxigraph does (tests/unit/storage/test_embedded.py).
    Source: SPARQL 1.1 Update §2.2, §3.1.
    """
    steps = [
        *_data("DELETE DATA", removed),
        *(f"DROP SILENT GRAPH {name}" for name in emptied),
        *_data("INSERT DATA", added),
    ]
    return " ;\n".join(steps)


def _data(verb: str, lines: Iterable[str]) -> Iterator[str]:
    grouped: dict[str, list[str]] = {}
    for line in lines:
        statement, graph = parted(line)
        grouped.setdefault(graph, []).append(statement)
    if grouped:
        yield f"{verb} {{\n{''.join(map(_block, grouped, grouped.values()))}}}"


def _block(graph: str, statements: list[str]) -> str:
    body = " .\n".join(statements)
    return f"GRAPH {graph} {{\n{body} }}\n" if graph else f"{body} .\n"


def parted(line: str) -> tuple[str, str]:
    """Return a canonical line's triple, and its graph's name, "" for the default.

    The last term before the full stop is a graph's name if an IRI with a whole
    object before it: an object is an IRI (no space in it) or ends with a quote, a
    language tag or a datatype.
    """
    graph = graph_of(line)
    return (line[: -len(graph) - 3], graph) if graph else (line[:-2], "")


def graph_of(line: str) -> str:
    """Return the name of a canonical line's graph, "" for the default graph."""
    last = line[line.rfind(" ", 0, -2) + 1 : -2]
    if last[0] != "<" or '"' in last or line.count(" ") == _SPACES_OF_TRIPLE:
        return ""
    return last


def statement_of(line: str) -> Statement:
    """Return a canonical line's four terms, graph "" for the default graph."""
    triple, graph = parted(line)
    subject, predicate, object_ = triple.split(" ", 2)
    return subject, predicate, object_, graph


def is_derived(graph: str) -> bool:
    """Tell whether a graph, by its N-Triples name, can be made out of the others."""
    return graph in _DERIVED
