import pytest
from rdflib import URIRef

from plexus_ld.model.permalink import page_name, permalink


def test_a_page_lies_beside_what_it_is_about() -> None:
    iri = URIRef("https://ada.example/objects/0b1c-2d")

    assert permalink(iri) == "https://ada.example/posts/0b1c-2d.html"
    assert page_name(iri) == "posts/0b1c-2d.html"


@pytest.mark.parametrize(
    "iri", ["urn:uuid:1", "https://ada.example/said/1", "x:/objects/1"]
)
def test_what_is_not_under_an_address_has_no_permalink(iri: str) -> None:
    assert permalink(URIRef(iri)) == ""


@pytest.mark.parametrize(
    "iri", ["urn:uuid:1/../../x", "https://a.example/objects/../é%2F"]
)
def test_a_name_never_leads_out_of_its_folder(iri: str) -> None:
    name = page_name(URIRef(iri))

    assert name.startswith("posts/")
    assert "/" not in name.removeprefix("posts/")
    assert ".." not in name
