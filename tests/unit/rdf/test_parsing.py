"""Reading is a ladder: what is sound is read, what is broken is mended, and said."""

import socket
from collections.abc import Iterator

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read, read_batch

IRI = "http://ada.example/foaf.rdf"
NAMESPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:foaf="http://xmlns.com/foaf/0.1/"'
)
FOAF = "http://xmlns.com/foaf/0.1/"


def rdfxml(body: str, namespaces: str = NAMESPACES) -> str:
    return f"<rdf:RDF {namespaces}>{body}</rdf:RDF>"


def reading_of(text: str | bytes, name: str | None = None) -> Reading:
    body = text.encode() if isinstance(text, str) else text
    return read(Document(IRI, body, name=name))


def said(reading: Reading) -> set[tuple[str, str, str]]:
    shortened = (text.replace(FOAF, "foaf:") for text in reading.lines)
    return {split(text)[:3] for text in shortened}


def test_a_sound_document_is_read_without_a_word() -> None:
    reading = reading_of(rdfxml('<foaf:Person rdf:about="#me" foaf:name="Ada"/>'))

    assert reading.format == "rdfxml"
    assert reading.triples == 2
    assert reading.repairs == reading.losses == reading.profiles == ()
    assert set(reading.lines) == {
        f"<{IRI}#me> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        f" <{FOAF}Person> <{IRI}> .",
        f'<{IRI}#me> <{FOAF}name> "Ada" <{IRI}> .',
    }


REPAIRED = {
    "without its prefix": rdfxml(
        '<foaf:Person about="#me"><foaf:name>Ada</foaf:name></foaf:Person>'
    ),
    "a well-known prefix": rdfxml(
        '<foaf:Person rdf:about="#me"><foaf:name>Ada</foaf:name></foaf:Person>',
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
    ),
    "an rdf:ID that is no name": rdfxml(
        '<foaf:Person rdf:ID="#me"><foaf:name>Ada</foaf:name></foaf:Person>'
    ),
    "around the RDF": "hello "
    + rdfxml('<foaf:Person rdf:about="#me"><foaf:name>Ada</foaf:name></foaf:Person>')
    + "<p>bye",
    "left open at its end": f"<rdf:RDF {NAMESPACES}>"
    '<foaf:Person about="#me"><foaf:name>Ada</foaf:name>',
    "under another name": rdfxml(
        '<foaf:Person rdf:about="#me"><foaf:name>Ada</foaf></foaf:Person>'
    ),
    "left out the NUL": rdfxml(
        '<foaf:Person rdf:about="#me">\x00<foaf:name>Ada</foaf:name></foaf:Person>'
    ),
    "stood twice": rdfxml(
        '<foaf:Person rdf:about="#me" rdf:about="#me"><foaf:name>Ada</foaf:name>'
        "</foaf:Person>"
    ),
    "a bare &": rdfxml(
        '<foaf:Person rdf:about="#me"><foaf:name>Ada</foaf:name><!-- --></foaf:Person>'
    ).replace("<!-- -->", "& "),
    "curly quotes": f"<#me> a <{FOAF}Person> ; <{FOAF}name> “Ada” .",
    "a well-known prefix that was missing": "<#me> a foaf:Person ; foaf:name 'Ada' .",
}


@pytest.mark.parametrize("repair", REPAIRED)
def test_a_repair_is_made_and_named(repair: str) -> None:
    reading = reading_of(REPAIRED[repair])

    assert ("<" + IRI + "#me>", "<foaf:name>", '"Ada"') in said(reading)
    assert reading.triples == 2
    assert any(repair in sentence for sentence in reading.repairs), reading.repairs


@pytest.mark.parametrize(
    ("value", "kept", "repair"),
    [
        ("http://a.example/my file.rdf", "<http://a.example/my%20file.rdf>", "an IRI"),
        ("Engineer at large", '"Engineer at large"', "kept as text"),
        ("http://[broken", "<http://%5Bbroken>", "an IRI"),
        ("http://a.example:port/", None, None),
    ],
)
def test_an_iri_that_is_none_is_mended_kept_as_text_or_lost(
    value: str, kept: str | None, repair: str | None
) -> None:
    reading = reading_of(
        rdfxml(f'<foaf:Person rdf:about="#me"><foaf:title rdf:resource="{value}"/>'
               "<foaf:name>Ada</foaf:name></foaf:Person>")
    )  # fmt: skip

    found = {o for _, p, o in said(reading) if p == "<foaf:title>"}
    assert found == ({kept} if kept else set())
    if repair:
        assert any(repair in sentence for sentence in reading.repairs)
    else:
        assert any("no IRI" in sentence for sentence in reading.losses)


def test_several_things_in_one_property_and_a_property_outside_its_thing() -> None:
    friends = "".join(
        f'<foaf:Person rdf:about="#{name}"><foaf:name>{name}</foaf:name></foaf:Person>'
        for name in "bc"
    )

    reading = reading_of(
        rdfxml(f'<foaf:Person rdf:about="#a"/><foaf:knows>{friends}</foaf:knows>')
    )

    knows = {(s, o) for s, p, o in said(reading) if p == "<foaf:knows>"}
    assert knows == {(f"<{IRI}#a>", f"<{IRI}#b>"), (f"<{IRI}#a>", f"<{IRI}#c>")}
    assert len(reading.repairs) == 2


