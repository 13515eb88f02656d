"""XHTML Friends Network: what a link's ``rel`` says of the person it leads to.

Source: https://gmpg.org/xfn/11
"""

from typing import ClassVar

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class XFN(DefinedNamespace):
    """Ties between people, said by links; ``me`` is one person's other page."""

    _NS = Namespace("http://gmpg.org/xfn/11#")
    _fail = True

    # No names in Python.
    _extras: ClassVar[list[str]] = ["co-worker", "co-resident"]

    me: URIRef
    acquaintance: URIRef
    child: URIRef
    colleague: URIRef
    contact: URIRef
    crush: URIRef
    date: URIRef
    friend: URIRef
    kin: URIRef
    met: URIRef
    muse: URIRef
    neighbor: URIRef
    parent: URIRef
    sibling: URIRef
    spouse: URIRef
    sweetheart: URIRef
