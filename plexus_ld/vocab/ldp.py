"""Linked Data Platform, with the inbox of Linked Data Notifications.

Source: https://www.w3.org/TR/ldp/, https://www.w3.org/TR/ldn/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class LDP(DefinedNamespace):
    """Containers, and where notifications go."""

    _NS = Namespace("http://www.w3.org/ns/ldp#")
    _fail = True

    # Classes
    BasicContainer: URIRef
    Container: URIRef
    DirectContainer: URIRef
    IndirectContainer: URIRef
    NonRDFSource: URIRef
    Page: URIRef
    PageSortCriterion: URIRef
    RDFSource: URIRef
    Resource: URIRef

    # Properties and individuals
    Ascending: URIRef
    Descending: URIRef
    MemberSubject: URIRef
    PreferContainment: URIRef
    PreferEmptyContainer: URIRef
    PreferMembership: URIRef
    PreferMinimalContainer: URIRef
    constrainedBy: URIRef
    contains: URIRef
    hasMemberRelation: URIRef
    inbox: URIRef
    insertedContentRelation: URIRef
    isMemberOfRelation: URIRef
    member: URIRef
    membershipResource: URIRef
    pageSequence: URIRef
    pageSortCollation: URIRef
    pageSortCriteria: URIRef
    pageSortOrder: URIRef
    pageSortPredicate: URIRef
