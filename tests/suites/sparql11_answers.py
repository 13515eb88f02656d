"""Answers of the W3C's query tests, in a form that can be compared."""

import csv
import io
from pathlib import Path

import pyoxigraph as ox

from tests.suites.sparql11 import Case, iri_of

_FORMATS = {
    ".srx": "xml",
    ".srj": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".ttl": "turtle",
}
_RESULTS = {
    "xml": ox.QueryResultsFormat.XML,
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_ROW = ox.NamedNode("urn:row")

#: What is the same in two answers that are equal.
Comparable = tuple[object, ...]


def format_of(case: Case) -> str:
    """Return the format to ask for: that of the expected answer, if it can be had."""
    assert case.result
    if case.result.suffix == ".ttl" and _RS in case.result.read_text(encoding="utf-8"):
        return "json"
    return _FORMATS[case.result.suffix]


def expected(case: Case, suite: Path) -> Comparable:
    assert case.result
    body, base = case.result.read_bytes(), iri_of(case.result, suite)
    if case.result.suffix == ".ttl" and _RS.encode() in body:
        return _result_set(
            ox.Dataset(ox.parse(body, ox.RdfFormat.TURTLE, base_iri=base))
        )
    return read(body, format_of(case), base)


def _result_set(graph: ox.Dataset) -> Comparable:
    """Read an answer that is written in the tests' own vocabulary."""
    names = [
        str(quad.object)[1:-1]
        for quad in graph.quads_for_predicate(ox.NamedNode(_RS + "resultVariable"))
    ]
    rows = ox.Dataset()
    for solution in graph.quads_for_predicate(ox.NamedNode(_RS + "solution")):
        row = ox.BlankNode()
        rows.add(ox.Quad(row, _ROW, _ROW))
        for binding in graph.quads_for_subject(_inner(solution.object)):
            said = {
                q.predicate.value: q.object
                for q in graph.quads_for_subject(_inner(binding.object))
            }
            name = str(said[_RS + "variable"])[1:-1]
            rows.add(ox.Quad(row, ox.NamedNode(f"urn:{name}"), said[_RS + "value"]))
    return ("rows", tuple(sorted(names)), _canonical(rows))


def _inner(node: object) -> ox.BlankNode:
    assert isinstance(node, ox.BlankNode)
    return node


def read(body: bytes, format_: str, base: str) -> Comparable:
    if format_ == "turtle":
        quads = ox.parse(body, ox.RdfFormat.TURTLE, base_iri=base)
        return ("graph", _canonical(ox.Dataset(quads)))
    if format_ == "csv":
        return _table(body)
    found = ox.parse_query_results(body, _RESULTS[format_])
    if isinstance(found, ox.QueryBoolean):
        return ("boolean", bool(found))
    names = sorted(variable.value for variable in found.variables)
    rows = ox.Dataset()
    for solution in found:
        row = ox.BlankNode()
        rows.add(ox.Quad(row, _ROW, _ROW))
        for name in names:
            value = solution[name]
            if value is not None:
                rows.add(ox.Quad(row, ox.NamedNode(f"urn:{name}"), value))
    return ("rows", tuple(names), _canonical(rows))


def _canonical(given: ox.Dataset) -> frozenset[str]:
    # A number is the same however it is written: the store writes each in one way.
    store = ox.Store()
    store.extend(given)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))


def _table(body: bytes) -> Comparable:
    rows = list(csv.reader(io.StringIO(body.decode())))
    plain = ["_:" if cell.startswith("_:") else cell for row in rows for cell in row]
    width = len(rows[0])
    cells = [plain[start : start + width] for start in range(0, len(plain), width)]
    order = sorted(range(width), key=lambda column: cells[0][column])
    return ("table", sorted(tuple(row[column] for column in order) for row in cells))


class RawStore:
    """A test's dataset as it stands, in a folder that a worker can open."""

    sequence = 0

    def __init__(self, case: Case, suite: Path, folder: Path) -> None:
        self.memory = ox.Store()
        named = {file: ox.NamedNode(iri_of(file, suite)) for file in case.named}
        if "FROM" in case.text.upper().split():
            named.update(
                {file: ox.NamedNode(iri_of(file, suite)) for file in case.data}
            )
        for file in case.data:
            self._load(file, suite, ox.DefaultGraph())
        for file, name in named.items():
            self._load(file, suite, name)
        self._folder = folder
        on_disk = ox.Store(str(folder))
        on_disk.extend(self.memory)
        on_disk.flush()

    def _load(
        self, file: Path, suite: Path, graph: ox.NamedNode | ox.DefaultGraph
    ) -> None:
        form = ox.RdfFormat.from_extension(file.suffix[1:])
        self.memory.load(
            file.read_bytes(), form, base_iri=iri_of(file, suite), to_graph=graph
        )

    def checkpoint(self) -> Path:
        return self._folder

    def answered_by_the_engine_alone(self, case: Case, base: str) -> bytes:
        found = self.memory.query(case.text, base_iri=base)
        if isinstance(found, ox.QueryTriples):
            return found.serialize(format=ox.RdfFormat.TURTLE) or b""
        return found.serialize(format=_RESULTS[format_of(case)]) or b""
