"""A document's format is told by what it says, then by what it is called."""

import pytest

from plexus_ld.rdf.document import Document
from plexus_ld.rdf.formats import FORMATS, MEDIA_TYPES, SUFFIXES, sniff

PAGE = "<!DOCTYPE html>\n<html><head><title>Ada</title></head></html>"
RDFXML = (
    '<?xml version="1.0"?>\n<!-- mine -->\n<rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
)


def document(name: str | None = None, media_type: str | None = None) -> Document:
    return Document("http://a.example/", b"", media_type, name=name)


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        (RDFXML, "rdfxml"),
        (PAGE, "html"),
        ("<!-- x --><div class=h-card>Ada</div>", "html"),
        ("<html><body><!-- <rdf:RDF> --></body></html>", "html"),
        ('<link rel="meta" href="x">\n' + RDFXML.partition("-->")[2], "rdfxml"),
        ("@prefix foaf: <http://xmlns.com/foaf/0.1/> .", "turtle"),
        ("PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n<> a foaf:Agent .", "turtle"),
        ("# my card\n<#me> a <http://xmlns.com/foaf/0.1/Person> .", "turtle"),
        ('<http://a/> <http://b/> "c" .\n', "nt"),
        ('# lines\n\n_:x <http://b/> "c"@en .\n', "nt"),
        ('<http://a/> <http://b/> "c" <http://g/> .\n', "nquads"),
        ("@prefix : <http://a/> .\n:g { :s :p :o }", "trig"),
        ('{"@context": {}}', "jsonld"),
        ('[ {"@id": "x"} ]', "jsonld"),
        ("BEGIN:VCARD\r\nVERSION:4.0\r\n", "vcard"),
        ('["vcard", [["version", {}, "text", "4.0"]]]', "jcard"),
        ("[] a <http://xmlns.com/foaf/0.1/Person> .", None),
        ("Dear Ada, how are you?", None),
    ],
)
def test_content_tells_the_format(text: str, format_: str | None) -> None:
    assert sniff(text, document()) == format_


def test_content_speaks_before_a_wrong_name() -> None:
    assert sniff(RDFXML, document("foaf.html", "text/html")) == "rdfxml"
    assert sniff(PAGE, document("foaf.rdf", "application/rdf+xml")) == "html"


def test_a_name_decides_between_formats_that_look_alike() -> None:
    text = "@prefix : <http://a/> .\n:s :p :o ."

    assert sniff(text, document("card.n3")) == "n3"
    assert sniff(text, document(media_type="application/trig; charset=utf-8")) == "trig"


def test_a_media_type_speaks_before_a_suffix() -> None:
    assert sniff("[] a [] .", document("card.n3", "text/turtle")) == "turtle"


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel/></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        '<!-- x --><opml version="2.0"/>',
    ],
)
def test_a_feed_is_no_rdf_whatever_it_is_called(text: str) -> None:
    assert sniff(text, document("feed.xml", "application/rdf+xml")) is None


def test_a_long_comment_or_list_of_entities_hides_no_root() -> None:
    comment = f"<!-- {'x' * 10_000} -->" + RDFXML
    entities = "<!ENTITY a 'b'>" * 1000

    assert sniff(comment, document()) == "rdfxml"
    assert sniff(f"<!DOCTYPE rdf:RDF [{entities}]>{RDFXML}", document()) == "rdfxml"


def test_many_blank_lines_are_looked_through_at_once() -> None:
    text = "\n \t" * 50_000 + "#" * 4000

    assert sniff(text, document()) is None


def test_every_format_has_a_media_type_and_a_suffix() -> None:
    assert set(MEDIA_TYPES) == set(SUFFIXES) == set(FORMATS)
