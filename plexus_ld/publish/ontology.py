"""Our vocabulary as a page for people; for programs its file is sent as it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from plexus_ld.publish.page import environment, policy_of, template_text
from plexus_ld.vocab.ontologies import PLEXUS, ontology
from plexus_ld.vocab.plx import PLX
from plexus_ld.vocab.vs import VS

_KINDS: Final = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
}
#: A part of the file, and a term that is declared in it.
_PART: Final = re.compile(r"^#: ", re.MULTILINE)
_TERM: Final = re.compile(r"^plx:(\w+) a .*;\n    rdfs:label", re.MULTILINE)
_ITSELF: Final = URIRef("https://w3id.org/plexus")


@dataclass(frozen=True, slots=True)
class Term:
    """A term as people read it.

    Attributes:
        name: Its name in the namespace, and on the page.
        kind: Class, property or individual.
        says: What it means.
        ends: From what to what a property leads; "" where it says nothing.
        status: How settled it is.
        example: Turtle; "" for none.
    """

    name: str
    kind: str
    says: str
    ends: str
    status: str
    example: str


def ontology_file() -> bytes:
    """Return the vocabulary as Turtle, as it stands."""
    return ontology(PLEXUS).read_bytes()


def ontology_page() -> bytes:
    """Return the vocabulary as a page."""
    text = ontology_file().decode()
    graph = Graph().parse(data=text, format="turtle")
    parts = [
        (title, [_term(graph, PLX[name]) for name in _TERM.findall(body)])
        for title, body in _parts(text)
    ]
    page = environment().get_template("ontology.html")
    return page.render(
        title=str(graph.value(_ITSELF, DCTERMS.title)),
        says=str(graph.value(_ITSELF, DCTERMS.description)),
        version=str(graph.value(_ITSELF, OWL.versionInfo)),
        namespace=f"{_ITSELF}#",
        parts=parts,
        style=template_text("post.css"),
        policy=ontology_policy(),
    ).encode()


def ontology_policy() -> str:
    """Return what the page may do: show itself."""
    return policy_of(template_text("post.css"), None)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in _PART.split(text)[1:]:
        title, _, body = part.partition("\n")
        yield title, body


def _term(graph: Graph, term: URIRef) -> Term:
    types = set(graph.objects(term, RDF.type))
    kinds = [word for kind, word in _KINDS.items() if kind in types]
    ends = [_end(graph, graph.value(term, end)) for end in (RDFS.domain, RDFS.range)]
    return Term(
        name=term.removeprefix(f"{_ITSELF}#"),
        kind=kinds[0] if kinds else "individual",
        says=str(graph.value(term, RDFS.comment)),
        ends=" → ".join(ends) if any(ends) else "",
        status=str(graph.value(term, VS.term_status)),
        example=str(graph.value(term, SKOS.example) or "").strip(),
    )


def _end(graph: Graph, end: Node | None) -> str:
    if end is None:
        return "anything"
    union = graph.value(end, OWL.unionOf)
    members = list(Collection(graph, union)) if union else [end]
    return ", ".join(one.n3(graph.namespace_manager) for one in members)
