"""Any markup makes a tree, however ill-formed."""

import pytest

from plexus_ld.rdf.mending.markup import Element, tree
from plexus_ld.rdf.mending.notes import Notes


def shape(element: Element) -> str:
    inner = "".join(
        child if isinstance(child, str) else shape(child) for child in element.children
    )
    said = "".join(f" {name}={value}" for name, value in element.attributes.items())
    return f"({element.name}{said}|{inner})" if element.name else inner


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<a><b>x</b></a>", "(a|(b|x))"),
        ("<a><b>x</a>y", "(a|(b|x))y"),
        ("<a>x</b></a>", "(a|x)"),
        ("<a>x", "(a|x)"),
        ("<f:a>x</f>y", "(f:a|x)y"),
        ("<a b='1' c=2 d b=\"3\"/>x", "(a b=1 c=2 d=|)x"),
        ("<a b='x>y'>z</a>", "(a b=x>y|z)"),
        ("<a b=\"1><c/>", "(a b=|(c|))"),
        ("a & b &amp; c &eacute; &e; &nope;", "a & b & c é E &nope;"),
        ("<![CDATA[<a>&amp;]]><!-- <b> --><?c?>d", "<a>&amp;d"),
        ("<!DOCTYPE x [<!ENTITY e 'E'>]><a/>", "(a|)"),
        ("1 < 2 <3 <", "1 < 2 <3 <"),
    ],
)  # fmt: skip
def test_markup_makes_a_tree(text: str, wanted: str) -> None:
    assert shape(tree(text, {"e": "E"}, Notes())) == wanted


def test_deep_markup_is_laid_flat() -> None:
    root = tree("<a>" * 10_000, {}, Notes())

    depth = 0
    while root.children:
        first = root.children[0]
        assert isinstance(first, Element)
        root = first
        depth += 1
    assert depth < 300
