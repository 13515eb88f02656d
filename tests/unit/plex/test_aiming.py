"""Which shapes are asked of a statement: all that look at it, and no others."""

import subprocess
import sys
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from plexus_ld.model.change import Statement
from plexus_ld.plex.aiming import aimed_at, class_bound
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.ontologies import SHAPES, ontology
from plexus_ld.vocab.plx import PLX

ROOT = Path(__file__).parents[3]
SHAPE = "https://w3id.org/plexus/shapes#"
NODE = "<https://ada.example/x>"


def shapes() -> Graph:
    return Graph().parse(data=ontology(SHAPES).read_bytes(), format="turtle")


def said(predicate: URIRef, object_: URIRef | Literal) -> Statement:
    return NODE, text_of(predicate), text_of(object_), text_of(PLEX)


def aimed(statement: Statement, *, only_serious: bool = False) -> list[str]:
    found = aimed_at([statement], only_serious=only_serious)
    return [one.removeprefix(SHAPE) for one in found]


def test_the_shapes_are_aimed_by_a_class_or_a_predicate_and_in_no_other_way() -> None:
    graph = shapes()

    ways = {way for way in graph.predicates() if str(way).startswith(f"{SH}target")}

    assert ways == {SH.targetClass, SH.targetSubjectsOf}
    assert not set(graph.subjects(RDF.type, RDFS.Class))
    assert all(
        isinstance(shape, BNode)
        for way in (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
        for shape in graph.objects(None, way)
    )


def test_what_a_shape_is_aimed_at_is_looked_at_by_it() -> None:
    graph = shapes()

    for shape, class_ in graph.subject_objects(SH.targetClass):
        kinds = set(graph.transitive_subjects(RDFS.subClassOf, class_))
        assert kinds
        for kind in kinds:
            assert isinstance(kind, URIRef)
            assert str(shape).removeprefix(SHAPE) in aimed(said(RDF.type, kind))
    for shape, predicate in graph.subject_objects(SH.targetSubjectsOf):
        assert isinstance(predicate, URIRef)
        assert str(shape).removeprefix(SHAPE) in aimed(said(predicate, PLX.due))


def test_every_fault_that_all_shapes_find_is_found_by_those_that_are_aimed() -> None:
    graph = shapes()
    classes = set(graph.objects(None, SH.targetClass))
    predicates = set(graph.objects(None, SH.targetSubjectsOf))
    triples: list[tuple[Node, Node]] = [(RDF.type, one) for one in classes]
    triples += [(one, Literal("no such thing")) for one in predicates]

    for predicate, object_ in triples:
        assert isinstance(predicate, URIRef)
        assert isinstance(object_, URIRef | Literal)
        data = Graph().add((URIRef(NODE[1:-1]), predicate, object_))
        data += graph.triples((None, RDFS.subClassOf, None))
        asked = aimed_at([said(predicate, object_)], only_serious=False)

        assert faults(data, graph, asked) == faults(data, graph, [])


def faults(data: Graph, graph: Graph, asked: list[str]) -> list[str]:
    _, report, _ = validate(data, shacl_graph=graph, use_shapes=asked or None)
    return sorted(str(one) for one in report.objects(None, SH.resultMessage))


@pytest.mark.parametrize("name", ["nick", "name", "title"])
def test_what_no_shape_is_aimed_at_is_nobodys_business(name: str) -> None:
    statement = said(URIRef(f"http://xmlns.com/foaf/0.1/{name}"), Literal("ada"))

    assert aimed(statement) == []


def test_what_can_only_be_warned_of_is_for_the_doctor() -> None:
    mailbox = said(URIRef("http://xmlns.com/foaf/0.1/mbox"), Literal("ada"))
    point = said(PLX.address, Literal("ada"))

    assert aimed(mailbox) == ["Mailbox"]
    assert aimed(mailbox, only_serious=True) == []
    assert aimed(point) == aimed(point, only_serious=True) == ["ConnectionPoint"]


def test_who_makes_a_class_of_their_own_is_looked_at_by_all() -> None:
    found = aimed(said(RDFS.subClassOf, PLX.Connection))

    assert {"Connection", "Plex", "Mailbox"} <= set(found)


def test_the_predicates_that_bind_to_a_class_are_known() -> None:
    assert text_of(PLX.connectionPoint) in class_bound()
    assert text_of(PLX.agent) not in class_bound()


def test_a_change_that_is_nobodys_business_waits_for_no_engine() -> None:
    code = (
        "import sys; from plexus_ld.plex.shapes import check;"
        "from plexus_ld.model.change import Change\n"
        "class Nothing:\n matching = graphs = lambda *_: iter(())\n"
        f"check(Nothing(), Change(added=('{NODE} <x:p> <x:o> {text_of(PLEX)} .',)))\n"
        "sys.exit('pyshacl' in sys.modules)"
    )

    done = subprocess.run(  # noqa: S603 - this Python, on our own words
        [sys.executable, "-c", code], cwd=ROOT, check=False
    )

    assert done.returncode == 0
