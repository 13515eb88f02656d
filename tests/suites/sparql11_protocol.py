"""The W3C's tests of the SPARQL protocols, read from their manifests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of a test, and what has to come back.

    Attributes:
        method: The method.
        query: What stands behind the path's question mark.
        headers: Its headers.
        body: Its body; None for none.
        statuses: What the answer's status may be: local names, ``Created``.
        boolean: What an ASK has to give; None for no matter.
        kind: ``boolean``, ``tabular``, ``RDF``; "" for no matter.
        graph: The graph that has to come back, in Turtle; "" for no matter.
    """

    method: str
    query: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    boolean: bool | None
    kind: str
    graph: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One test: requests, one after the other."""

    name: str
    sent: tuple[Sent, ...]


def talks(manifest: Path) -> Iterator[Talk]:
    graph = Graph().parse(manifest, format="turtle")
    entries = next(graph.objects(None, MF.entries))
    for test in Collection(graph, entries):
        action = graph.value(test, MF.action)
        requests = graph.value(action, HT.requests)
        assert requests is not None
        sent = Collection(graph, requests)
        name = str(test).rpartition("#")[2]
        yield Talk(name, tuple(_sent(graph, one) for one in sent))


def _sent(graph: Graph, one: Node) -> Sent:
    response = graph.value(one, HT.resp)
    _, _, query = str(graph.value(one, HT.absolutePath)).partition("?")
    boolean = graph.value(response, MF.expectedBoolean)
    body = _chars(graph, graph.value(one, HT.body))
    return Sent(
        method=str(graph.value(one, HT.methodName)),
        query=query,
        headers=dict(_headers(graph, one)),
        body=body,
        statuses=frozenset(
            str(status).rpartition("#")[2]
            for status in graph.objects(response, MF.expectedStatus)
        ),
        boolean=bool(boolean.toPython()) if isinstance(boolean, Literal) else None,
        kind=str(graph.value(response, MF.expectedFormat) or ""),
        graph=(_chars(graph, graph.value(response, HT.body)) or b"").decode(),
    )


def _headers(graph: Graph, one: Node) -> Iterator[tuple[str, str]]:
    listed = graph.value(one, HT.headers)
    for header in Collection(graph, listed) if listed and listed != RDF.nil else ():
        name = str(graph.value(header, HT.fieldName))
        yield name, str(graph.value(header, HT.fieldValue))


def _chars(graph: Graph, body: Node | None) -> bytes | None:
    if body is None:
        return None
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8")
    return str(graph.value(body, URIRef(CNT + "chars"))).encode(encoding)


def is_meant(status: int, meant: frozenset[str]) -> bool:
    """Tell whether a status is among those that a test allows."""
    names = {200: "OK", 201: "Created", 204: "NoContent", 404: "NotFound"}
    return not {f"StatusCode{status // 100}xx", names.get(status, "")}.isdisjoint(meant)
