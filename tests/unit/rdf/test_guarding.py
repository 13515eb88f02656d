"""A bomb is refused in words before a reader sees it."""

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf import guarding
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://a/"'


def xml(doctype: str, body: str) -> str:
    return f"<!DOCTYPE rdf:RDF [{doctype}]><rdf:RDF {RDF}>{body}</rdf:RDF>"


BOMBS = {
    "nested JSON": '{"http://a/p":' * 5000 + "1" + "}" * 5000,
    "nested lists": '{"http://a/p":' + "[" * 5000 + "1" + "]" * 5000 + "}",
    "nested jCard": '["vcard",' + "[" * 5000,
    "nested elements": xml("", "<a:A><a:p>" * 20_000 + "</a:p></a:A>" * 20_000),
    "unclosed elements": xml("", "<a:A><a:p>" * 20_000),
    "nested page": "<!doctype html>" + "<div class=h-card>" * 20_000,
    "triple terms": "<a:a> <a:p> " + "<<( <a:a> <a:p> " * 20_000 + ".",
    "entities of entities": xml(
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', "<a:A a:q='&b;'/>"
    ),
    "entities in numbers": xml(
        '<!ENTITY a "aaaa"><!ENTITY b "&#38;a;&#x26;a;">', "<a:A a:q='&b;'/>"
    ),
    "one great entity": xml(
        f'<!ENTITY a "{"x" * 2000}">', f"<a:A a:q='{'&a;' * 2000}'/>"
    ),
    "a thousand entities": xml(
        "".join(f'<!ENTITY e{n} "x">' for n in range(1001)), "<a:A/>"
    ),
    "an outside entity": xml('<!ENTITY a SYSTEM "file:///x">', "<a:A a:q='&a;'/>"),
    "a parameter entity": xml('<!ENTITY % a "x"> %a;', "<a:A/>"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_words(name: str) -> None:
    with pytest.raises(ParseError, match=r"not read|nest too deeply"):
        read(Document("http://a.example/", BOMBS[name].encode()))


def test_what_is_too_large_is_refused_with_its_limit() -> None:
    with pytest.raises(ParseError, match=r"210 MB are too much.* 105 MB"):
        guarding.check_size(bytes(210_000_000))

    with pytest.raises(ParseError, match="8 MB"):
        guarding.check_size(bytes(9_000_000), "html")


def test_a_harmless_entity_is_read() -> None:
    body = xml('<!ENTITY foaf "http://xmlns.com/foaf/0.1/">',
               '<rdf:Description rdf:about="http://a/"><rdf:type'
               ' rdf:resource="&foaf;Person"/></rdf:Description>')  # fmt: skip

    reading = read(Document("http://a.example/", body.encode()))

    assert "<http://xmlns.com/foaf/0.1/Person>" in reading.lines[0]
    assert reading.repairs == ()


def test_much_side_by_side_is_not_deep() -> None:
    page = "<!doctype html>" + "<p>x<br><div><p>y</div>" * 5000
    text = "<a:a> <a:p> " + ", ".join(["<<( <a:a> <a:p> 1 )>>"] * 500) + "."

    guarding.check_page_depth(page)
    guarding.check_shape(text, "turtle")
    guarding.check_json_depth("[" + ",".join(["{}"] * 5000) + "]")
    guarding.check_json_depth('["' + "[" * 5000 + '"]')
