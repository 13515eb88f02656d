"""What the owner's graphs say, in few words."""

from rdflib import URIRef

from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.store import Store
from plexus_ld.vocab.graphs import OWNED, PROFILE


def values(store: Store, subject: str, property_: URIRef) -> list[str]:
    """Return what the profile says of a node, in order."""
    found = store.matching(
        text_of(URIRef(subject)), text_of(property_), None, text_of(PROFILE)
    )
    return sorted(str(term_of(value)) for _, _, value, _ in found)


def everything(store: Store) -> set[tuple[str, str, str, str]]:
    """Return every statement of the owner's graphs."""
    graphs = [text_of(graph) for graph in sorted(OWNED)]
    return {said for graph in graphs for said in store.matching(graph=graph)}
