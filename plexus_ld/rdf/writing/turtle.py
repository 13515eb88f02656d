"""Statements to Turtle and TriG, as a person would write them.

Source: RDF 1.1 Turtle; RDF 1.1 TriG.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from plexus_ld.rdf.lines import Statement
from plexus_ld.rdf.prefixes import LOCAL, XSD, shortener, used
from plexus_ld.rdf.writing.terms import TYPE, Described, described, terms_in

_NAME: Final = re.compile(r"(.*[#/:])([^#/:]*)", re.DOTALL)
#: Literals that Turtle writes bare (Turtle §2.5.2); others keep their quotes.
_BARE: Final = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_TYPED: Final = re.compile(r'"(.*)"\^\^<([^>]*)>', re.DOTALL)
_LONG: Final = 70


class Terms:
    """Writes terms short: by prefix, or relative to the base where that is plain."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        self._short = shortener(prefixes)
        self._base = base

    def write(self, term: str) -> str:
        """Return a term, from N-Triples, as Turtle."""
        if term[0] == "<":
            return self._iri(term)
        typed = _TYPED.fullmatch(term) if term[0] == '"' else None
        if typed is None:
            return term
        bare = _BARE.get(typed[2])
        if bare and bare.fullmatch(typed[1]):
            return typed[1]
        return f'"{typed[1]}"^^{self._iri(f"<{typed[2]}>")}'

    def predicate(self, term: str) -> str:
        """Return a predicate as Turtle."""
        return "a" if term == TYPE else self.write(term)

    def _iri(self, term: str) -> str:
        iri = term[1:-1]
        if self._base and iri == self._base:
            return "<>"
        found = _NAME.fullmatch(iri)
        if found and found[1] in self._short and LOCAL.fullmatch(found[2]):
            return f"{self._short[found[1]]}:{found[2]}"
        if self._base and iri.startswith(self._base + "#"):
            return f"<{iri[len(self._base) :]}>"
        return term


def turtle(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    """Write statements as Turtle; their graph names are left out."""
    things = described(statements, base)
    chosen = used(terms_in(things), prefixes)
    terms = Terms(chosen, base)
    blocks = [_head(chosen, base), *_blocks(things, terms)]
    return "\n".join(block for block in blocks if block).encode()


def trig(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    """Write statements as TriG, graph by graph, the default graph first."""
    graphs: dict[str, list[Statement]] = {}
    for statement in statements:
        graphs.setdefault(statement[3], []).append(statement)
    things = {name: described(graphs[name], base) for name in sorted(graphs)}
    everywhere = [t for graph in things.values() for t in terms_in(graph)]
    chosen = used(everywhere, prefixes)
    terms = Terms(chosen, base)
    blocks = [_head(chosen, base)]
    for name, graph in things.items():
        written = list(_blocks(graph, terms))
        if not name:
            blocks += written
            continue
        inner = "\n".join(written).rstrip("\n")
        # Not indented: a line break inside a literal is always an escape here, but
        # the plain form is the one that diffs well.
        blocks.append(f"{terms.write(name)} {{\n{inner}\n}}\n")
    return "\n".join(block for block in blocks if block).encode()


def _head(prefixes: Mapping[str, str], base: str | None) -> str:
    lines = [f"@base <{base}> ."] if base else []
    lines += [f"@prefix {name}: <{space}> ." for name, space in prefixes.items()]
    return "".join(f"{line}\n" for line in lines)


def _blocks(things: Described, terms: Terms) -> Iterator[str]:
    for subject, predicates in things.items():
        said = [
            f"{terms.predicate(predicate)} {_objects(objects, terms)}"
            for predicate, objects in predicates.items()
        ]
        first = f"{terms.write(subject)} {said[0]}"
        yield " ;\n    ".join([first, *said[1:]]) + " .\n"


def _objects(objects: Sequence[str], terms: Terms) -> str:
    written = [terms.write(term) for term in objects]
    line = ", ".join(written)
    if len(written) == 1 or len(line) <= _LONG:
        return line
    return ",\n        ".join(written)
