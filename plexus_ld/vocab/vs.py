"""How settled a term is: stable, testing, unstable, archaic.

Source: https://www.w3.org/2003/06/sw-vocab-status/note
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class VS(DefinedNamespace):
    """The status of a vocabulary's terms."""

    _NS = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
    _fail = True

    term_status: URIRef
