"""The Plex through rdflib's eyes: live, journaled, in all of its formats."""

from typing import Any

import pytest
from rdflib import RDF, BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.namespace import FOAF
from rdflib.resource import Resource
from rdflib.term import Node

from plexus_ld.errors import StoreError
from plexus_ld.model.change import Change
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import KEYS, PLEX, PROFILE, STATE
from plexus_ld.vocab.plx import PLX
from tests.unit.storage.views.people import ANNA, BO, CARD, TURTLE


def test_what_is_added_is_a_change_that_can_be_undone(
    store: Store, card: Graph
) -> None:
    card.add((ANNA, FOAF.name, Literal("Anna")))

    assert card.value(ANNA, FOAF.name) == Literal("Anna")
    assert [record.change.note for record in store.history()] == ["by a program"]
    store.undo()
    assert len(card) == 0


def test_a_view_shows_what_others_change(store: Store, card: Graph) -> None:
    name = f"<{ANNA}> <{FOAF.name}>"

    store.apply(Change(added=(f'{name} "Anna" <{CARD}> .',)))
    first = set(card)
    store.apply(Change(removed=(f'{name} "Anna" <{CARD}> .',)))

    assert first == {(ANNA, FOAF.name, Literal("Anna"))}
    assert set(card) == set()


def test_many_triples_at_once_are_one_change(store: Store, card: Graph) -> None:
    other = Graph().parse(data=TURTLE, format="turtle")

    card += other

    assert len(store.history()) == 1
    assert len(card) == len(other)


def test_a_document_parsed_into_a_view_is_kept_with_a_name_for_each_node(
    store: Store, card: Graph
) -> None:
    card.parse(data=TURTLE, format="turtle")

    cleo = card.value(predicate=FOAF.name, object=Literal("Cleo"))
    assert isinstance(cleo, URIRef)
    assert cleo.startswith("urn:uuid:")
    assert (ANNA, FOAF.knows, cleo) in card
    assert not any(isinstance(term, BNode) for triple in card for term in triple)


def test_a_program_may_go_on_to_use_a_blank_node_that_it_added(card: Graph) -> None:
    someone = BNode()

    card.add((someone, FOAF.name, Literal("Somebody")))
    card.add((ANNA, FOAF.knows, someone))

    assert card.value(someone, FOAF.name) == Literal("Somebody")
    card.remove((someone, None, None))
    assert len(card) == 1
    assert (BNode(), None, None) not in card


def test_removing_by_a_pattern_is_one_change(store: Store, card: Graph) -> None:
    card += Graph().parse(data=TURTLE, format="turtle")

    card.remove((ANNA, None, None))

    assert len(store.history()) == 2
    assert set(card.predicates()) == {FOAF.name}
    card -= list(card)
    assert len(card) == 0


def test_removing_what_is_not_there_is_no_change(store: Store, card: Graph) -> None:
    card.remove((BO, None, None))

    assert store.history() == []


@pytest.mark.parametrize("name", [None, KEYS, STATE, DATASET_DEFAULT_GRAPH_ID])
def test_what_follows_from_other_graphs_is_not_written(
    store: Store, name: URIRef | None
) -> None:
    graph = store.graph(name)

    with pytest.raises(StoreError, match="follows from the other graphs"):
        graph.add((ANNA, FOAF.name, Literal("Anna")))
    with pytest.raises(StoreError, match="follows from the other graphs"):
        graph.remove((None, None, None))

    assert store.history() == []


def test_what_is_no_statement_is_refused(card: Graph) -> None:
    with pytest.raises(Exception, match=r"not a (term|statement) that can be kept"):
        card.add((URIRef("http://anna.example/a space"), FOAF.name, Literal("Anna")))

    assert len(card) == 0


