"""Certificates and keys, as WebID-TLS uses them.

Source: http://www.w3.org/ns/auth/cert
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class CERT(DefinedNamespace):
    """Keys and who they belong to."""

    _NS = Namespace("http://www.w3.org/ns/auth/cert#")
    _fail = True

    # Classes
    Certificate: URIRef
    Key: URIRef
    PGPCertificate: URIRef
    PrivateKey: URIRef
    PublicKey: URIRef
    RSAKey: URIRef
    RSAPublicKey: URIRef
    Signature: URIRef
    X509Certificate: URIRef

    # Properties and individuals
    exponent: URIRef
    hex: URIRef
    identity: URIRef
    key: URIRef
    modulus: URIRef
    privateExponent: URIRef
