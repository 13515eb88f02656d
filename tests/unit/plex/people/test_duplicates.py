"""What waits for the owner's word, and why."""

from plexus_ld.plex.people.decisions import different, same
from plexus_ld.plex.people.duplicates import duplicates
from plexus_ld.store import Store
from tests.unit.plex.people.conftest import ADA, BO
from tests.unit.plex.people.telling import tell

EVIL = "https://evil.example/card"
BRIDGE = """
<#me> a foaf:Person ; foaf:name "Mallory" ; foaf:knows <#x> .
<#x> a foaf:Person ; foaf:name "Quill" ;
    foaf:mbox <mailto:ada@ada.example> , <mailto:bo@bo.example> .
"""


def test_nothing_waits_where_nothing_is_shared(store: Store) -> None:
    assert duplicates(store) == ()


def test_a_bridge_waits_with_its_evidence(store: Store) -> None:
    tell(store, EVIL, BRIDGE)

    first, second = duplicates(store)

    assert {first.name, first.other_name} == {"Ada Love", "Quill"}
    assert {str(iri) for iri in first.documents} == {ADA, EVIL}
    assert "mailto:ada@ada.example" in first.because
    assert "Bo Berg" in first.because
    assert {str(found.value) for found in first.evidence} == {"mailto:ada@ada.example"}
    assert {second.name, second.other_name} == {"Bo Berg", "Quill"}


def test_the_owners_word_ends_the_waiting(store: Store) -> None:
    tell(store, EVIL, BRIDGE)

    different(store, "Quill", "Ada Love")
    assert [pair.other_name for pair in duplicates(store)] in (["Bo Berg"], ["Quill"])

    same(store, "Quill", "Bo Berg")
    assert [{str(pair.person), str(pair.other)} for pair in duplicates(store)] in (
        [],
        [{f"{ADA}#me", f"{BO}#me"}],
    )
