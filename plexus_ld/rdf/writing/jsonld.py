"""Statements to JSON-LD: compact, with its context inside, so nothing is fetched.

Source: JSON-LD 1.1 §4.1 (context), §4.1.2 (IRIs), §4.2 (literals).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plexus_ld.rdf.lines import Statement
from plexus_ld.rdf.prefixes import LOCAL, XSD, shortener, used
from plexus_ld.rdf.writing.terms import (
    TYPE,
    Described,
    Text,
    described,
    iri_of,
    terms_in,
    text_of_literal,
)

_NAME: Final = re.compile(r"(.*[#/])([^#/]*)", re.DOTALL)
#: Literals that JSON says by itself, where that loses nothing (JSON-LD §4.2.2).
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")


def jsonld(
    statements: Iterable[Statement],
    prefixes: Mapping[str, str] | None,
    base: str | None,
) -> bytes:
    """Write statements as JSON-LD; named graphs as named graphs."""
    graphs: dict[str, list[Statement]] = {}
    for statement in statements:
        graphs.setdefault(statement[3], []).append(statement)
    things = {name: described(graphs[name], base) for name in sorted(graphs)}
    everywhere = [t for graph in things.values() for t in terms_in(graph)]
    chosen = {p: n for p, n in used(everywhere, prefixes).items() if _usable(p, n)}
    write = _Writer(chosen, base)
    nodes = write.nodes(things.get("", {}))
    for name, graph in things.items():
        if name:
            nodes.append({"@id": write.reference(name), "@graph": write.nodes(graph)})
    context: dict[str, str] = {"@base": base} if base else {}
    context |= chosen
    document: dict[str, object] = {"@context": context}
    document |= nodes[0] if len(nodes) == 1 else {"@graph": nodes}
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return (text + "\n").encode(errors="surrogatepass")


def _usable(prefix: str, namespace: str) -> bool:
    """JSON-LD 1.1 §4.1.5: a simple term is a prefix if its IRI ends in a delimiter."""
    return bool(prefix) and namespace[-1] in ":/?#[]@"


class _Writer:
    def __init__(self, prefixes: Mapping[str, str], base: str | None) -> None:
        self._short = shortener(prefixes)
        self._base = base

    def nodes(self, things: Described) -> list[dict[str, object]]:
        found = []
        for subject, predicates in things.items():
            node: dict[str, object] = {"@id": self.reference(subject)}
            for predicate, objects in predicates.items():
                if predicate == TYPE and all(term[0] != '"' for term in objects):
                    node["@type"] = _one([self.name(term) for term in objects])
                else:
                    values = [self.value(term) for term in objects]
                    node[self.name(predicate)] = _one(values)
            found.append(node)
        return found

    def name(self, term: str) -> str:
        """Return a predicate or type, by prefix where it has one."""
        if term[0] == "_":
            return term
        iri = iri_of(term)
        found = _NAME.fullmatch(iri)
        if found and found[1] in self._short and LOCAL.fullmatch(found[2]):
            return f"{self._short[found[1]]}:{found[2]}"
        return iri

    def reference(self, term: str) -> str:
        if term[0] == "_":
            return term
        iri = iri_of(term)
        if self._base and iri == self._base:
            return ""
        if self._base and iri.startswith(self._base + "#"):
            return iri[len(self._base) :]
        return iri

    def value(self, term: str) -> object:
        if term[0] != '"':
            return {"@id": self.reference(term)}
        text = text_of_literal(term)
        if text.language:
            return {"@value": text.value, "@language": text.language}
        return self._typed(text) if text.datatype else text.value

    def _typed(self, text: Text) -> object:
        if text.datatype == f"{XSD}boolean" and text.value in {"true", "false"}:
            return text.value == "true"
        if text.datatype == f"{XSD}integer" and _INTEGER.fullmatch(text.value):
            return int(text.value)
        return {"@value": text.value, "@type": self.name(f"<{text.datatype}>")}


def _one(values: Sequence[object]) -> object:
    return values[0] if len(values) == 1 else list(values)
