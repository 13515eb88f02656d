"""Looking people up in the store: which person a node is, and which nodes they have."""

from collections.abc import Iterator
from itertools import islice

from rdflib import URIRef

from plexus_ld.model.change import Reader
from plexus_ld.plex.people.keys import key_iri
from plexus_ld.plex.people.records import OWN, Record, record_of
from plexus_ld.plex.people.spelling import FOAF
from plexus_ld.plex.people.terms import KNOWN_AS, OWNER
from plexus_ld.plex.people.world import HOLDER, KEYS, PLEX, SAID
from plexus_ld.rdf.lines import term_of

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
#: What somebody is called, the best first.
_NAMES = (
    f"<{FOAF}name>",
    "<http://schema.org/name>",
    "<https://schema.org/name>",
    "<http://www.w3.org/2006/vcard/ns#fn>",
    f"<{FOAF}nick>",
    _LABEL,
)


def person_of(store: Reader, node: str) -> str | None:
    """Return the person that a node is, as N-Triples text; None if it is none."""
    found = store.matching(None, KNOWN_AS, node, "")
    return next((quad[0] for quad in found), None)


def nodes_of(store: Reader, person: str) -> list[str]:
    """Return all nodes of a person, as N-Triples text."""
    found = store.matching(person, KNOWN_AS, None, "")
    return sorted(quad[2] for quad in found)


def owner_of(store: Reader) -> str | None:
    """Return the owner's IRI, as N-Triples text; None before there is an owner."""
    found = store.matching(None, OWNER, None, PLEX)
    owner = next((quad[2] for quad in found), None)
    return owner and (person_of(store, owner) or owner)


def records_of(store: Reader, node: str) -> list[Record]:
    """Return what each graph says of a node that tells who it is."""
    return [record_of(quad[2]) for quad in store.matching(node, SAID, None, KEYS)]


def holders_of(store: Reader, key: str) -> list[str]:
    """Return the people who have a key."""
    found = store.matching(key_iri(key), HOLDER, None, KEYS)
    return sorted(quad[2] for quad in found)


def speakers_of(store: Reader, document: str) -> Iterator[str]:
    """Yield the people whose own document a document is."""
    subjects = {quad[0] for quad in store.matching(None, None, None, document)}
    for node in sorted(subjects):
        if any(r.graph == document and OWN in r.flags for r in records_of(store, node)):
            person = person_of(store, node)
            if person:
                yield person


def name_of(store: Reader, person: str) -> str:
    """Return the fullest of a person's names; their IRI if they are called nothing."""
    for term in _NAMES:
        names = (str(term_of(q[2])) for q in store.matching(person, term, None, ""))
        named = [name for name in islice(names, 50) if name.strip()]
        if named:
            return min(named, key=lambda name: (-len(name), name))
    return person[1:-1]


def iri(node: str) -> URIRef:
    """Return a node's IRI as a term."""
    return URIRef(str(term_of(node)))
