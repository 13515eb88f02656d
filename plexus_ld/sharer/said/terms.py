"""The terms of what was said, as N-Triples text: the form that bulk work is done in."""

from typing import Final

from rdflib import DCTERMS, RDF, XSD, URIRef

from plexus_ld.rdf.lines import text_of
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.graphs import HEARD, SAID
from plexus_ld.vocab.plx import PLX

GRAPH: Final = text_of(SAID)
HEARD_GRAPH: Final = text_of(HEARD)
TYPE: Final = text_of(RDF.type)
ACTOR: Final = text_of(AS2.actor)
OBJECT: Final = text_of(AS2.object)
PUBLISHED: Final = text_of(AS2.published)
UPDATED: Final = text_of(AS2.updated)
PRIVACY: Final = text_of(PLX.privacy)
BTO: Final = text_of(AS2.bto)
AUDIENCE: Final = text_of(AS2.audience)
SEALED: Final = text_of(PLX.sealed)
CONTENT: Final = text_of(AS2.content)
NAME: Final = text_of(AS2.name)
SUMMARY: Final = text_of(AS2.summary)
URL: Final = text_of(AS2.url)
IN_REPLY_TO: Final = text_of(AS2.inReplyTo)
TAG: Final = text_of(AS2.tag)
LANGUAGE: Final = text_of(DCTERMS.language)
ATTACHMENT: Final = text_of(AS2.attachment)
MEDIA_TYPE: Final = text_of(AS2.mediaType)
SIZE: Final = text_of(DCTERMS.extent)
SHA256: Final = text_of(PLX.sha256)
PREVIEW: Final = text_of(AS2.preview)
IMAGE: Final = text_of(AS2.image)
SITE: Final = text_of(DCTERMS.publisher)
#: Marks the content that is HTML; the other is plain text.
HTML: Final = f"^^{text_of(RDF.HTML)}"
DATE_TIME: Final = f"^^{text_of(XSD.dateTime)}"
#: Ends of the IRIs of an object's parts.
ATTACHED: Final = "#attachment-"
PREVIEWED: Final = "#preview"


def class_of(name: str) -> str:
    """Return a class of ActivityStreams, by its name, as N-Triples text."""
    return text_of(AS2[name])


def node(iri: URIRef | str) -> str:
    """Return an IRI that is one as N-Triples text, without looking at it again."""
    return f"<{iri}>"
