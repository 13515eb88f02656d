"""Other IRIs for nodes: what taking a profile over and moving have in common."""

from collections.abc import Callable, Iterable, Mapping

from rdflib import URIRef

from plexus_ld.plex.profile.owner import minted
from plexus_ld.plex.profile.representation import document_of
from plexus_ld.rdf.lines import line, split, text_of
from plexus_ld.vocab.graphs import NODE

#: Terms as N-Triples text: the old IRI, the new one.
Names = Mapping[str, str]


def renamed(lines: Iterable[str], names: Names, graph: str | None = None) -> list[str]:
    """Return lines with nodes renamed, and put into another graph if one is given.

    Properties keep their names: a vocabulary of the owner's own is not a node.
    """
    get = names.get
    found = []
    for text in lines:
        subject, predicate, object_, old = split(text)
        to = graph or old
        found.append(line(get(subject, subject), predicate, get(object_, object_), to))
    return list(dict.fromkeys(found))


def names_under(
    nodes: Iterable[str], new: URIRef, is_ours: Callable[[URIRef], bool]
) -> dict[str, str]:
    """Return names under the owner's new document for all nodes that are ours.

    Args:
        nodes: IRIs as N-Triples text.
        new: The owner's WebID to be.
        is_ours: Tells which nodes get a new name.
    """
    document = document_of(new)
    return {
        node: text_of(_under(document, new, URIRef(node[1:-1])))
        for node in nodes
        if node.startswith("<") and is_ours(URIRef(node[1:-1]))
    }


def _under(document: URIRef | None, new: URIRef, node: URIRef) -> URIRef:
    """Return one node's name under a document; a fragment stays as it is."""
    if document is None:
        return minted(new, f"was {node}")
    _, sign, fragment = node.partition("#")
    if sign and fragment != new.partition("#")[2]:
        return URIRef(f"{document}#{fragment}")
    for start in ("urn:uuid:", NODE):
        if node.startswith(start):
            return URIRef(f"{document}#id-{node.removeprefix(start)}")
    return minted(new, f"was {node}") if sign else document
