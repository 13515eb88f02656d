"""What a document says of who is who, and whose own document it is."""

import pytest

from plexus_ld.plex.people.reading import Said, said_by
from plexus_ld.plex.people.records import OWN, Record, record_of
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read

CARD = "https://ada.example/card"
PREFIXES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix ex: <https://example.org/terms#> .
@prefix schema: <http://schema.org/> .
"""


def said(turtle: str, document: str = CARD) -> Said:
    body = (PREFIXES + turtle).encode()
    lines = read(Document(document, body, "text/turtle", None, None)).lines
    return said_by(f"<{document}>", [split(line)[:3] for line in lines])


def speakers(found: Said) -> set[str]:
    return {node for node, record in found.records.items() if OWN in record.flags}


@pytest.mark.parametrize(
    "turtle",
    [
        "<#me> a foaf:Person .",
        "<#ada> a foaf:Person ; foaf:name 'Ada' .",
        "<> a foaf:PersonalProfileDocument ; foaf:maker <#x> . <#x> a foaf:Person .",
        "<> foaf:primaryTopic <#ada> . <#ada> a foaf:Person . <#bo> a foaf:Person .",
        "<#ada> a foaf:Person ; foaf:isPrimaryTopicOf <> . <#bo> a foaf:Person .",
        "<#me> foaf:knows <#bo> . <#bo> a foaf:Person ; foaf:knows <#me> .",
        "<> a foaf:Person .",
        "<https://ada.example/id> a foaf:Person . <> foaf:primaryTopic "
        "<https://ada.example/id> .",
    ],
)
def test_a_document_is_somebodys_own(turtle: str) -> None:
    assert len(speakers(said(turtle))) == 1


@pytest.mark.parametrize(
    "turtle",
    [
        "<#ada> a foaf:Person . <#bo> a foaf:Person .",
        "<> foaf:primaryTopic <https://bo.example/#me> . "
        "<https://bo.example/#me> a foaf:Person .",
        "<> foaf:primaryTopic <https://ada.example.evil/#me> . "
        "<https://ada.example.evil/#me> a foaf:Person .",
        "<#project> ex:maintainer [ a foaf:Person ; foaf:name 'Ada' ] .",
        "<> foaf:maker <#ada> . <#ada> a foaf:Person . <#bo> a foaf:Person .",
    ],
)
def test_a_document_is_not_somebodys_own(turtle: str) -> None:
    assert not speakers(said(turtle))


def test_the_only_one_who_knows_others_speaks() -> None:
    found = said("[] a foaf:Person ; foaf:knows [ a foaf:Person ; foaf:name 'Bo' ] .")

    assert len(found.records) == 2
    assert len(speakers(found)) == 1


def test_a_file_may_be_about_somebody_on_the_web() -> None:
    turtle = "<> foaf:primaryTopic <https://bo.example/#me> . "
    turtle += "<https://bo.example/#me> a foaf:Person ."

    assert speakers(said(turtle, "file:///home/bo.ttl")) == {"<https://bo.example/#me>"}


@pytest.mark.parametrize(
    "turtle",
    [
        "<#x> a foaf:Document ; foaf:name 'A page' .",
        "<#x> a foaf:OnlineAccount ; foaf:accountName 'ada' ; foaf:name 'ada' .",
        "<#x> a ex:Boat ; foaf:name 'Argo' .",
        "<#x> schema:name 'A film' .",
        "<#x> foaf:homepage <https://argo.example/> .",
    ],
)
def test_a_thing_is_no_person(turtle: str) -> None:
    assert not said(turtle).records


@pytest.mark.parametrize(
    "turtle",
    [
        "<#x> a foaf:Person .",
        "<#x> a schema:Organization .",
        "<#x> a ex:Sailor ; foaf:mbox <mailto:x@x.example> .",
        "<#x> foaf:name 'Ada' .",
        "<#x> foaf:nick 'ada' .",
        "<#x> foaf:knows <#y> .",
        "<#x> a foaf:Document , foaf:Person .",
    ],
)
def test_somebody_is_a_person(turtle: str) -> None:
    assert f"<{CARD}#x>" in said(turtle).records


def test_somebody_who_is_only_known_is_mentioned() -> None:
    found = said("<#me> foaf:knows <https://bo.example/#me> , <#page> . "
                 "<#page> a foaf:Document .")  # fmt: skip

    assert found.mentions == {"<https://bo.example/#me>"}


def test_given_and_family_name_make_a_name() -> None:
    found = said("<#x> foaf:givenname 'Zoë' ; foaf:surname 'Roth' .")

    assert found.records[f"<{CARD}#x>"].names == ("zoe.roth",)


def test_a_record_comes_back_from_its_text() -> None:
    record = Record(
        "<https://a.example/é>", "o", ("zoe.roth", "zoe"), ("mbox:1", "+<x>")
    )

    assert record_of(record.text()) == record
    assert record_of(Record("<urn:g>").text()) == Record("<urn:g>")
