"""JSON-LD is read with the contexts that ship inside, and no other."""

import json

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf.contexts import shipped
from plexus_ld.rdf.jsonld import jsonld

BASE = "http://ada.example/"
AS2 = "https://www.w3.org/ns/activitystreams"


def said(document: object) -> set[tuple[str, str, str]]:
    return set(jsonld(json.dumps(document), BASE).statements.parts())


def test_an_activitypub_actor_is_read_with_the_shipped_contexts() -> None:
    found = said(
        {
            "@context": [AS2, "https://w3id.org/security/v1", {"x": "http://x/"}],
            "id": BASE,
            "type": "Person",
            "preferredUsername": "ada",
            "inbox": "/inbox",
            "x:y": 1,
            "publicKey": {"id": "#key", "owner": BASE, "publicKeyPem": "PEM"},
        }
    )

    node = f"<{BASE}>"
    assert (node, f"<{AS2}#preferredUsername>", '"ada"') in found
    assert (node, "<http://www.w3.org/ns/ldp#inbox>", f"<{BASE}inbox>") in found
    key = f"<{BASE}#key>"
    assert (node, "<https://w3id.org/security#publicKey>", key) in found
    assert (key, "<https://w3id.org/security#owner>", node) in found


@pytest.mark.parametrize(
    "url",
    [
        "https://schema.org",
        "http://schema.org/",
        "https://www.schema.org/",
        AS2,
        f"{AS2}#",
        "http://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v2",
        "http://xmlns.com/foaf/0.1/",
        "https://json-ld.org/contexts/person.jsonld",
    ],
)
def test_a_shipped_context_is_known_by_any_spelling_of_its_address(url: str) -> None:
    assert shipped(url) is not None

    document = {"@context": url, "@id": "#x", "@type": "http://a.example/T"}
    found = jsonld(json.dumps(document), BASE)
    assert len(found) == 1


def test_schema_org_in_a_page_gives_addresses_as_iris() -> None:
    found = said(
        {"@context": "https://schema.org", "@id": "#me", "@type": "Person",
         "url": "/", "sameAs": ["http://b.example/"], "name": "Ada"}
    )  # fmt: skip

    me = f"<{BASE}#me>"
    assert (me, "<http://schema.org/url>", f"<{BASE}>") in found
    assert (me, "<http://schema.org/sameAs>", "<http://b.example/>") in found
    assert (me, "<http://schema.org/name>", '"Ada"') in found


def test_of_an_unknown_context_the_well_known_prefixes_are_had_and_the_rest_said() -> (
    None
):
    document = {
        "@context": "https://a.example/context.jsonld",
        "@id": "#me",
        "foaf:name": "Ada",
        "mine": "lost",
    }

    found = jsonld(json.dumps(document), BASE)

    assert found.statements.lines == (
        f'<{BASE}#me> <http://xmlns.com/foaf/0.1/name> "Ada" .',
    )
    assert "https://a.example/context.jsonld" in found.statements.losses[0]


def test_a_document_that_says_nothing_without_its_context_names_it() -> None:
    with pytest.raises(ParseError, match=r"https://a\.example/context"):
        said({"@context": "https://a.example/context", "@id": "#me", "name": "Ada"})


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ('{"@context": {"n": "http://n/",}, "@id": "#x", "n": "Ada",}', "comma"),
        (
            '{"@context": {"n": "http://n/"}, /* me */ "@id": "#x", "n": "Ada"}',
            "commen",
        ),
        (
            '{ // me\n"@context": {"n": "http://n/"},"@id": "http://ada.example/#x",'
            '"n": "Ada"}',
            "comment",
        ),
    ],
)
def test_json_that_nearly_is_is_mended(text: str, repair: str) -> None:
    found = jsonld(text, BASE)

    assert found.statements.lines == (f'<{BASE}#x> <http://n/> "Ada" .',)
    assert any(repair in sentence for sentence in found.repairs)


@pytest.mark.parametrize(
    "end", ['', ', "m": ', ', "m": "Bo', ', "m": [1, ', ', "m": tr', ',', ', "m']
)  # fmt: skip
def test_of_truncated_json_what_stands_is_kept(end: str) -> None:
    text = '{"@context": {"n": "http://n/"}, "@id": "#x", "n": "Ada"' + end

    found = jsonld(text, BASE)

    assert f'<{BASE}#x> <http://n/> "Ada" .' in found.statements.lines
    assert "breaks off" in found.statements.losses[0]


def test_a_raw_line_break_in_a_string_is_taken() -> None:
    found = jsonld('{"@id": "#x", "http://n/": "Ada\nL"}', BASE)

    assert found.statements.lines == (f'<{BASE}#x> <http://n/> "Ada\\nL" .',)


def test_two_hundred_contexts_are_enough() -> None:
    with pytest.raises(ParseError, match="more than 200 contexts"):
        said({"@context": [AS2] * 201, "id": "#x", "type": "Person"})
