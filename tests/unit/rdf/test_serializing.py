"""What is written is readable, the same each time, and what was meant."""

import io

import pytest
from rdflib import Dataset, Graph

from plexus_ld.errors import ParseError
from plexus_ld.rdf.lines import split_any
from plexus_ld.rdf.serializing import WRITTEN, serialize

BASE = "http://ada.example/card"
FOAF = "http://xmlns.com/foaf/0.1/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ME = f"<{BASE}#me>"
LINES = [
    f"{ME} {TYPE} <{FOAF}Person> .",
    f'{ME} <{FOAF}name> "Ada \\"L\\"\\nLovelace" .',
    f'{ME} <{FOAF}age> "36"^^<{XSD}integer> .',
    f'{ME} <http://a.example/x#höhe> "1.65"^^<{XSD}decimal> .',
    f'{ME} <http://a.example/x#true> "true"^^<{XSD}boolean> .',
    f'{ME} <http://a.example/x#odd> "01"^^<{XSD}integer> .',
    f'{ME} <http://purl.org/dc/terms/created> "1815-12-10"^^<{XSD}date> .',
    f'{ME} <http://purl.org/dc/terms/title> "Gräfin & \\u0009 <b>"@de .',
    f"{ME} <{FOAF}knows> <http://bob.example/#me> .",
    f"{ME} <{FOAF}knows> <{BASE}#friend-1> .",
    f"{ME} <{FOAF}mbox> <mailto:ada@ada.example> .",
    f"<{BASE}> {TYPE} <{FOAF}Document> .",
    f'<http://bob.example/#me> <{FOAF}name> "Bob" .',
    f'_:x <{FOAF}knows> _:y .',
]  # fmt: skip
NAMES = {
    "turtle": "turtle",
    "rdfxml": "xml",
    "jsonld": "json-ld",
    "nt": "nt",
    "nquads": "nquads",
    "trig": "trig",
}


def read_by_rdflib(body: bytes, format_: str) -> Graph:
    if format_ in {"nquads", "trig"}:
        dataset = Dataset()
        dataset.parse(io.BytesIO(body), format=NAMES[format_])
        default: Graph = dataset.default_graph
        return default
    return Graph().parse(io.BytesIO(body), format=NAMES[format_])


@pytest.mark.parametrize("format_", WRITTEN)
def test_another_library_reads_what_was_meant(format_: str) -> None:
    meant = Graph().parse(data="\n".join(LINES), format="nt")

    written = serialize(LINES, format_, base=BASE)

    assert read_by_rdflib(written, format_).isomorphic(meant)


@pytest.mark.parametrize("format_", WRITTEN)
def test_equal_statements_are_equal_bytes(format_: str) -> None:
    apart = [split_any(text) for text in reversed(LINES)]

    assert serialize(apart, format_) == serialize([*LINES, LINES[0]], format_)


def test_turtle_reads_like_turtle() -> None:
    written = serialize(LINES[:3] + LINES[8:9], "turtle", base=BASE).decode()

    assert written == (
        f"@base <{BASE}> .\n"
        f"@prefix foaf: <{FOAF}> .\n"
        f"@prefix xsd: <{XSD}> .\n"
        "\n"
        "<#me> a foaf:Person ;\n"
        "    foaf:age 36 ;\n"
        "    foaf:knows <http://bob.example/#me> ;\n"
        '    foaf:name "Ada \\"L\\"\\nLovelace" .\n'
    )


def test_json_ld_is_compact_and_has_its_context_inside() -> None:
    written = serialize(LINES[:2], "jsonld", base=BASE).decode()

    assert '"foaf": "http://xmlns.com/foaf/0.1/"' in written
    assert '"@type": "foaf:Person"' in written
    assert '"@graph"' not in written


def test_rdf_xml_types_its_elements() -> None:
    written = serialize(LINES, "rdfxml", base=BASE).decode()

    assert '<foaf:Person rdf:about="#me">' in written
    assert '<foaf:Document rdf:about="">' in written


def test_prefixes_are_the_callers_where_they_are_given() -> None:
    written = serialize(LINES, "turtle", prefixes={"p": FOAF, "q": "http://q/"})

    assert b"@prefix p:" in written
    assert b"@prefix q:" not in written
    assert b"foaf:" not in written


def test_named_graphs_stay_in_the_formats_that_have_them() -> None:
    lines = [f"<a:a> <a:b> <a:c> <{BASE}> .", "<a:a> <a:b> <a:d> ."]

    assert f"<{BASE}> {{\n<a:a> <a:b> <a:c> .\n}}".encode() in serialize(lines, "trig")
    assert serialize(lines, "nquads").decode().split("\n")[:2] == lines
    assert b'"@graph"' in serialize(lines, "jsonld")
    assert serialize(lines, "nt") == b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> .\n"


def test_what_rdf_xml_cannot_say_is_refused() -> None:
    with pytest.raises(ParseError, match="has no element for"):
        serialize(["<a:a> <http://a.example/1> <a:c> ."], "rdfxml")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParseError, match=r"'pdf'.*turtle.*rdfxml"):
        serialize(LINES, "pdf")


@pytest.mark.parametrize("format_", WRITTEN)
def test_nothing_is_written_as_an_empty_document(format_: str) -> None:
    assert len(read_by_rdflib(serialize([], format_), format_)) == 0
