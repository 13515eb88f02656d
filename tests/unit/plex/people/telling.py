"""Telling a store what documents and owners say, in Turtle."""

from plexus_ld.model.change import Change
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read
from plexus_ld.store import Store

PREFIXES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix plx: <https://w3id.org/plexus#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def lines_of(document: str, turtle: str) -> tuple[str, ...]:
    body = (PREFIXES + turtle).encode()
    return read(Document(document, body, "text/turtle", None, None)).lines


def tell(store: Store, document: str, turtle: str) -> None:
    """Tell a store what a document says now, whatever it said before."""
    now = set(lines_of(document, turtle))
    before = {
        f"{s} {p} {o} {g} ." for s, p, o, g in store.matching(graph=f"<{document}>")
    }
    added, removed = tuple(sorted(now - before)), tuple(sorted(before - now))
    store.apply(Change(added, removed, f"import {document}"))


def forget(store: Store, document: str) -> None:
    lines = [
        f"{s} {p} {o} {g} ." for s, p, o, g in store.matching(graph=f"<{document}>")
    ]
    store.apply(Change((), tuple(lines), f"forget {document}"))


def told(store: Store, graph: str = "") -> set[str]:
    """What a graph holds, the network view unless said otherwise."""
    return {f"{s} {p} {o}" for s, p, o, _ in store.matching(graph=graph)}
