"""Security vocabulary: keys in a profile, and what they may do.

Source: https://www.w3.org/TR/vc-data-integrity/, https://www.w3.org/TR/cid-1.0/ §2.2
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class SEC(DefinedNamespace):
    """Keys, whose they are, and for what."""

    _NS = Namespace("https://w3id.org/security#")
    _fail = True

    # Classes
    Multikey: URIRef

    # Properties
    assertionMethod: URIRef
    controller: URIRef
    publicKeyMultibase: URIRef
