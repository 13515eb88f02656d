"""Which shapes look at a statement: no other need be asked.

Most changes are no shape's business. The shapes are read here as lines, and the engine
that checks them is not even imported: that and a graph of them take 0.2 s.
Source: https://www.w3.org/TR/shacl/#targets.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from rdflib import RDF, RDFS, SH

from plexus_ld.model.change import Statement
from plexus_ld.rdf.engine import statements
from plexus_ld.rdf.formats import TURTLE
from plexus_ld.rdf.lines import split_default, term_of, text_of
from plexus_ld.vocab.ontologies import SHAPES, ontology
from plexus_ld.vocab.plx import PLX

_TYPE = text_of(RDF.type)
_SUBCLASS = text_of(RDFS.subClassOf)
_CLASS = text_of(SH["class"])
_PATH = text_of(SH.path)
_PROPERTY = text_of(SH.property)
_SEVERITY = text_of(SH.severity)
_WARNING = text_of(SH.Warning)
_TARGET_CLASS = text_of(SH.targetClass)
#: What aims a shape at nodes; a test holds the shapes to these two.
_TARGETS = (_TARGET_CLASS, text_of(SH.targetSubjectsOf))
#: What a shape says that finds no fault by itself.
_OF_NO_FAULT = {_TYPE, _PROPERTY, *_TARGETS}


def aimed_at(said: Iterable[Statement], *, only_serious: bool) -> list[str]:
    """Return the IRIs of the shapes that look at a node of these statements.

    Args:
        said: The statements.
        only_serious: Leave out the shapes that can only warn.
    """
    aims = _aims()
    found: set[str] = set()
    for _, predicate, object_, _ in said:
        if predicate == _SUBCLASS:
            found.update(*aims.values())  # it may make anything of its subject
        found |= aims.get(object_ if predicate == _TYPE else predicate, frozenset())
    return sorted(found - _mild() if only_serious else found)


@cache
def class_bound() -> frozenset[str]:
    """Return the predicates whose objects must be of some class."""
    bound = {subject for subject, predicate, *_ in _shapes() if predicate == _CLASS}
    return frozenset(
        object_
        for subject, predicate, object_, _ in _shapes()
        if subject in bound and predicate == _PATH
    )


@cache
def _shapes() -> tuple[Statement, ...]:
    body = ontology(SHAPES).read_bytes()
    return tuple(map(split_default, statements(body, TURTLE, PLX._NS).lines))


@cache
def _aims() -> Mapping[str, frozenset[str]]:
    """Return the shapes by the predicate or class that they are aimed at."""
    aims: dict[str, set[str]] = {}
    for shape, predicate, term, _ in _shapes():
        if predicate in _TARGETS:
            terms = _kinds(term) if predicate == _TARGET_CLASS else {term}
            for one in terms:
                aims.setdefault(one, set()).add(str(term_of(shape)))
    return {term: frozenset(shapes) for term, shapes in aims.items()}


def _kinds(class_: str) -> set[str]:
    """Return a class with all classes under it."""
    kinds, ahead = {class_}, [class_]
    while ahead:
        over = ahead.pop()
        under = {s for s, p, o, _ in _shapes() if (p, o) == (_SUBCLASS, over)} - kinds
        kinds |= under
        ahead.extend(under)
    return kinds


@cache
def _mild() -> frozenset[str]:
    """Return the shapes of which every fault is a warning."""
    shapes = {shape for shape, predicate, *_ in _shapes() if predicate in _TARGETS}
    warning = {s for s, p, o, _ in _shapes() if (p, o) == (_SEVERITY, _WARNING)}
    grave = {
        subject
        for subject, predicate, object_, _ in _shapes()
        if predicate not in _OF_NO_FAULT
        or (predicate == _PROPERTY and object_ not in warning)
    }
    return frozenset(str(term_of(shape)) for shape in shapes - grave)
