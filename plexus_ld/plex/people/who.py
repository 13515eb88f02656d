"""WHO, in the owner's words: a WebID, a page, a handle, a mailbox, a unique name.

The surest reading that anybody answers to wins: a name that is somebody's whole name
stands above those that only begin with it. More than one person is never guessed at.
"""

import re
from collections.abc import Iterable
from hashlib import sha1
from typing import TYPE_CHECKING

from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.errors import WhoError
from plexus_ld.rdf.lines import term_of, text_of
from plexus_ld.vocab.graphs import PLEX
from plexus_ld.vocab.plx import PLX

if TYPE_CHECKING:
    from plexus_ld.store import Rows, Store

_IRI = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+)>?")
_HANDLE = re.compile(r"(?:acct:|mailto:|@)?([^\s@<>:/]+)@([^\s@<>:/]+(?::\d+)?)")
#: How circles are named.
CIRCLE = "circle:"
#: People listed when more than one is meant.
_MOST_LISTED = 10


def resolve(store: "Store", who: str) -> URIRef:
    """Find the one person, or the circle, that is meant.

    Raises:
        WhoError: Nobody, or more than one, answers; then it lists who.
    """
    who = who.strip()
    if who.startswith(CIRCLE):
        return _circle(store, who)
    found = _found(store, who)
    if len(found) == 1:
        return found[0]
    listed = [(_name_of(store, person), str(person)) for person in found[:_MOST_LISTED]]
    raise WhoError(who, listed)


def _found(store: "Store", who: str) -> list[URIRef]:
    handle = _HANDLE.fullmatch(who)
    if handle and (found := _by_handle(store, handle[1], handle[2])):
        return found
    iri = _IRI.fullmatch(who)
    if iri and (found := _best(store.select("who-by-iri", iri=URIRef(iri[1])))):
        return found
    return _best(store.select("who-by-name", text=who)) if who else []


def _by_handle(store: "Store", user: str, host: str) -> list[URIRef]:
    handle = f"{user}@{host}"
    mailbox = f"mailto:{handle}"
    # FOAF hashes the mailbox with its scheme; many files left the scheme out.
    hashes = [
        sha1(word.encode(), usedforsecurity=False).hexdigest()
        for word in (mailbox, handle)
    ]
    rows = store.select(
        "who-by-handle",
        mailbox=URIRef(mailbox),
        hash=[Literal(word) for word in hashes],
        acct=URIRef(f"acct:{handle}"),
        user=Literal(user),
        host=Literal(host),
    )
    return _people(row["person"] for row in rows)


def _best(rows: "Rows") -> list[URIRef]:
    """Return the people of the best rank; the rows begin with it."""
    found = [(str(row["rank"]), row["person"]) for row in rows]
    return _people(person for rank, person in found if rank == found[0][0])


def _people(terms: Iterable[object]) -> list[URIRef]:
    return list(dict.fromkeys(term for term in terms if isinstance(term, URIRef)))


def _circle(store: "Store", who: str) -> URIRef:
    name = text_of(Literal(who.removeprefix(CIRCLE)))
    graph, circle = text_of(PLEX), text_of(PLX.Circle)
    for node, *_ in store.matching(None, text_of(FOAF.name), name, graph):
        if any(store.matching(node, text_of(RDF.type), circle, graph)):
            return URIRef(str(term_of(node)))
    raise WhoError(who)


def _name_of(store: "Store", person: URIRef) -> str:
    for row in store.select("names", person=person):
        if row["name"] is not None:
            return str(row["name"])
    return "somebody without a name"
