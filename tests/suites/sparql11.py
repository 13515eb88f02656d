"""The W3C's SPARQL 1.1 query tests, read from their manifests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Where the tests would lie on the web; only has to be the same everywhere.
BASE = "http://sparql11.example/"

#: Those of the query language and of its results formats. Not: `entailment` (there is
#: no reasoner here), `service` and `syntax-fed` (refused), protocols.
FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists",
    "functions", "grouping", "json-res", "negation", "project-expression",
    "property-path", "subquery", "syntax-query",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One test.

    Attributes:
        name: Folder and name.
        kind: The local name of its class.
        query: The query's file.
        data: The files of the default graph.
        named: The files of the named graphs; a graph's name is its file's IRI.
        result: The expected answer's file.
    """

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    named: tuple[Path, ...]
    result: Path | None

    @property
    def text(self) -> str:
        return self.query.read_text(encoding="utf-8")

    @property
    def is_evaluation(self) -> bool:
        return self.kind in ("QueryEvaluationTest", "CSVResultFormatTest")


def cases(suite: Path) -> Iterator[Case]:
    for folder in FOLDERS:
        yield from _Manifest(suite, folder).cases()


def iri_of(file: Path, suite: Path) -> str:
    return BASE + file.relative_to(suite).as_posix()


class _Manifest:
    def __init__(self, suite: Path, folder: str) -> None:
        self._suite = suite
        self._folder = folder
        file = suite / folder / "manifest.ttl"
        self._graph = ox.Store()
        self._graph.load(
            file.read_bytes(), ox.RdfFormat.TURTLE, base_iri=iri_of(file, suite)
        )

    def cases(self) -> Iterator[Case]:
        for quad in self._graph.quads_for_pattern(None, _node(MF, "entries"), None):
            yield from map(self._case, self._list(quad.object))

    def _case(self, test: object) -> Case:
        kind = str(self._one(test, _node(RDF, "type"))).rpartition("#")[2].strip(">")
        action = self._one(test, _node(MF, "action"))
        query = self._one(action, _node(QT, "query")) or action
        result = self._one(test, _node(MF, "result"))
        return Case(
            name=f"{self._folder}/{str(test).rpartition('#')[2].strip('>')}",
            kind=kind,
            query=self._file(query),
            data=self._files(action, "data"),
            named=self._files(action, "graphData"),
            result=self._file(result) if result else None,
        )

    def _one(self, subject: object, predicate: ox.NamedNode) -> object:
        if isinstance(subject, ox.Literal | ox.Triple) or subject is None:
            return None
        found = self._graph.quads_for_pattern(subject, predicate, None)  # type: ignore[arg-type]
        return next((quad.object for quad in found), None)

    def _files(self, action: object, name: str) -> tuple[Path, ...]:
        if not isinstance(action, ox.BlankNode):
            return ()
        found = self._graph.quads_for_pattern(action, _node(QT, name), None)
        return tuple(sorted(self._file(quad.object) for quad in found))

    def _file(self, node: object) -> Path:
        assert isinstance(node, ox.NamedNode)
        return self._suite / node.value.removeprefix(BASE)

    def _list(self, node: object) -> Iterator[object]:
        while node != _node(RDF, "nil"):
            yield self._one(node, _node(RDF, "first"))
            node = self._one(node, _node(RDF, "rest"))


def _node(namespace: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(namespace + name)
