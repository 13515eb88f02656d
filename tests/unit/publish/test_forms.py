from collections.abc import Sequence
from pathlib import Path

import mf2py
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import FOAF, OWL, RDF, Literal, URIRef

from plexus_ld.publish.forms import FORMS, files_of, form_bytes, page_bytes
from tests.unit.publish.profiles import (
    HOME,
    ME,
    alice,
    plain,
    read_rdf,
    read_rdfa,
    read_script,
    seen,
)

READERS = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}


@pytest.mark.parametrize("format_", READERS)
def test_every_form_carries_the_same_triples(format_: str) -> None:
    shown = alice()

    body = form_bytes(shown, format_)

    assert read_rdf(body, READERS[format_]) == plain(shown.triples())


def test_the_page_carries_the_same_triples_as_rdfa(tmp_path: Path) -> None:
    shown = alice()

    body = page_bytes(shown, FORMS)

    assert read_rdfa(body, tmp_path) == plain(shown.triples())


def test_the_page_carries_the_same_triples_as_jsonld() -> None:
    shown = alice()

    body = page_bytes(shown, FORMS)

    assert read_script(body) == plain(shown.triples())


def test_an_owner_without_an_address_is_published_the_same(tmp_path: Path) -> None:
    me = URIRef("urn:uuid:6c1ee2b0-27c2-4c7d-8d5c-0d0c6a3a3b11")
    shown = seen(
        (me, RDF.type, FOAF.Person),
        (me, FOAF.name, Literal("Robin")),
        owner=me,
    )

    files = files_of(shown)

    assert read_rdfa(files["index.html"], tmp_path) == plain(shown.triples())
    assert read_rdf(files["foaf.ttl"], "turtle") == plain(shown.triples())
    assert ".well-known/webfinger" not in files


def test_microformats_find_the_card() -> None:
    body = page_bytes(alice(), FORMS)

    (card,) = mf2py.parse(doc=body.decode(), url=HOME)["items"]

    said = card["properties"]
    assert card["type"] == ["h-card"]
    assert said["name"] == ["Alice Waratah"]
    assert said["nickname"] == ["Алиса", "allie"]
    assert said["url"] == [HOME]
    assert said["uid"] == [str(ME)]
    assert said["email"] == ["mailto:alice@alice.example"]
    assert said["category"] == ["Sailing", "Sailing"]
    assert said["locality"] == ["Hobart"]
    assert said["photo"][0]["value"] == "https://alice.example/me.jpg"


def test_a_document_says_whose_it_is() -> None:
    triples = alice().triples()

    assert (URIRef(HOME), FOAF.primaryTopic, ME) in triples
    assert (URIRef(HOME), FOAF.maker, ME) in triples


def test_the_forms_are_the_same_whenever_they_are_written() -> None:
    assert files_of(alice()) == files_of(alice())


#: Every character that may stand in a text, white space and quotes more often.
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\t\n\r\"'<>&\\{}|^`%@;:#"),
    ),
    max_size=40,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TEXTS, TEXTS)
def test_any_text_is_the_same_in_every_form(
    tmp_path: Path, name: str, note: str
) -> None:
    label = URIRef(f"{HOME}#topic")
    shown = alice(
        (ME, FOAF.name, Literal(name)),
        (ME, URIRef("http://schema.org/description"), Literal(note, lang="de")),
        (ME, FOAF.interest, label),
        (label, RDF.value, Literal(note)),
    )

    same = plain(shown.triples())

    page = page_bytes(shown, FORMS)
    assert read_rdfa(page, tmp_path) == same
    assert read_script(page) == same
    for format_, reader in READERS.items():
        assert read_rdf(form_bytes(shown, format_), reader) == same


def test_the_naughty_strings_are_published_as_they_are(
    naughty: Sequence[str], tmp_path: Path
) -> None:
    shown = alice(*((ME, FOAF.nick, Literal(text)) for text in naughty))

    same = plain(shown.triples())

    assert read_rdfa(page_bytes(shown, FORMS), tmp_path) == same
    assert read_rdf(form_bytes(shown, "rdfxml"), "xml") == same
    assert read_rdf(form_bytes(shown, "turtle"), "turtle") == same


def test_what_one_form_cannot_say_is_in_none() -> None:
    odd = URIRef("https://v.example/123")
    shown = alice((ME, odd, Literal("x")), (ME, FOAF.plan, Literal("a\x01b\ufffec")))

    said = {(p, str(o)) for _, p, o in shown.triples()}

    assert odd not in {p for p, _ in said}
    assert (FOAF.plan, "abc") in said


def test_an_old_address_stays_as_another_name() -> None:
    old = URIRef("https://old.example/card#me")

    shown = alice((ME, OWL.sameAs, old))

    assert shown.moved_from == (old,)
