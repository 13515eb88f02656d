"""vCards of either version, and jCards, become people."""

import json

import pytest

from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read

VCARD = "http://www.w3.org/2006/vcard/ns#"
FOAF = "http://xmlns.com/foaf/0.1/"
ADA = "urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1"

VCARD_4 = rf"""BEGIN:VCARD
VERSION:4.0
UID:{ADA}
FN:Ada
  Lovelace
N:Lovelace;Ada;;Countess;
NICKNAME:ada,"enchantress"
GENDER:F
BDAY:18151210
EMAIL;PREF=1:ada@a.example
TEL;VALUE=uri;TYPE="voice,home":tel:+1-234-5
ADR;TYPE=home:;;12 Square;London;;W1;England
ORG:Analytical\, Engine;Tables
NOTE:one\ntwo
GEO:geo:51.5,-0.14
PHOTO:data:image/png;base64,AAAA
RELATED;TYPE=friend:http://charles.example/#me
RELATED;TYPE=agent:http://agent.example/
IMPP:xmpp:ada@a.example
URL:http://ada.example/
X-PET:cat
END:VCARD
"""

VCARD_3 = """BEGIN:VCARD\r
VERSION:3.0\r
FN:Bob\r
N:Builder;Bob;;;\r
item1.EMAIL;TYPE=INTERNET;TYPE=pref:bob@b.example\r
TEL;TYPE=CELL:+44 (0) 12\r
PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r
 BBBB\r
UID:bob-1\r
END:VCARD\r
"""


def reading_of(text: str, name: str = "cards.vcf") -> Reading:
    return read(Document("http://cards.example/all", text.encode(), name=name))


def said_of(reading: Reading, node: str) -> set[tuple[str, str]]:
    triples = (split(text)[:3] for text in reading.lines)
    return {
        (p.replace(FOAF, "foaf:").replace(VCARD, "v:")[1:-1], o)
        for s, p, o in triples
        if s == node
    }


def test_a_version_4_card_is_read() -> None:
    reading = reading_of(VCARD_4)

    assert said_of(reading, f"<{ADA}>") >= {
        ("foaf:name", '"Ada Lovelace"'),
        ("foaf:familyName", '"Lovelace"'),
        ("foaf:givenName", '"Ada"'),
        ("v:honorific-prefix", '"Countess"'),
        ("foaf:nick", '"ada"'),
        ("foaf:gender", '"female"'),
        ("foaf:birthday", '"12-10"'),
        ("foaf:mbox", "<mailto:ada@a.example>"),
        ("foaf:phone", "<tel:+12345>"),
        ("v:organization-name", '"Analytical, Engine"'),
        ("v:organization-unit", '"Tables"'),
        ("v:note", '"one\\ntwo"'),
        ("foaf:knows", "<http://charles.example/#me>"),
        ("v:hasRelated", "<http://agent.example/>"),
        ("v:hasInstantMessage", "<xmpp:ada@a.example>"),
        ("foaf:homepage", "<http://ada.example/>"),
        ("http://www.w3.org/2003/01/geo/wgs84_pos#lat", '"51.5"'),
    }
    assert reading.format == "vcard"
    assert len(reading.losses) == 2  # the picture inside, the pet


def test_a_version_3_card_is_read_and_its_name_lasts() -> None:
    before = reading_of(VCARD_3)

    after = reading_of(VCARD_3.replace("FN:Bob", "FN:Robert"))

    subjects = {split(text)[0] for text in before.lines}
    assert subjects == {split(text)[0] for text in after.lines}
    assert len(subjects) == 1
    said = said_of(before, subjects.pop())
    assert ("foaf:mbox", "<mailto:bob@b.example>") in said
    assert ("foaf:phone", "<tel:+44012>") in said


def test_what_a_phone_writes_is_read() -> None:
    reading = reading_of(
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
        "M=C3=BC=\nller;J;;;\nTEL;CELL:123\n"
    )

    names = {o for text in reading.lines for _, p, o, _ in [split(text)]
             if p == f"<{FOAF}familyName>"}  # fmt: skip
    assert names == {'"Müller"'}
    assert reading.repairs == ("ended a card that had no end",)


def test_many_cards_are_many_people() -> None:
    reading = reading_of(VCARD_3 + VCARD_4 + VCARD_3.replace("bob", "ben"))

    people = [text for text in reading.lines if f"<{FOAF}Person>" in text]
    assert len(people) == 3


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("org", "Organization"), ("group", "Group"), ("location", "Agent"),
     ("individual", "Person")],
)  # fmt: skip
def test_a_cards_kind_is_its_type(kind: str, type_: str) -> None:
    reading = reading_of(f"BEGIN:VCARD\nFN:X\nKIND:{kind}\nEND:VCARD")

    assert any(f"<{FOAF}{type_}>" in text for text in reading.lines)


def test_a_jcard_is_read() -> None:
    card = [
        "vcard",
        [
            ["version", {}, "text", "4.0"],
            ["fn", {}, "text", "Ada"],
            ["n", {}, "text", ["Lovelace", "Ada", "", ["Dr", "Hon"], ""]],
            ["email", {"type": "work"}, "text", "ada@a.example"],
            ["adr", {}, "text", ["", "", "12 Square", "London", "", "W1", ["A", "B"]]],
            ["x", {}, "text"],
            "nonsense",
        ],
    ]

    reading = reading_of(json.dumps(card), "ada.jcf")

    assert reading.format == "jcard"
    text = "\n".join(reading.lines)
    assert "<mailto:ada@a.example>" in text
    assert '"London"' in text
    assert '"Hon"' in text


def test_a_list_of_jcards_is_read() -> None:
    cards: list[object] = [
        ["vcard", [["fn", {}, "text", name]]] for name in ("Ada", "Bob")
    ]

    reading = reading_of(json.dumps(["vcardstream", *cards]), "all.jcf")

    assert len([text for text in reading.lines if f"<{FOAF}name>" in text]) == 2
