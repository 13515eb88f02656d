"""Made-up people, and a profile of one of them."""

from rdflib import URIRef

ANNA = URIRef("http://anna.example/card#me")
BO = URIRef("http://bo.example/#i")
CARD = URIRef("http://anna.example/card")

TURTLE = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://anna.example/card#me> a foaf:Person ; foaf:name "Anna"@it, "Zoë" ;
    foaf:age 33 ; foaf:knows [ foaf:name "Cleo" ], <http://bo.example/#i> .
"""
