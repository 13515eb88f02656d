"""Every term in our code is one that its vocabulary declares."""

import json
from pathlib import Path

import pytest
from rdflib import Dataset, URIRef
from rdflib.namespace import DefinedNamespace

from plexus_ld.vocab.acl import ACL
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.cert import CERT
from plexus_ld.vocab.ldp import LDP
from plexus_ld.vocab.rel import REL
from plexus_ld.vocab.sioc import SIOC
from plexus_ld.vocab.solid import SOLID
from plexus_ld.vocab.space import SPACE
from plexus_ld.vocab.vcard import VCARD
from plexus_ld.vocab.vs import VS
from plexus_ld.vocab.wot import WOT
from plexus_ld.vocab.xfn import XFN

#: Vocabulary, the document that declares it, its format.
DOCUMENTS = [
    (ACL, "zazuko-acl.nq", "nquads"),
    (AS2, "zazuko-as.nq", "nquads"),
    (CERT, "cert.ttl", "turtle"),
    (LDP, "zazuko-ldp.nq", "nquads"),
    (REL, "relationship.ttl", "turtle"),
    (SIOC, "sioc.ttl", "turtle"),
    (SOLID, "solid-terms.ttl", "turtle"),
    (SPACE, "space.ttl", "turtle"),
    (VCARD, "zazuko-vcard.nq", "nquads"),
    (VS, "vocab-foaf.rdf", "xml"),
    (WOT, "wot.rdf", "xml"),
]


def terms(vocabulary: type[DefinedNamespace]) -> set[URIRef]:
    named = [name for name in vocabulary.__annotations__ if not name.startswith("_")]
    return {vocabulary[name] for name in (*named, *vocabulary._extras)}


def declared(document: Path, format_: str) -> set[URIRef]:
    """The document's subjects; and its predicates, for a vocabulary it only uses."""
    data = Dataset(default_union=True)
    data.parse(document, format=format_)
    found = {*data.subjects(), *data.predicates()}
    return {term for term in found if isinstance(term, URIRef)}


def in_the_context(document: Path) -> set[URIRef]:
    """The terms that the context maps: ActivityPub's stand nowhere else."""
    context = json.loads(document.read_text(encoding="utf-8"))["@context"]
    iris = (
        value if isinstance(value, str) else value.get("@id", "")
        for value in context.values()
    )
    return {
        URIRef(str(AS2._NS) + iri.removeprefix("as:"))
        for iri in iris
        if iri.startswith("as:")
    }


@pytest.mark.parametrize(
    ("vocabulary", "name", "format_"), DOCUMENTS, ids=[row[1] for row in DOCUMENTS]
)
def test_a_term_is_one_that_its_vocabulary_declares(
    shared: Path, vocabulary: type[DefinedNamespace], name: str, format_: str
) -> None:
    folder = shared / "corpus" / "vocab"
    known = declared(folder / name, format_)
    if vocabulary is AS2:
        known |= in_the_context(folder / "activitystreams.jsonld")

    assert terms(vocabulary) - known == set()


@pytest.mark.parametrize("vocabulary", [row[0] for row in DOCUMENTS] + [XFN])
def test_a_vocabulary_is_closed(vocabulary: type[DefinedNamespace]) -> None:
    with pytest.raises(AttributeError):
        _ = vocabulary["noSuchTermAnywhere"]

    assert terms(vocabulary)
