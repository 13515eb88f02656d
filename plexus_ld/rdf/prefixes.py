"""Prefixes that the field uses, for writing short names and for mending long ones."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"

#: Prefix → namespace, as real profiles spell them. A document that uses one of these
#: without declaring it is read as if it had.
WELL_KNOWN: Final[Mapping[str, str]] = {
    "acl": "http://www.w3.org/ns/auth/acl#",
    "admin": "http://webns.net/mvcb/",
    "as": "https://www.w3.org/ns/activitystreams#",
    "bio": "http://purl.org/vocab/bio/0.1/",
    "cc": "http://creativecommons.org/ns#",
    "cert": "http://www.w3.org/ns/auth/cert#",
    "con": "http://www.w3.org/2000/10/swap/pim/contact#",
    "contact": "http://www.w3.org/2000/10/swap/pim/contact#",
    "dbpedia": "http://dbpedia.org/resource/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "foaf": FOAF,
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "ical": "http://www.w3.org/2002/12/cal/ical#",
    "ldp": "http://www.w3.org/ns/ldp#",
    "org": "http://www.w3.org/ns/org#",
    "os": "http://downlode.org/rdf/os/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pim": "http://www.w3.org/ns/pim/space#",
    "plx": "https://w3id.org/plexus#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "rel": "http://purl.org/vocab/relationship/",
    "rsa": "http://www.w3.org/ns/auth/rsa#",
    "rss": "http://purl.org/rss/1.0/",
    "schema": "http://schema.org/",
    "sec": "https://w3id.org/security#",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "solid": "http://www.w3.org/ns/solid/terms#",
    "space": "http://www.w3.org/ns/pim/space#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": VCARD,
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
    "wn": "http://xmlns.com/wordnet/1.6/",
    "wot": "http://xmlns.com/wot/0.1/",
    "xsd": XSD,
}

#: A local name that Turtle and XML both take as it stands; Turtle would allow more,
#: but what is plain needs no escape and no second look.
LOCAL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NAMESPACE: Final = re.compile(r"<([^>]*[#/:])[A-Za-z_][A-Za-z0-9_-]*>")


def used(
    terms: Iterable[str], prefixes: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the prefixes that shorten at least one of the terms, by name.

    Args:
        terms: Terms as N-Triples text.
        prefixes: Which there are; the well-known ones if left out. A namespace with
            several prefixes gets the one that stands first.
    """
    of_namespace: dict[str, str] = {}
    for prefix, namespace in (WELL_KNOWN if prefixes is None else prefixes).items():
        of_namespace.setdefault(namespace, prefix)
    found: dict[str, str] = {}
    for term in dict.fromkeys(terms):
        match = _NAMESPACE.search(term)
        if match and match[1] in of_namespace:
            found[of_namespace[match[1]]] = match[1]
    return dict(sorted(found.items()))


def shortener(prefixes: Mapping[str, str]) -> Mapping[str, str]:
    """Turn prefixes around: namespace → prefix."""
    return {namespace: prefix for prefix, namespace in reversed(list(prefixes.items()))}


def split_iri(iri: str) -> tuple[str, str]:
    """Part an IRI into a namespace and the longest plain local name it ends in.

    The local name is empty where there is none.
    """
    match = re.search(r"[A-Za-z_][A-Za-z0-9_-]*$", iri)
    if match is None:
        return iri, ""
    # A hyphen or digit cannot begin a name, so the match may start inside a word;
    # that is sound for XML, which joins the two parts again.
    return iri[: match.start()], match[0]
