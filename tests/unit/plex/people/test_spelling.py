"""FOAF as it was spelled in twenty years, and as it is meant."""

import pytest

from plexus_ld.plex.people.spelling import class_of, property_of
from plexus_ld.plex.people.terms import Role, leads_to_person, role_of

FOAF = "http://xmlns.com/foaf/0.1/"


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        (f"{FOAF}family_name", "familyName"),
        (f"{FOAF}surname", "familyName"),
        (f"{FOAF}givenname", "givenName"),
        (f"{FOAF}holdsAccount", "account"),
        (f"{FOAF}homePage", "homepage"),
        (f"{FOAF}workplaceHomePage", "workplaceHomepage"),
        (f"{FOAF}accountServiceHomePage", "accountServiceHomepage"),
        (f"{FOAF}firstname", "firstName"),
        (f"{FOAF}mbox_SHA1sum", "mbox_sha1sum"),
        ("https://xmlns.com/foaf/0.1/name", "name"),
        ("http://www.xmlns.com/foaf/0.1/name", "name"),
        ("http://xmlns.com/foaf/0.1name", "name"),
        ("http://xmlns.com/foaf/0.1#name", "name"),
        ("http://xmlns.com/foaf/0.1/#name", "name"),
        ("http://xmlns.com/foaf/1.0/name", "name"),
        ("http://xmlns.com/foaf/name", "name"),
        ("https://ada.example/rdf/xmlns.com/foaf/0.1/name", "name"),
    ],
)
def test_an_archaic_or_misspelt_property_is_what_it_means(
    spelled: str, meant: str
) -> None:
    assert property_of(f"<{spelled}>") == f"<{FOAF}{meant}>"


@pytest.mark.parametrize(
    "term",
    [
        f"{FOAF}name",
        f"{FOAF}firstName",
        f"{FOAF}lastName",
        f"{FOAF}dnaChecksum",
        f"{FOAF}dna_checksum",
        f"{FOAF}archnemesis",
        f"{FOAF}email",
        "http://example.org/family_name",
        "http://xmlns.com/wot/0.1/hasKey",
    ],
)
def test_right_and_invented_properties_stay_as_they_are(term: str) -> None:
    assert property_of(f"<{term}>") == f"<{term}>"


def test_a_misspelt_class_is_what_it_means() -> None:
    assert class_of("<http://xmlns.com/foaf/0.1#Person>") == f"<{FOAF}Person>"
    assert class_of(f"<{FOAF}person>") == f"<{FOAF}Person>"
    assert class_of(f"<{FOAF}Pet>") == f"<{FOAF}Pet>"


@pytest.mark.parametrize(
    ("term", "leads"),
    [
        (f"{FOAF}knows", True),
        (f"{FOAF}maker", True),
        (f"{FOAF}primaryTopic", True),
        ("http://purl.org/dc/terms/creator", True),
        ("https://w3id.org/plexus#agent", True),
        (f"{FOAF}mbox", False),
        (f"{FOAF}homepage", False),
        (f"{FOAF}holdsAccount", False),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", False),
        ("https://w3id.org/plexus#address", False),
    ],
)
def test_the_object_of_some_properties_is_no_person(term: str, leads: bool) -> None:
    assert leads_to_person(f"<{term}>") is leads


def test_a_tie_of_another_vocabulary_is_a_tie() -> None:
    for term in (
        "http://purl.org/vocab/relationship/friendOf",
        "http://gmpg.org/xfn/11#spouse",
        "http://schema.org/knows",
    ):
        assert role_of(f"<{term}>")[0] is Role.KNOWS
