"""Web of Trust: OpenPGP keys, and what they signed.

Source: http://xmlns.com/wot/0.1/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class WOT(DefinedNamespace):
    """Public keys, signatures, endorsements."""

    _NS = Namespace("http://xmlns.com/wot/0.1/")
    _fail = True

    # Classes
    Endorsement: URIRef
    PubKey: URIRef
    SigEvent: URIRef
    User: URIRef

    # Properties and individuals
    assurance: URIRef
    fingerprint: URIRef
    hex_id: URIRef
    identity: URIRef
    length: URIRef
    pubkeyAddress: URIRef
    sigdate: URIRef
    signed: URIRef
    signerLongHexID: URIRef
