"""Names in a live rdflib view: which text a term or a graph has in the store."""

from functools import lru_cache
from typing import Any, Final
from uuid import uuid4, uuid5

from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import BNode, Node

from plexus_ld.errors import QueryError, StoreError
from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.graphs import DERIVED

#: Blank nodes are told apart within a process, so names made of them are too.
_PROCESS: Final = uuid4()
#: The graphs that follow from the others; "" is the default graph.
DERIVED_NAMES: Final = frozenset({"", *(f"<{name}>" for name in DERIVED)})


def term_text(node: Node) -> str:
    """Return a term as N-Triples text; a blank node by the IRI that it goes by."""
    return _cached_text(named(node))


@lru_cache(maxsize=4096)
def _cached_text(node: Node) -> str:
    return text_of(node)


def named(node: Any) -> Any:
    """Return a blank node's IRI, and any other term as it is."""
    if isinstance(node, BNode):
        return URIRef(f"urn:uuid:{uuid5(_PROCESS, str(node))}")
    return node


def graph_name(context: Any) -> str:
    """Return a graph's name as text; "" for the default graph."""
    identifier = context.identifier if isinstance(context, Graph) else context
    return "" if identifier == DATASET_DEFAULT_GRAPH_ID else term_text(identifier)


def one_graph(asked: str) -> URIRef | None:
    """Return the graph that a query is put to; None for the dataset."""
    if asked == "__UNION__":
        message = "the default graph here is the network; a union of all is not asked"
        raise QueryError(message)
    name = named(asked)
    return None if name == DATASET_DEFAULT_GRAPH_ID else URIRef(name)


def writable(name: str) -> str:
    """Return a graph's name again, if it can be written.

    Raises:
        StoreError: It follows from the other graphs.
    """
    if name in DERIVED_NAMES:
        which = f"the graph {name}" if name else "the network view"
        message = f"{which} follows from the other graphs, and cannot be written"
        raise StoreError(message)
    return name
