"""The W3C's RDF 1.1 syntax tests, read from their manifests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDFT = "http://www.w3.org/ns/rdftest#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#: Where the tests lie on the web; their expected answers name it.
BASE = "https://w3c.github.io/rdf-tests/rdf/rdf11/"

#: Folder → format.
FOLDERS = {
    "rdf-turtle": "turtle",
    "rdf-n-triples": "nt",
    "rdf-n-quads": "nquads",
    "rdf-trig": "trig",
    "rdf-xml": "rdfxml",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One test.

    Attributes:
        name: Folder and name.
        kind: ``Eval``, ``PositiveSyntax``, ``NegativeSyntax`` or ``NegativeEval``.
        format: What the input is in.
        action: The input.
        result: The expected graph, if any.
        base: The input's IRI.
    """

    name: str
    kind: str
    format: str
    action: Path
    result: Path | None
    base: str

    @property
    def is_negative(self) -> bool:
        return self.kind.startswith("Negative")


def cases(suite: Path) -> Iterator[Case]:
    for folder, format_ in FOLDERS.items():
        yield from _cases(suite / folder, format_)


def _cases(folder: Path, format_: str) -> Iterator[Case]:
    base = f"{BASE}{folder.name}/"
    manifest = ox.Store()
    text = (folder / "manifest.ttl").read_bytes()
    manifest.load(text, ox.RdfFormat.TURTLE, base_iri=f"{base}manifest.ttl")
    for quad in manifest.quads_for_pattern(None, ox.NamedNode(TYPE), None):
        kind = _kind(str(quad.object))
        if not kind:
            continue
        action = _value(manifest, quad.subject, f"{MF}action")
        result = _value(manifest, quad.subject, f"{MF}result")
        assert action
        yield Case(
            f"{folder.name}/{str(quad.subject).rpartition('#')[2].strip('>')}",
            kind,
            format_,
            folder / action.removeprefix(base),
            folder / result.removeprefix(base) if result else None,
            action,
        )


def _kind(class_: str) -> str:
    """Return the kind that a class of tests is of: `TestTurtlePositiveSyntax` …"""
    name = class_.rpartition("#")[2].strip(">")
    for kind in ("PositiveSyntax", "NegativeSyntax", "NegativeEval", "Eval"):
        if RDFT in class_ and name.endswith(kind):
            return kind
    return ""


def _value(manifest: ox.Store, subject: object, property_: str) -> str | None:
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)
    quads = manifest.quads_for_pattern(subject, ox.NamedNode(property_), None)
    found = next(iter(quads), None)
    if found is None:
        return None
    assert isinstance(found.object, ox.NamedNode)
    return found.object.value
