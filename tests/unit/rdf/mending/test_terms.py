"""Every term that leaves the forgiving readers is sound, whatever went in."""

import pyoxigraph as ox
import pytest

from plexus_ld.rdf.engine import Statements
from plexus_ld.rdf.mending.notes import Notes
from plexus_ld.rdf.mending.terms import sound, text_term

BASE = "http://a.example/folder/x"
S, P = "<http://s/>", "<http://p/>"

ODD = [
    "<>",
    "< >",
    "<x>",
    "<http://a b/>",
    '<http://a/"^^<b>>',
    "<http://a/>> <http://b/>",
    "<http://[>",
    "<http://a.example:port/>",
    "<mailto:>",
    "<a@b.example>",
    "<http://a.example/folder/prose in here>",
    text_term("x", "en_US"),
    text_term("x", "a b"),
    text_term("x", ""),
    text_term("x", 'en"y'),
    text_term("x", "en-a"),
    text_term('"^^<y>', datatype="http://d/"),
    text_term("x", datatype='http://d/#t"^^<a b'),
    text_term("x", datatype="rel"),
    text_term("\ud800 \x00 \uffff"),
    '"no end',
]


@pytest.mark.parametrize("term", ODD)
def test_a_line_of_any_term_can_be_read_again(term: str) -> None:
    found = sound([(S, P, term), (term, P, S), (S, term, S)], BASE, Notes(), Notes())

    lines = Statements.of(found).lines
    quads = list(ox.parse("\n".join(lines), ox.RdfFormat.N_TRIPLES))
    assert len(quads) == len(lines)


@pytest.mark.parametrize(
    ("term", "mended"),
    [
        ("<a@b.example>", "<mailto:a@b.example>"),
        ("<http://a.example/folder/prose in here>", '"prose in here"'),
        ("<http://a b/>", "<http://a%20b/>"),
        (text_term("x", "en_US"), '"x"@en-us'),
        (text_term("x", "??"), '"x"'),
    ],
)
def test_a_term_is_mended_and_said_once(term: str, mended: str) -> None:
    repairs = Notes()

    found = sound([(S, P, term), (S, "<http://q/>", term)], BASE, repairs, Notes())

    assert {object_ for _, _, object_ in found} == {mended}
    assert len(list(repairs.sentences())) == 1


def test_notes_count_and_quote_the_first() -> None:
    notes = Notes()

    for example in ("one\n two", "three", "x" * 200):
        notes.add("a fault", example)
    notes.add("another")

    assert list(notes.sentences()) == ["a fault: one two (3 times)", "another"]
