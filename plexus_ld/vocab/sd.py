"""SPARQL 1.1 Service Description.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class SD(DefinedNamespace):
    """What a SPARQL endpoint says of itself."""

    _NS = Namespace("http://www.w3.org/ns/sparql-service-description#")
    _fail = True

    # Classes
    Dataset: URIRef
    Graph: URIRef
    Service: URIRef

    # Properties and individuals
    SPARQL11Query: URIRef
    SPARQL11Update: URIRef
    defaultDataset: URIRef
    defaultGraph: URIRef
    endpoint: URIRef
    resultFormat: URIRef
    supportedLanguage: URIRef
