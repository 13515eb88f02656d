"""Terms and statements as text: taken apart as they were put together."""

import pytest
from rdflib import RDF, BNode, Literal, URIRef

from plexus_ld.errors import ParseError
from plexus_ld.rdf.lines import (
    line,
    line_of,
    lines_of,
    split,
    split_any,
    split_default,
    term_of,
    text_of,
)

S, P, G = URIRef("http://a.example/ä"), URIRef("http://p/"), URIRef("http://g/")
LITERALS = [
    Literal("Ada"),
    Literal(""),
    Literal('a "quoted" \\ one\n. <http://x/> <http://y/> .'),
    Literal("Zoë \u2028 \x85 \x01 😀", lang="de-at"),
    Literal("01", datatype=URIRef("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("x y", datatype=URIRef("http://d/")),
]


@pytest.mark.parametrize("term", [*LITERALS, S])
def test_a_line_comes_apart_as_it_was_put_together(term: URIRef | Literal) -> None:
    named = line_of((S, P, term, G))
    default = line(text_of(S), text_of(P), text_of(term))

    parts = (text_of(S), text_of(P), text_of(term))
    assert split(named) == split_any(named) == (*parts, text_of(G))
    assert split_default(default) == split_any(default) == (*parts, "")
    assert term_of(parts[2]) == term
    assert "\n" not in named


def test_equal_lines_stand_once() -> None:
    assert len(lines_of([(S, P, S, G), (S, P, S, G)])) == 1


@pytest.mark.parametrize("term", [BNode("x"), URIRef("http://a b/"), URIRef("rel")])
def test_a_term_that_no_line_holds_is_refused(term: URIRef | BNode) -> None:
    with pytest.raises(ParseError, match="not a term that can be kept"):
        text_of(term)


@pytest.mark.parametrize(
    "text", ["", "<a:> <b:> .", '<a:> <b:> "c .', "<a:> <b:> <c:>"]
)
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="not a line"):
        split_any(text)


def test_html_stays_as_it_was_written() -> None:
    written = '"<p>caf\N{LATIN SMALL LETTER E WITH ACUTE}</p>"^^' + text_of(RDF.HTML)

    assert str(term_of(written)) == "<p>caf\N{LATIN SMALL LETTER E WITH ACUTE}</p>"
