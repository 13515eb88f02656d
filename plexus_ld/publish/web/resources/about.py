"""What the agent says of itself: to crawlers, to other servers, to readers of data.

Source: RFC 9309 (robots.txt), RFC 6415 (host-meta), NodeInfo 2.1
(nodeinfo.diaspora.software), VoID (https://www.w3.org/TR/void/ §3, §6, §7.2)
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import urlsplit

from rdflib import DCTERMS, FOAF, RDF, VOID, XSD, Literal, URIRef
from rdflib.term import Node

from plexus_ld import __version__
from plexus_ld.publish.card import qr_code
from plexus_ld.publish.forms import FORMS
from plexus_ld.publish.ontology import ontology_file, ontology_page, ontology_policy
from plexus_ld.publish.web.resources.forms import Form, Resource
from plexus_ld.publish.web.resources.making import FRAMELESS, HTML, Late, Ready, Seen
from plexus_ld.publish.webfinger import WEBFINGER
from plexus_ld.rdf.lines import line, text_of
from plexus_ld.rdf.serializing import serialize

_NODEINFO: Final = "http://nodeinfo.diaspora.software/ns/schema/2.1"
_SPARQL: Final = str(VOID.sparqlEndpoint)
_RDF: Final = (
    ("turtle", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("rdfxml", "application/rdf+xml", "RDF_XML"),
    ("nt", "application/n-triples", "N-Triples"),
)
#: Paths that no crawler has a business in.
_NOT_CRAWLED: Final = ("with/", "owner/", "sparql", "graphs")


def about(seen: Seen) -> tuple[Ready, Late]:
    """Return what lies there of the agent itself, ready, and made when asked for."""
    code = Form("image/svg+xml", qr_code(seen.shown))
    ready = {
        "/robots.txt": _robots(seen),
        seen.site.path("card.svg"): Resource((code,), seen.headers, seen.vary),
    }
    if seen.site.is_known:
        ready |= {**dict(_host(seen)), **dict(_void(seen))}
    return ready, {seen.site.path("ns/plexus"): _ontology}


def _robots(seen: Seen) -> Resource:
    lines = [f"Disallow: {seen.site.path(name)}" for name in _NOT_CRAWLED]
    body = "".join(f"{text}\n" for text in ("User-agent: *", *lines))
    return Resource((Form("text/plain", body.encode()),))


def _host(seen: Seen) -> Iterator[tuple[str, Resource]]:
    parts = urlsplit(seen.site.base)
    template = f"{parts.scheme}://{parts.netloc}/{WEBFINGER}?resource={{uri}}"
    link = {"rel": "lrdd", "type": "application/jrd+json", "template": template}
    told = "".join(f' {name}="{escape(value)}"' for name, value in link.items())
    xrd = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f"<Link{told}/></XRD>\n"
    )
    meta = "/.well-known/host-meta"
    as_json = Form("application/jrd+json", _json({"links": [link]}))
    yield meta, Resource((Form("application/xrd+xml", xrd.encode()), as_json))
    yield f"{meta}.json", Resource((as_json,))
    where = {"links": [{"rel": _NODEINFO, "href": seen.site.url("nodeinfo/2.1")}]}
    yield "/.well-known/nodeinfo", Resource((Form("application/json", _json(where)),))
    node = Form(f'application/json; profile="{_NODEINFO}#"', _json(_node(seen)))
    yield seen.site.path("nodeinfo/2.1"), Resource((node,))


def _node(seen: Seen) -> dict[str, object]:
    is_actor = any(link.get("rel") == "self" for link in seen.finger)
    return {
        "version": "2.1",
        "software": {"name": "plexus-ld", "version": __version__},
        "protocols": ["activitypub"] if is_actor else [],
        "services": {"inbound": ["atom1.0", "rss2.0"], "outbound": ["atom1.0"]},
        "openRegistrations": False,
        "usage": {"users": {"total": 1}, "localPosts": len(seen.posts.entries)},
        "metadata": {"nodeName": seen.posts.channel.name},
    }


def _void(seen: Seen) -> Iterator[tuple[str, Resource]]:
    """Yield the description of the profile as a dataset."""
    triples = list(_described(seen))
    lines = [line(*map(text_of, one)) for one in triples]
    forms = [Form(type_, serialize(lines, format_)) for format_, type_, _ in _RDF]
    yield seen.site.path("void"), Resource(tuple(forms))
    there = Form("text/turtle", see_other=seen.site.url("void"))
    yield "/.well-known/void", Resource((there,))


def _described(seen: Seen) -> Iterator[tuple[Node, Node, Node]]:
    site, shown = seen.site, seen.shown
    here = URIRef(site.url("void"))
    data = URIRef(f"{here}#profile")
    name = seen.posts.channel.name
    yield here, RDF.type, VOID.DatasetDescription
    yield here, FOAF.primaryTopic, data
    yield data, RDF.type, VOID.Dataset
    yield data, DCTERMS.title, Literal(f"What {name} says of themselves", lang="en")
    yield data, DCTERMS.creator, shown.owner
    yield data, VOID.rootResource, shown.owner
    yield data, VOID.uriSpace, Literal(site.base)
    yield data, VOID.vocabulary, URIRef(str(FOAF))
    yield data, VOID.triples, Literal(len(shown.lines), datatype=XSD.integer)
    for name in (*(form.name for form in FORMS), "foaf.nt"):
        yield data, VOID.dataDump, URIRef(site.url(name))
    for _, _, feature in _RDF:
        yield data, VOID.feature, URIRef(f"http://www.w3.org/ns/formats/{feature}")
    for rel, url in seen.links:
        if rel == _SPARQL:
            yield data, VOID.sparqlEndpoint, URIRef(url)


def _ontology() -> Resource:
    policy = ontology_policy() + FRAMELESS
    return Resource(
        (
            Form(HTML, ontology_page(), policy=policy),
            Form("text/turtle", ontology_file()),
        )
    )


def _json(told: object) -> bytes:
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