def test_a_dataset_has_each_graph_apart_and_the_network_as_its_default(
    store: Store,
) -> None:
    dataset = store.dataset()

    dataset.add((ANNA, FOAF.name, Literal("Anna"), dataset.graph(CARD)))
    dataset.add((BO, FOAF.name, Literal("Bo"), dataset.graph(PROFILE)))

    names = {graph.identifier for graph in dataset.graphs()}
    assert names == {CARD, PROFILE, DATASET_DEFAULT_GRAPH_ID}
    assert set(dataset.triples((None, None, None))) == {
        (ANNA, FOAF.name, Literal("Anna"))
    }
    assert set(dataset.graph(CARD)) == {(ANNA, FOAF.name, Literal("Anna"))}
    assert len(list(dataset.quads())) == 3
    assert [quad[3] for quad in dataset.quads((BO, None, None, None))] == [PROFILE]
    assert {g.identifier for g in dataset.graphs((BO, FOAF.name, Literal("Bo")))} == {
        PROFILE,
        DATASET_DEFAULT_GRAPH_ID,
    }


def test_a_graph_can_be_dropped_and_is_gone_with_its_last_triple(
    store: Store,
) -> None:
    dataset = store.dataset()
    dataset.graph(CARD).add((ANNA, FOAF.name, Literal("Anna")))

    dataset.remove_graph(CARD)

    assert list(store.graphs()) == []
    assert len(store.history()) == 2


def test_removing_from_all_graphs_leaves_the_derived_ones_to_the_store(
    store: Store,
) -> None:
    store.graph(CARD).add((ANNA, FOAF.name, Literal("Anna")))
    assert len(store.graph(None)) == 1

    store.dataset().remove((ANNA, None, None, None))  # type: ignore[arg-type]  # a pattern

    assert [len(record.change.removed) for record in store.history()] == [1, 0]
    assert len(store.graph(None)) == 0


@pytest.mark.parametrize("format_", ["turtle", "xml", "json-ld", "nt", "n3", "hext"])
def test_rdflibs_serializers_write_a_view(card: Graph, format_: str) -> None:
    card += Graph().parse(data=TURTLE, format="turtle")

    written = card.serialize(format=format_)

    if format_ == "hext":
        back: Graph = Dataset().parse(data=written, format=format_)
        assert len(back) == len(card)
    else:
        assert isomorphic(Graph().parse(data=written, format=format_), card)


@pytest.mark.parametrize("format_", ["trig", "nquads", "json-ld", "trix"])
def test_rdflibs_serializers_write_a_dataset(store: Store, format_: str) -> None:
    dataset = store.dataset()
    dataset.graph(CARD).add((ANNA, FOAF.name, Literal("Zoë")))

    written = dataset.serialize(format=format_)

    back = Dataset().parse(data=written, format=format_)
    assert set(back.graph(CARD)) == {(ANNA, FOAF.name, Literal("Zoë"))}


def test_rdflibs_ways_of_reading_work(card: Graph) -> None:
    card += Graph().parse(data=TURTLE, format="turtle")
    card.add((BO, FOAF.knows, ANNA))

    anna: Any = Resource(card, ANNA)  # type: ignore[no-untyped-call]

    assert anna.value(FOAF.age).toPython() == 33
    assert {str(name) for name in anna.objects(FOAF.name)} == {"Anna", "Zoë"}
    assert (ANNA, RDF.type, FOAF.Person) in card
    assert set(card[ANNA : FOAF.knows / FOAF.knows]) == {ANNA}
    predicates: list[Node] = [FOAF.age, RDF.type]
    assert set(card.triples_choices((ANNA, predicates, None))) == {
        (ANNA, RDF.type, FOAF.Person),
        (ANNA, FOAF.age, Literal(33)),
    }
    assert len(card.cbd(ANNA)) == 6


def test_prefixes_can_be_bound_and_are_used(store: Store, card: Graph) -> None:
    card.bind("people", "http://anna.example/card#")
    card.add((ANNA, PLX.state, PLX.accepted))

    written = card.serialize(format="turtle")

    assert "people:me plx:state plx:accepted" in written
    assert dict(store.graph(PLEX).namespaces())["foaf"] == URIRef(str(FOAF))
