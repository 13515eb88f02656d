"""What the owner's graphs must say to be kept: the shapes, and their complaints.

Only the nodes that a change touches are looked at, as they will stand after it, so
that the cost of an edit does not grow with the Plex. SHACL Core only: nothing is
inferred, no SPARQL is evaluated and nothing is fetched.
Source: https://www.w3.org/TR/shacl/ (part 1); ``ontologies/plexus-shapes.ttl``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from plexus_ld.errors import InvalidChangeError
from plexus_ld.model.change import Change, Reader, Statement
from plexus_ld.plex.aiming import aimed_at, class_bound
from plexus_ld.rdf.lines import split, term_of, text_of
from plexus_ld.vocab.graphs import OWNED
from plexus_ld.vocab.ontologies import SHAPES, ontology
from plexus_ld.vocab.plx import PLX

#: Names of the owner's graphs, as N-Triples text.
_GRAPHS = tuple(sorted(text_of(graph) for graph in OWNED))
#: How a line of an owner's graph ends.
_ENDS = tuple(f" {graph} ." for graph in _GRAPHS)
_TYPE = text_of(RDF.type)
_OURS = f"<{PLX._NS}"
#: Longest value that a sentence shows, in characters.
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One fault in the owner's graphs.

    Attributes:
        node: Whose statements are at fault.
        sentence: What should hold, and what was found.
        serious: True when a change that leaves it is refused.
    """

    node: str
    sentence: str
    serious: bool = True


def check(reader: Reader, change: Change) -> None:
    """Refuse a change that the owner's graphs could not be kept with.

    Args:
        reader: The quads as they stand before the change.
        change: What is to be changed.

    Raises:
        InvalidChangeError: The shapes refuse it; it carries a sentence a fault.
    """
    added = _owned(change.added)
    removed = _owned(change.removed)
    if not added and not removed:
        return
    after = _After(reader, added, removed)
    touched = after.touched()
    said = list(after.statements(touched))
    found = [*_unknown_terms(added), *_complaints(said, only_serious=True)]
    nodes = {term_of(node) for node in touched}
    serious = [one for one in found if one.serious and URIRef(one.node) in nodes]
    if serious:
        raise InvalidChangeError(list(dict.fromkeys(one.sentence for one in serious)))


def check_all(reader: Reader) -> list[Complaint]:
    """Return every fault in the owner's graphs, the serious ones first."""
    statements = [
        statement for graph in _GRAPHS for statement in reader.matching(graph=graph)
    ]
    found = {*_unknown_terms(statements), *_complaints(statements)}
    return sorted(found, key=lambda one: (not one.serious, one))


def _owned(lines: Iterable[str]) -> list[Statement]:
    return [split(line) for line in lines if line.endswith(_ENDS)]


class _After:
    """The owner's graphs as they will stand after a change."""

    def __init__(
        self, reader: Reader, added: list[Statement], removed: list[Statement]
    ) -> None:
        self._reader = reader
        self._added: dict[str, list[Statement]] = {}
        for statement in added:
            self._added.setdefault(statement[0], []).append(statement)
        self._removed = set(removed)

    def touched(self) -> set[str]:
        """Return the nodes it changes, and those that lean on a type it takes away."""
        nodes = {node for node, *_ in self._removed} | self._added.keys()
        untyped = {node for node, predicate, *_ in self._removed if predicate == _TYPE}
        leaning = {
            statement[0]
            for node in untyped
            for graph in _GRAPHS
            for predicate in class_bound()
            for statement in self._reader.matching(None, predicate, node, graph)
        }
        return nodes | leaning

    def statements(self, nodes: Iterable[str]) -> Iterator[Statement]:
        """Yield all statements of the nodes, and the types of those they lead to."""
        bound = class_bound()
        neighbours = set()
        for node in nodes:
            for statement in self._of(node):
                yield statement
                if statement[1] in bound:
                    neighbours.add(statement[2])
        for node in neighbours:
            yield from self._of(node, _TYPE)

    def _of(self, node: str, predicate: str | None = None) -> Iterator[Statement]:
        for graph in _GRAPHS:
            for statement in self._reader.matching(node, predicate, None, graph):
                if statement not in self._removed:
                    yield statement
        for statement in self._added.get(node, ()):
            if predicate in (None, statement[1]):
                yield statement


@cache
def _shapes() -> Graph:
    graph = Graph()
    graph.parse(data=ontology(SHAPES).read_bytes(), format="turtle")
    return graph


def _complaints(
    statements: Sequence[Statement], *, only_serious: bool = False
) -> Iterator[Complaint]:
    """Yield what the shapes find in statements, neighbours' shortcomings included."""
    aimed = aimed_at(statements, only_serious=only_serious)
    if not aimed:
        return
    from pyshacl import validate

    shapes = _shapes()
    data = Graph()
    for triple in shapes.triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    for subject, predicate, object_, _ in statements:
        data.add((term_of(subject), term_of(predicate), term_of(object_)))
    _, report, _ = validate(
        data, shacl_graph=shapes, inference="none", use_shapes=aimed
    )
    for result in report.objects(None, SH.result):
        yield _complaint(report, result)


def _complaint(report: Graph, result: Node) -> Complaint:
    node = report.value(result, SH.focusNode)
    value = report.value(result, SH.value)
    sentence = f"<{node}>: {report.value(result, SH.resultMessage)}"
    if value is not None and value != node:
        sentence += f"; it is {_shown(value)}"
    severity = report.value(result, SH.resultSeverity)
    return Complaint(str(node), sentence, serious=severity == SH.Violation)


def _shown(value: Node) -> str:
    text = value.n3()
    if len(text) <= _LONGEST_VALUE:
        return text
    return f"{text[:_LONGEST_VALUE]}…"


def _unknown_terms(statements: Iterable[Statement]) -> Iterator[Complaint]:
    """Yield a complaint for each predicate or class of ours that there is not."""
    for subject, predicate, object_, _ in statements:
        for term in (predicate, object_ if predicate == _TYPE else ""):
            if term.startswith(_OURS) and term_of(term) not in PLX:
                node = str(term_of(subject))
                sentence = f"<{node}>: {term} is no term of the Plexus vocabulary"
                yield Complaint(node, sentence)
