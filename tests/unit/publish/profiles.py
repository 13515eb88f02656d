"""Made-up profiles to publish, and other people's readers to read them back with."""

import warnings
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup
from rdflib import DC, FOAF, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from plexus_ld.plex.profile.representation import Representation, representation
from plexus_ld.rdf.lines import line, text_of

ME = URIRef("https://alice.example/#me")
HOME = "https://alice.example/"
Triples = set[tuple[Node, Node, Node]]


def seen(*triples: tuple[Node, Node, Node], owner: URIRef = ME) -> Representation:
    """Return a profile that says these triples."""
    return representation(owner, (line(*map(text_of, one)) for one in triples))


def alice(*more: tuple[Node, Node, Node]) -> Representation:
    """Return a profile with something in each part of the page."""
    account, town = URIRef(f"{HOME}#account"), URIRef(f"{HOME}#town")
    sailing = URIRef("http://dbpedia.org/resource/Sailing")
    bashir = URIRef("https://bashir.example/#me")
    schema = "http://schema.org/"
    return seen(
        (ME, RDF.type, FOAF.Person),
        (ME, FOAF.name, Literal("Alice Waratah")),
        (ME, FOAF.name, Literal("Алиса", lang="ru")),
        (ME, FOAF.title, Literal("Dr")),
        (ME, FOAF.nick, Literal("allie")),
        (ME, FOAF.givenName, Literal("Alice", datatype=XSD.string)),
        (ME, FOAF.img, URIRef("https://alice.example/me.jpg")),
        (ME, FOAF.homepage, URIRef(HOME)),
        (ME, FOAF.mbox, URIRef("mailto:alice@alice.example")),
        (ME, FOAF.birthday, Literal("03-14")),
        (ME, FOAF.age, Literal(42)),
        (ME, URIRef(f"{schema}jobTitle"), Literal("Oceanographer", lang="en")),
        (ME, URIRef(f"{schema}description"), Literal("One line.\nAnother & <more>.")),
        (ME, FOAF.based_near, town),
        (town, RDFS.label, Literal("Hobart")),
        (ME, FOAF.account, account),
        (account, RDF.type, FOAF.OnlineAccount),
        (account, FOAF.accountName, Literal("allie")),
        (account, FOAF.accountServiceHomepage, URIRef("https://social.example/")),
        (ME, FOAF.interest, sailing),
        (ME, FOAF.topic_interest, sailing),
        (sailing, DC.title, Literal("Sailing")),
        (ME, FOAF.workplaceHomepage, URIRef("https://lab.example/")),
        (ME, FOAF.knows, bashir),
        (bashir, FOAF.name, Literal("Bashir Okafor")),
        (ME, URIRef("https://v.example/terms#odd-one"), Literal("x\ty  z ")),
        *more,
    )


def plain(triples: Iterable[tuple[Node, Node, Node]]) -> Triples:
    """Return triples with xsd:string and no datatype as one (RDF 1.1 §3.3)."""
    return {(s, p, _plain(o)) for s, p, o in triples}


def _plain(term: Node) -> Node:
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term


def read_rdf(body: bytes, format_: str, base: str = HOME) -> Triples:
    """Read a form with rdflib."""
    return plain(Graph().parse(data=body, format=format_, publicID=base))


def read_rdfa(body: bytes, folder: Path) -> Triples:
    """Read a page's RDFa with pyRdfa3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyRdfa import pyRdfa

        file = folder / "page.html"
        file.write_bytes(body)
        graph = Graph()
        pyRdfa(base=HOME, media_type="text/html").graph_from_source(str(file), graph)
    return plain(graph)


def read_script(body: bytes) -> Triples:
    """Read a page's JSON-LD with rdflib."""
    soup = BeautifulSoup(body, "html5lib")
    script = soup.find("script", type="application/ld+json")
    return read_rdf(str(script.string).encode(), "json-ld") if script else set()
