"""The triples of a profile, sorted into what a page shows, each taken exactly once.

The page carries every triple as RDFa. A part of the page takes the triples that it
shows; what no part took is left for the table at the end. So nothing is lost, and
nothing has to be said twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from rdflib import DC, DCTERMS, FOAF, RDF, RDFS, SKOS, Literal, URIRef

from plexus_ld.plex.profile.representation import Triple
from plexus_ld.rdf.prefixes import WELL_KNOWN, split_iri

#: What a thing is called by, the best first.
LABELS = (FOAF.name, RDFS.label, SKOS.prefLabel, DC.title, DCTERMS.title)
#: What a page links to. No other scheme: `javascript:` and `data:` run, and what an
#: unknown one would start nobody knows.
_LINKED = re.compile(r"(https?://[^\s/]|(mailto|xmpp):[^\s?]+@|tel:\+?[0-9])", re.I)
#: Prefixes that the page declares. Not `geo`: as a scheme it makes IRIs (RFC 5870),
#: and RDFa would take ``geo:-42,147`` for a shortened one.
PREFIXES = {name: iri for name, iri in WELL_KNOWN.items() if name != "geo"}
_OF_NAMESPACE = {iri: name for name, iri in reversed(list(PREFIXES.items()))}
#: Longest text that an IRI is shown as, in characters.
_LONGEST_SHOWN = 48


@dataclass(frozen=True, slots=True)
class Said:
    """One triple as the page says it.

    Attributes:
        subject: The subject's IRI.
        property: The property, shortened by a prefix where one is known.
        value: The object: an IRI or a literal's text.
        is_iri: Whether the object is an IRI.
        language: A literal's language tag; "" for none.
        datatype: A literal's datatype IRI; "" for plain text.
        href: Where a link may lead; "" where there must be none.
        shown: What people read.
        of: What people read of the subject.
    """

    subject: str
    property: str
    value: str
    is_iri: bool
    language: str
    datatype: str
    href: str
    shown: str
    of: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something the owner has or knows: an account, an interest, a town, a friend.

    Attributes:
        link: The triple that leads to it.
        label: The triple that says what it is called, unless another part said it.
        said: What else is said of it.
        shown: What people read.
        href: Where a link may lead; "" where there must be none.
    """

    link: Said
    label: Said | None
    said: tuple[Said, ...]
    shown: str
    href: str


class Sheet:
    """The triples of a profile, and which of them are still to be shown.

    Args:
        triples: All of them.
        document: The page's own address, if it has one.
    """

    def __init__(self, triples: Iterable[Triple], document: str | None = None) -> None:
        self._document = str(document) if document else None
        self._all = tuple(dict.fromkeys(triples))
        self._left = dict.fromkeys(self._all)

    def take(self, subject: URIRef, *properties: URIRef) -> list[Said]:
        """Take what is said of a subject, in the order of the properties."""
        return [said(triple) for triple in self._taken(subject, properties)]

    def first_link(self, subject: URIRef, property_: URIRef) -> Said | None:
        """Take the first value that a page may link to, if there is one."""
        for triple in self._left:
            if triple[:2] == (subject, property_) and href_of(str(triple[2])):
                del self._left[triple]
                return said(triple)
        return None

    def things(
        self,
        subject: URIRef,
        *properties: URIRef,
        details: tuple[URIRef, ...] = (),
        labels: tuple[URIRef, ...] = LABELS,
    ) -> list[Thing]:
        """Take the things that the properties lead to, in the order of their names.

        Args:
            subject: Whose.
            properties: Which lead to them.
            details: What to take of each besides what it is called by.
            labels: What one is called by, the best first.
        """
        links = self._taken(subject, properties)
        self._left.update((t, None) for t in links if isinstance(t[2], Literal))
        found = [
            self._thing(triple, triple[2], details, labels)
            for triple in links
            if isinstance(triple[2], URIRef)
        ]
        return sorted(found, key=lambda one: (one.shown.casefold(), one.link.value))

    def rest(self) -> list[Said]:
        """Take all that is left, by subject and property."""
        left, self._left = list(self._left), {}
        return sorted(
            (said(triple) for triple in left),
            key=lambda one: (one.subject, one.property, one.value),
        )

    def _taken(self, subject: URIRef, properties: tuple[URIRef, ...]) -> list[Triple]:
        found = [
            triple
            for property_ in properties
            for triple in self._left
            if triple[0] == subject and triple[1] == property_
        ]
        for triple in found:
            del self._left[triple]
        return found

    def _thing(
        self,
        link: Triple,
        node: URIRef,
        details: tuple[URIRef, ...],
        labels: tuple[URIRef, ...],
    ) -> Thing:
        names = self.take(node, *labels)
        label = names[0] if names else None
        return Thing(
            link=said(link),
            label=label,
            said=(*names[1:], *self.take(node, *details)),
            shown=label.shown if label is not None else self._called(node, labels),
            href="" if self._is_here(node) else href_of(str(node)),
        )

    def _is_here(self, node: URIRef) -> bool:
        """Tell whether a node is described by this page itself."""
        return node.partition("#")[0] == self._document

    def _called(self, node: URIRef, labels: tuple[URIRef, ...]) -> str:
        """Return what a node is called by, even where another part has said it."""
        names = {t[1]: str(t[2]) for t in self._all if t[0] == node}
        return next((names[p] for p in labels if p in names), shown_iri(str(node)))


def said(triple: Triple) -> Said:
    """Return a triple as the page says it."""
    subject, property_, value = triple
    plain = isinstance(value, Literal)
    return Said(
        subject=str(subject),
        property=shortened(str(property_)),
        value=str(value),
        is_iri=not plain,
        language=(value.language or "") if isinstance(value, Literal) else "",
        datatype=str(value.datatype or "") if isinstance(value, Literal) else "",
        href=href_of(str(value)),
        shown=str(value) if plain else _shown(property_, str(value)),
        of=shown_iri(str(subject)),
    )


def _shown(property_: URIRef, iri: str) -> str:
    """Return what people read of an IRI; of a class its short name."""
    return shortened(iri) if property_ == RDF.type else shown_iri(iri)


def href_of(value: str) -> str:
    """Return a value where a page may link to it, else nothing."""
    return value if _LINKED.match(value) else ""


def shortened(iri: str) -> str:
    """Return ``prefix:name`` for an IRI of a well-known namespace, else the IRI."""
    namespace, name = split_iri(iri)
    prefix = _OF_NAMESPACE.get(namespace)
    return f"{prefix}:{name}" if prefix and name else iri


def shown_iri(iri: str) -> str:
    """Return what people read of an IRI: no scheme, no ``www``, not too long.

    Nor the ``#me`` that tells a person from their page.
    """
    text = re.sub(r"^(https?://(www\.)?|mailto:|tel:|xmpp:)", "", iri, flags=re.I)
    text = re.sub(r"#(me|i|this|self)$", "", text)
    if re.match(r"http://dbpedia\.org/resource/.", iri):
        text = unquote(urlsplit(iri).path.rpartition("/")[2]).replace("_", " ")
    text = text.removesuffix("/") or iri
    if len(text) <= _LONGEST_SHOWN:
        return text
    return f"{text[: _LONGEST_SHOWN - 1]}…"
