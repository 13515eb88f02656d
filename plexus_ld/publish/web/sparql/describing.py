"""What the endpoint says of itself. Source: SPARQL 1.1 Service Description §3."""

from collections.abc import Iterator
from typing import Final

from rdflib import RDF, Namespace, URIRef

from plexus_ld.rdf.lines import line, text_of
from plexus_ld.vocab.sd import SD

#: Names of formats, as the W3C lists them: https://www.w3.org/ns/formats/
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
_WRITTEN: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
    "SPARQL_Results_TSV", "Turtle", "JSON-LD", "RDF_XML", "N-Triples",
)  # fmt: skip


def description(url: str, *, may_write: bool) -> tuple[str, ...]:
    """Return the description as lines.

    Args:
        url: The endpoint's.
        may_write: Whether the asker may send it an update.
    """
    return tuple(line(*map(text_of, one)) for one in _said(url, may_write=may_write))


def _said(url: str, *, may_write: bool) -> Iterator[tuple[URIRef, URIRef, URIRef]]:
    service, dataset = URIRef(f"{url}#service"), URIRef(f"{url}#dataset")
    default = URIRef(f"{url}#default")
    yield service, RDF.type, SD.Service
    yield service, SD.endpoint, URIRef(url)
    yield service, SD.supportedLanguage, SD.SPARQL11Query
    if may_write:
        yield service, SD.supportedLanguage, SD.SPARQL11Update
    for name in _WRITTEN:
        yield service, SD.resultFormat, _FORMATS[name]
    yield service, SD.defaultDataset, dataset
    yield dataset, RDF.type, SD.Dataset
    yield dataset, SD.defaultGraph, default
    yield default, RDF.type, SD.Graph