def test_text_where_a_property_should_stand_is_lost_and_said() -> None:
    reading = reading_of(
        rdfxml('<foaf:Person about="#me">Ada<foaf:nick>a</foaf:nick></foaf:Person>')
    )

    assert reading.losses == ("text where a property should stand: Ada",)


def test_of_a_truncated_document_what_stood_before_the_break_is_kept() -> None:
    text = f"<#me> <{FOAF}name> 'Ada' .\n<#me> <{FOAF}knows> <#b>, <#c> ;\n"

    reading = reading_of(text)

    assert reading.triples == 3
    assert "line 3" in reading.losses[0]


def test_that_rdf_xml_breaks_off_is_said() -> None:
    whole = rdfxml('<foaf:Person rdf:about="#me"><foaf:name>Ada</foaf:name>')

    reading = reading_of(whole.removesuffix("</rdf:RDF>"))

    assert reading.triples == 2
    assert "breaks off" in reading.losses[0]


def test_the_rest_of_a_document_is_read_behind_a_broken_statement() -> None:
    text = (
        f"<#a> <{FOAF}name> 'A' .\n<#b> <{FOAF}name> 'B' 'x' .\n<#c> <{FOAF}name> 'C' ."
    )

    reading = reading_of(text, "x.ttl")

    assert {o for _, _, o in said(reading)} >= {'"A"', '"C"'}
    assert "line 2" in reading.losses[0]


def test_a_fault_costs_only_the_statement_that_it_is_in() -> None:
    text = (
        f"@prefix foaf: <{FOAF}> .\n<#a> foaf:name 'A.' .\n<#b> foaf:name .\n"
        'PREFIX x: <http://x/>\n<#c> foaf:name "C" ; x:y 1.5 .\n'
        "foaf:knows <#d> , <#e> .\n"
    )

    reading = reading_of(text, "x.ttl")

    c = f"<{IRI}#c>"
    assert {s for s, _, _ in said(reading)} == {f"<{IRI}#a>", c}
    assert (c, "<foaf:knows>", f"<{IRI}#e>") in said(reading)
    assert "line 3" in reading.losses[0]
    assert reading.repairs == ("took a full stop for a semicolon",)


def test_what_is_called_wrongly_and_looks_like_nothing_is_read_as_it_is_called() -> (
    None
):
    reading = reading_of(f"[] a <{FOAF}Person> .", "card.ttl")

    assert reading.format == "turtle"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("Dear Ada", "in no format"),
        ("<xml><person>Ada</person></xml>", "in no format"),
        ('{"name": "Ada"}', "no JSON-LD"),
        ("{% for x in y %}<rdf:RDF>{{ x }}</rdf:RDF>", "template"),
        ("<!doctype html><p>Ada</p>", "no RDFa, JSON-LD or card"),
        ("BEGIN:VCARD\nEND:VCARD\n", "no card"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        reading_of(text)


def test_a_batch_answers_for_each_in_its_place() -> None:
    documents = [
        Document("http://a.example/", b"<#x> a <#Y> ."),
        Document("http://b.example/", b""),
        Document("http://c.example/", b"<#x> a <#Y> ."),
    ]

    first, second, third = read_batch(documents)

    assert isinstance(first, Reading)
    assert isinstance(second, ParseError)
    assert isinstance(third, Reading)


def test_named_graphs_become_one_and_the_loss_is_said() -> None:
    reading = reading_of("<#g> { <#a> <#p> <#b> } <#a> <#p> <#b> .", "x.trig")

    assert len(reading.lines) == 1
    assert "1 named graph" in reading.losses[0]


def test_what_rdf_1_1_cannot_say_is_left_out_and_said() -> None:
    text = '<#a> <#p> <<( <#x> <#y> <#z> )>> ; <#q> "a"@he--rtl, "b -- c" .'

    reading = reading_of(text, "x.ttl")

    assert {o for _, _, o in said(reading)} == {'"a"@he', '"b -- c"'}
    assert len(reading.losses) == 2


def test_literals_are_as_the_store_gives_them_back_and_counted_as_read() -> None:
    text = '<#a> <#p> 01, 1, "+1"^^<http://www.w3.org/2001/XMLSchema#integer> .'

    reading = reading_of(text, "x.ttl")

    assert reading.triples == 3
    assert len(reading.lines) == 1


def test_the_iri_of_a_document_need_not_be_sound() -> None:
    document = Document("file:///home/ada/my card.ttl", b"<#me> a <#X> .")

    assert read(document).lines[0].endswith("<file:///home/ada/my%20card.ttl> .")

    with pytest.raises(ParseError, match="no IRI"):
        read(Document("card.ttl", b"<#me> a <#X> ."))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    tried: list[object] = []

    def connect(*address: object) -> None:
        tried.append(address)
        raise OSError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    yield tried


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "http://a.example/context", "@id": "#x", "name": "x"}',
        '{"@context": {"@import": "http://a.example/context"}, "@id": "#x", "a": "x"}',
        '<!DOCTYPE rdf:RDF SYSTEM "http://a.example/x.dtd">'
        + rdfxml('<foaf:Person about="#me"/>'),
        '<html vocab="http://a.example/v#"><p typeof="Person" property="name">A</p>'
        '<link rel="profile" href="http://a.example/"><div class="h-card">A</div>',
        "@prefix : <http://a.example/> . @keywords a . :x a :y . <> owl:imports :x .",
    ],
)
def test_nothing_that_a_document_names_is_fetched(
    text: str, no_network: list[object]
) -> None:
    read_batch([Document(IRI, text.encode())])

    assert no_network == []
