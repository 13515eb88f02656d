"""Web Access Control: who may do what to a resource.

Source: https://solidproject.org/TR/wac
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class ACL(DefinedNamespace):
    """Authorizations and their modes."""

    _NS = Namespace("http://www.w3.org/ns/auth/acl#")
    _fail = True

    # Classes
    Access: URIRef
    Append: URIRef
    AuthenticatedAgent: URIRef
    Authorization: URIRef
    Control: URIRef
    Origin: URIRef
    Read: URIRef
    Write: URIRef

    # Properties and individuals
    accessControl: URIRef
    accessTo: URIRef
    accessToClass: URIRef
    agent: URIRef
    agentClass: URIRef
    agentGroup: URIRef
    default: URIRef
    defaultForNew: URIRef
    delegates: URIRef
    mode: URIRef
    origin: URIRef
    owner: URIRef
