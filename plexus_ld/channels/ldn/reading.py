"""From a notification's bytes to an arrival.

One in the compact form of ActivityStreams is read as JSON; any other RDF is parsed,
and told again in that form. Pure: it is called in a worker.
"""

import json
from collections import defaultdict
from typing import Any, Final

from rdflib import DCTERMS, RDF, RDFS, SDO, Literal, URIRef
from rdflib.term import Node

from plexus_ld.channels.activityjson import from_json
from plexus_ld.errors import ParseError
from plexus_ld.model.arrival import Raw, Reading
from plexus_ld.net.fetching import content_type
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import split, term_of
from plexus_ld.rdf.parsing import read as parsed
from plexus_ld.vocab.as2 import AS2
from plexus_ld.vocab.sioc import SIOC

_AS2: Final = str(AS2._NS)
#: How deep an activity's parts are followed; what is deeper is no part of it.
_DEPTH: Final = 4
#: What else may say what a notification says.
_WORDS: Final = {
    SIOC.content: "content",
    SDO.text: "content",
    RDFS.label: "name",
    DCTERMS.title: "name",
    SDO.name: "name",
    DCTERMS.created: "published",
    SDO.dateCreated: "published",
    DCTERMS.creator: "actor",
    SDO.author: "actor",
    SIOC.has_creator: "actor",
    SIOC.reply_of: "inReplyTo",
}
_Graph = dict[Node, list[tuple[Node, Node]]]


def read(raw: Raw) -> Reading:
    """Make an arrival of a notification.

    Raises:
        ParseError: It says nothing.
    """
    if b"https://www.w3.org/ns/activitystreams" in raw.body[:100_000]:
        try:
            return Reading((from_json(raw.body),))
        except ParseError:
            pass  # Turtle, or JSON-LD in another form than the compact one
    told = _told(raw)
    return Reading((from_json(json.dumps(told).encode()),))


def _told(raw: Raw) -> dict[str, Any]:
    """Return what any RDF says, in the compact form of ActivityStreams."""
    media_type, charset = content_type(raw.media_type)
    base = raw.url or "urn:x-plexus:notification"
    lines = parsed(Document(base, raw.body, media_type, charset)).lines
    graph: _Graph = defaultdict(list)
    for text in lines:
        subject, predicate, object_, _ = split(text)
        pair = (term_of(predicate), term_of(object_))
        graph[term_of(subject)].append(pair)
    return _node(graph, _root(graph, URIRef(base)), _DEPTH)


def _root(graph: _Graph, base: URIRef) -> Node:
    """Return what the document is about: an activity, itself, or what stands alone."""
    named = {target for pairs in graph.values() for _, target in pairs}
    acts = [node for node in graph if _is_activity(graph, node)]
    loose = [node for node in graph if node not in named]
    for candidates in (acts, [base] if base in graph else [], loose, list(graph)):
        if candidates:
            return min(candidates, key=str)
    raise ParseError("it says nothing")


def _is_activity(graph: _Graph, node: Node) -> bool:
    return any(predicate == AS2.object for predicate, _ in graph[node])


def _node(graph: _Graph, node: Node, depth: int) -> dict[str, Any]:
    told: dict[str, Any] = defaultdict(list)
    told["id"] = str(node)
    for predicate, target in sorted(graph.get(node, ()), key=str):
        word = _word(predicate)
        if word == "type":
            told[word].append(str(target).removeprefix(_AS2))
        elif word and isinstance(target, Literal):
            told[word].append(str(target))
        elif word:
            deeper = depth > 0 and target in graph and target != node
            told[word].append(
                _node(graph, target, depth - 1) if deeper else str(target)
            )
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in told.items()
    }


def _word(predicate: Node) -> str:
    if predicate == RDF.type:
        return "type"
    iri = str(predicate)
    own = iri.removeprefix(_AS2) if iri.startswith(_AS2) else ""
    return own or _WORDS.get(URIRef(iri), "")
