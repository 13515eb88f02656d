"""The owner's card."""

import pytest
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.publish.card import qr_code, vcard
from plexus_ld.rdf.vcard import vcard as read
from tests.unit.publish.profiles import ME, alice, seen


def lines(*triples: tuple[URIRef, URIRef, Literal | URIRef]) -> list[str]:
    body = vcard(seen((ME, RDF.type, FOAF.Person), *triples)).decode()
    return body.replace("\r\n ", "").split("\r\n")


def test_a_card_says_what_a_vcard_can_say_of_the_profile() -> None:
    said = vcard(alice()).decode().replace("\r\n ", "").split("\r\n")

    assert said[:3] == ["BEGIN:VCARD", "VERSION:4.0", "FN:Alice Waratah"]
    assert "NICKNAME:allie" in said
    assert "N:;Alice;;Dr;" in said
    assert "TITLE:Oceanographer" in said
    assert "PHOTO:https://alice.example/me.jpg" in said
    assert "EMAIL:alice@alice.example" in said
    assert "BDAY:--0314" in said
    assert "NOTE:One line.\\nAnother & <more>." in said
    assert f"UID:{ME}" in said
    assert said[-2:] == ["END:VCARD", ""]


def test_our_own_reader_takes_it_back() -> None:
    found = read(vcard(alice()).decode(), "https://alice.example/card.vcf")

    assert any('"Alice Waratah"' in line for line in found.statements.lines)


@pytest.mark.parametrize(
    "evil", ["x\r\nTEL:666", "x\nEND:VCARD", "a;b,c\\d", "\x00\x1b[31m", "é" * 200]
)
def test_no_word_ends_its_line(evil: str) -> None:
    said = lines((ME, FOAF.name, Literal(evil)))

    assert [one.partition(":")[0] for one in said] == [
        "BEGIN", "VERSION", "FN", "UID", "END", "",
    ]  # fmt: skip


def test_no_line_is_too_long_and_no_letter_cut() -> None:
    body = vcard(seen((ME, FOAF.name, Literal("é" * 200))))

    assert all(len(one) <= 75 for one in body.split(b"\r\n"))
    assert all(one.decode() for one in body.split(b"\r\n ") if one)


def test_an_address_that_is_none_is_left_out() -> None:
    said = lines(
        (ME, FOAF.homepage, URIRef("javascript:alert(1)")),
        (ME, FOAF.mbox, Literal("no mailbox")),
        (ME, FOAF.birthday, Literal("tomorrow")),
    )

    assert not any(one.startswith(("URL", "EMAIL", "BDAY")) for one in said)


@pytest.mark.parametrize("owner", [ME, URIRef("urn:uuid:1")])
def test_the_code_is_a_picture_that_runs_nothing(owner: URIRef) -> None:
    name = (owner, FOAF.name, Literal("</svg><script>alert(1)</script>" * 400))
    picture = qr_code(seen(name, owner=owner))

    assert picture.startswith(b"<?xml")
    assert b"<script" not in picture


def test_who_says_nothing_has_a_card_with_their_iri() -> None:
    assert b"FN:" in vcard(seen())
