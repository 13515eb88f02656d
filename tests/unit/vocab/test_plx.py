"""Our own vocabulary: the names in the code, the ontology, its examples, the shapes."""

import keyword
import re
from functools import cache

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from pyshacl import validate
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef

from plexus_ld.vocab.ontologies import PLEXUS, SHAPES, ontology
from plexus_ld.vocab.plx import PLX
from plexus_ld.vocab.vs import VS

ONTOLOGY = URIRef("https://w3id.org/plexus")
KINDS = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
}
#: The datatypes that a description logic reasoner knows. Source: OWL 2 §4.
DATATYPES = {
    XSD.string,
    XSD.boolean,
    XSD.decimal,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.positiveInteger,
    XSD.dateTime,
}


@cache
def plexus() -> Graph:
    return Graph().parse(data=ontology(PLEXUS).read_bytes(), format="turtle")


@cache
def shapes() -> Graph:
    return Graph().parse(data=ontology(SHAPES).read_bytes(), format="turtle")


def ours(graph: Graph) -> set[URIRef]:
    """Every IRI of our namespace, wherever it stands (not: what PLX knows)."""
    return {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and term.startswith(str(PLX._NS))
    }


def declared() -> set[URIRef]:
    return {
        subject
        for subject in plexus().subjects(RDF.type)
        if isinstance(subject, URIRef) and subject.startswith(str(PLX._NS))
    }


NAMED = {PLX[name] for name in PLX.__annotations__ if not name.startswith("_")}


def test_the_code_names_what_the_ontology_declares_and_nothing_else() -> None:
    assert declared() == NAMED


def test_the_ontology_uses_no_term_of_ours_that_it_does_not_declare() -> None:
    assert ours(plexus()) <= declared()


def test_a_misspelt_term_is_an_error() -> None:
    with pytest.raises(AttributeError):
        _ = PLX.conectionPoint


@pytest.mark.parametrize("term", sorted(NAMED))
def test_every_term_says_what_it_is(term: URIRef) -> None:
    graph = plexus()
    english = {
        kind: [
            text
            for text in graph.objects(term, kind)
            if isinstance(text, Literal) and text.language == "en"
        ]
        for kind in (RDFS.label, RDFS.comment)
    }

    assert len(english[RDFS.label]) == 1
    assert len(english[RDFS.comment]) == 1
    assert str(english[RDFS.comment][0]).endswith((".", "”"))
    assert graph.value(term, RDFS.isDefinedBy) == ONTOLOGY
    assert str(graph.value(term, VS.term_status)) in {"unstable", "testing", "stable"}
    assert not keyword.iskeyword(term.removeprefix(str(PLX._NS)))


@pytest.mark.parametrize("term", sorted(NAMED))
def test_a_term_is_of_one_kind_only(term: URIRef) -> None:
    kinds = set(plexus().objects(term, RDF.type)) & KINDS

    assert len(kinds) == 1


def test_a_domain_and_a_range_fit_the_kind_of_their_property() -> None:
    graph = plexus()
    classes = set(graph.subjects(RDF.type, OWL.Class))

    assert {*graph.objects(None, RDFS.domain)} <= classes
    for subject, range_ in graph.subject_objects(RDFS.range):
        data = (subject, RDF.type, OWL.DatatypeProperty) in graph
        assert range_ in (DATATYPES if data else classes), subject


def test_every_predicate_of_the_ontology_is_declared_or_built_in() -> None:
    graph = plexus()
    built_in = (str(RDF), str(RDFS), str(OWL))

    for predicate in set(graph.predicates()):
        known = str(predicate).startswith(built_in)
        assert known or (predicate, RDF.type, None) in graph, predicate


def test_the_ontology_and_its_examples_are_consistent() -> None:
    graph = Graph()
    for part in (plexus(), *examples().values()):
        graph += part
    DeductiveClosure(OWLRL_Semantics).expand(graph)

    error = Namespace("http://www.daml.org/2002/03/agents/agent-ont#").ErrorMessage
    assert not list(graph.subjects(RDF.type, error))
    assert not list(graph.subjects(RDF.type, OWL.Nothing))


@cache
def examples() -> dict[str, Graph]:
    """Every example of the ontology, read with the ontology's own prefixes."""
    found = {}
    for term, text in plexus().subject_objects(SKOS.example):
        graph = Graph(namespace_manager=plexus().namespace_manager)
        prefixes = "".join(
            f"PREFIX {prefix}: <{namespace}>\n"
            for prefix, namespace in plexus().namespaces()
        )
        found[str(term)] = graph.parse(data=f"{prefixes}{text}", format="turtle")
    return found


def test_every_class_and_property_has_an_example() -> None:
    shown = {term for graph in examples().values() for term in ours(graph)}
    needed = {
        term
        for term in NAMED
        if (term, RDF.type, OWL.NamedIndividual) not in plexus()
        and (term, OWL.equivalentClass, None) not in plexus()
    }

    assert needed - shown - {PLX.State, PLX.ConnectionPoint} == set()


def test_an_example_uses_only_terms_that_there_are() -> None:
    for term, graph in examples().items():
        assert ours(graph) <= NAMED, term


def test_the_examples_could_be_kept() -> None:
    data = Graph()
    for graph in examples().values():
        data += graph
    for triple in plexus().triples((None, RDFS.subClassOf, None)):
        data.add(triple)
    required = Graph() + shapes()  # pyshacl adds to what it is given

    conforms, _, text = validate(data, shacl_graph=required, inference="none")

    assert conforms, text


def test_the_shapes_name_only_terms_that_there_are() -> None:
    assert ours(shapes()) <= NAMED


def test_the_shapes_know_the_classes_as_the_ontology_does() -> None:
    said = set(shapes().subject_objects(RDFS.subClassOf))

    assert said <= set(plexus().subject_objects(RDFS.subClassOf))
    for _, above in said:
        below = set(plexus().subjects(RDFS.subClassOf, above))
        assert below == set(shapes().subjects(RDFS.subClassOf, above))


def test_every_shape_speaks() -> None:
    for path in set(shapes().subjects(SH.path)):
        (message,) = shapes().objects(path, SH.message)
        assert re.search(r"\((\w+):\w+\)", str(message)), message


def test_what_the_owner_keeps_has_a_shape() -> None:
    kept = {
        PLX.Plex, PLX.Connection, PLX.ConnectionPoint, PLX.Offer, PLX.Agreement,
        PLX.Circle, PLX.Face, PLX.Rule, PLX.Watch, PLX.Delivery, PLX.Refusal,
        PLX.Decision,
    }  # fmt: skip

    assert set(shapes().objects(None, SH.targetClass)) == kept
