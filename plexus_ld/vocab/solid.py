"""Solid: what a pod says of itself.

Source: http://www.w3.org/ns/solid/terms
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class SOLID(DefinedNamespace):
    """Type indexes, patches, the issuer of a login."""

    _NS = Namespace("http://www.w3.org/ns/solid/terms#")
    _fail = True

    # Classes
    Account: URIRef
    Inbox: URIRef
    InsertDeletePatch: URIRef
    ListedDocument: URIRef
    Notification: URIRef
    Patch: URIRef
    Timeline: URIRef
    TypeIndex: URIRef
    TypeRegistration: URIRef
    UnlistedDocument: URIRef

    # Properties and individuals
    account: URIRef
    deletes: URIRef
    forClass: URIRef
    inbox: URIRef
    inserts: URIRef
    instance: URIRef
    instanceContainer: URIRef
    loginEndpoint: URIRef
    logoutEndpoint: URIRef
    notification: URIRef
    oidcIssuer: URIRef
    owner: URIRef
    patches: URIRef
    privateLabelIndex: URIRef
    privateTypeIndex: URIRef
    publicTypeIndex: URIRef
    read: URIRef
    storageDescription: URIRef
    storageQuota: URIRef
    storageUsage: URIRef
    timeline: URIRef
    typeIndex: URIRef
    where: URIRef
