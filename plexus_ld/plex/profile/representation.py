"""What is sent of the profile: the triples that an audience sees, fit for every form.

Turtle, RDF/XML, JSON-LD and RDFa have to carry the same triples; so what one of them
cannot say is taken out, or mended, before any of them is written.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdflib import FOAF, OWL, RDF, Literal, URIRef
from rdflib.term import Node

from plexus_ld.rdf.lines import line, split_default, term_of, text_of

Triple = tuple[URIRef, URIRef, URIRef | Literal]

#: Characters that XML 1.0 §2.2 has no way to write, and those that HTML mends.
_UNWRITABLE = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
#: A property that RDF/XML can say: its IRI ends in an XML name.
_SAYABLE = re.compile(r".*[A-Za-z_][A-Za-z0-9_.-]*")
#: An address on the web without a host: readers disagree on what it is relative to.
_HOSTLESS = re.compile(r"<https?:(?!//[^/>])", re.IGNORECASE)
#: Datatypes whose value RDFa takes from elements, not from text.
_MARKUP = frozenset({RDF.XMLLiteral, RDF.HTML})


@dataclass(frozen=True, slots=True)
class Representation:
    """The profile as one audience sees it.

    Attributes:
        owner: The owner's WebID.
        document: The document it leads to, where it has an address on the web.
        audience: Who sees it: ``public``, ``connections``, ``circle:NAME``.
        lines: The triples as default-graph lines, sorted.
        moved_from: Addresses on the web that the owner had before.
    """

    owner: URIRef
    document: URIRef | None
    audience: str
    lines: tuple[str, ...]
    moved_from: tuple[URIRef, ...] = ()

    def triples(self) -> list[Triple]:
        """Return the triples as rdflib terms, in the lines' order."""
        return [_triple(text) for text in self.lines]


def document_of(webid: URIRef) -> URIRef | None:
    """Return the document that a WebID leads to, where it has one on the web."""
    document = webid.partition("#")[0]
    return URIRef(document) if re.match(r"https?://", document, re.I) else None


def representation(
    owner: URIRef, lines: Iterable[str], audience: str = "public"
) -> Representation:
    """Make what is sent out of what an audience sees.

    Args:
        owner: The owner's WebID.
        lines: What is seen, as default-graph lines.
        audience: Who sees it.
    """
    document = document_of(owner)
    kept = {mended for text in lines for mended in _mended(text)}
    if document is not None:
        kept.update(_about(document, owner, kept))
    ordered = tuple(sorted(kept))
    return Representation(owner, document, audience, ordered, _before(owner, ordered))


def _triple(text: str) -> Triple:
    subject, predicate, object_, _ = split_default(text)
    terms = term_of(subject), term_of(predicate), term_of(object_)
    if not (isinstance(terms[0], URIRef) and isinstance(terms[1], URIRef)):
        raise TypeError
    if not isinstance(terms[2], URIRef | Literal):
        raise TypeError
    return terms[0], terms[1], terms[2]


def _mended(text: str) -> Iterable[str]:
    """Yield a line as every form can say it; nothing where one cannot."""
    subject, predicate, object_, _ = split_default(text)
    unnamed = "_:" in (subject[:2], object_[:2])
    if unnamed or not _SAYABLE.fullmatch(predicate[1:-1]):
        return
    if _HOSTLESS.match(subject) or _HOSTLESS.match(object_):
        return
    if object_.startswith('"'):
        object_ = text_of(_writable(term_of(object_)))
    yield line(subject, predicate, object_)


def _writable(term: Node) -> Node:
    if not isinstance(term, Literal):
        return term
    value = _UNWRITABLE.sub("", str(term).replace("\r\n", "\n").replace("\r", "\n"))
    if term.datatype in _MARKUP:
        return Literal(value)
    return Literal(value, lang=term.language, datatype=term.datatype)


def _about(document: URIRef, owner: URIRef, lines: Iterable[str]) -> Iterable[str]:
    """Yield what the document says of itself, once there is something of its owner."""
    me = text_of(owner)
    if not any(text.startswith(f"{me} ") for text in lines) or document == owner:
        return
    it = text_of(document)
    yield line(it, text_of(RDF.type), text_of(FOAF.PersonalProfileDocument))
    yield line(it, text_of(FOAF.primaryTopic), me)
    yield line(it, text_of(FOAF.maker), me)


def _before(owner: URIRef, lines: Sequence[str]) -> tuple[URIRef, ...]:
    """Return the web addresses that the owner had before ``me move``."""
    start = f"{text_of(owner)} {text_of(OWL.sameAs)} <http"
    old = (split_default(text)[2] for text in lines if text.startswith(start))
    return tuple(URIRef(text[1:-1]) for text in old)
