"""RELATIONSHIP: how people stand to each other, finer than ``foaf:knows``.

Source: http://purl.org/vocab/relationship/
"""

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace


class REL(DefinedNamespace):
    """Kinds of ties between two people."""

    _NS = Namespace("http://purl.org/vocab/relationship/")
    _fail = True

    # Classes
    Relationship: URIRef

    # Properties and individuals
    acquaintanceOf: URIRef
    ambivalentOf: URIRef
    ancestorOf: URIRef
    antagonistOf: URIRef
    apprenticeTo: URIRef
    childOf: URIRef
    closeFriendOf: URIRef
    collaboratesWith: URIRef
    colleagueOf: URIRef
    descendantOf: URIRef
    employedBy: URIRef
    employerOf: URIRef
    enemyOf: URIRef
    engagedTo: URIRef
    friendOf: URIRef
    grandchildOf: URIRef
    grandparentOf: URIRef
    hasMet: URIRef
    influencedBy: URIRef
    knowsByReputation: URIRef
    knowsInPassing: URIRef
    knowsOf: URIRef
    lifePartnerOf: URIRef
    livesWith: URIRef
    lostContactWith: URIRef
    mentorOf: URIRef
    neighborOf: URIRef
    parentOf: URIRef
    participant: URIRef
    participantIn: URIRef
    siblingOf: URIRef
    spouseOf: URIRef
    worksWith: URIRef
    wouldLikeToKnow: URIRef
