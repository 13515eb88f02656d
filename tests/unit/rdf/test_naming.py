"""Blank nodes get names that last, and the same names however the document is put."""

import random
from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox
import pytest

from plexus_ld.rdf.naming import named
from plexus_ld.vocab.graphs import NODE

SOURCE: Final = "http://ada.example/foaf.ttl"
PREFIXES: Final = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix : <http://x/> ."


def lines_of(turtle: str) -> list[str]:
    quads = ox.parse(PREFIXES + turtle, ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return text.decode().rstrip("\n").split("\n")


def names_of(turtle: str, source: str = SOURCE) -> set[str]:
    return set(named(lines_of(turtle), source))


def nodes_in(lines: set[str] | Sequence[str]) -> set[str]:
    return {word for text in lines for word in text.split() if NODE in word}


def is_isomorphic(turtle: str, lines: set[str]) -> bool:
    """Tell whether naming kept the graph: no node lost, none joined."""
    one, other = (
        ox.Dataset(ox.parse(text, ox.RdfFormat.N_TRIPLES))
        for text in ("\n".join(lines_of(turtle)), _blanked(lines))
    )
    for dataset in (one, other):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return one == other


def _blanked(lines: set[str]) -> str:
    text = "\n".join(lines)
    for node in nodes_in(lines):
        text = text.replace(node, f"_:n{node[len(NODE) + 1 : -1]}")
    return text


def test_no_blank_node_is_left() -> None:
    lines = names_of("[ foaf:name 'A' ; foaf:knows [ foaf:name 'B' ] ] .")

    assert not any("_:" in text for text in lines)
    assert len(nodes_in(lines)) == 2
    assert all(len(node) == len(NODE) + 32 + 2 for node in nodes_in(lines))


def test_a_node_with_a_mailbox_keeps_its_name_through_every_edit() -> None:
    before = nodes_in(names_of("[ foaf:mbox <mailto:ada@a.example> ] ."))

    after = nodes_in(
        names_of(
            "[ foaf:mbox <mailto:Ada@a.example> ; foaf:name 'Ada' ; foaf:knows"
            " [ foaf:mbox <mailto:bob@b.example> ] ] ."
        )
    )

    assert before < after


def test_two_nodes_with_one_mailbox_are_one() -> None:
    lines = names_of(
        "[ foaf:mbox <mailto:ada@a.example> ; foaf:name 'Ada' ] ."
        "[ foaf:mbox 'mailto:ada@a.example' ; foaf:openid <http://ada.example/> ] ."
        "[ foaf:openid <http://ada.example/> ; foaf:nick 'ada' ] ."
    )

    assert len(nodes_in(lines)) == 1


@pytest.mark.parametrize(
    "value",
    [
        "foaf:mbox <mailto:>",
        "foaf:mbox ''",
        "foaf:mbox_sha1sum 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
        "foaf:mbox_sha1sum '08445a31a78661b5c746feff39a9db6e4e2cc5cf'",
        "foaf:homepage <http://shared.example/>",
        "foaf:account <http://social.example/our-band>",
    ],
)
def test_a_value_that_identifies_nobody_joins_nobody(value: str) -> None:
    lines = names_of(f"[ {value} ; foaf:name 'A' ] . [ {value} ; foaf:name 'B' ] .")

    assert len(nodes_in(lines)) == 2


@pytest.mark.parametrize("property_", ["homepage", "weblog", "account"])
def test_a_page_of_ones_own_keeps_a_name_through_an_edit(property_: str) -> None:
    before = nodes_in(names_of(f"[ foaf:{property_} <http://ada.example/> ] ."))

    after = names_of(f"[ foaf:{property_} <http://ada.example/> ; foaf:name 'Ada' ] .")

    assert nodes_in(after) == before


def test_another_source_gives_another_name() -> None:
    turtle = "[ foaf:mbox <mailto:ada@a.example> ] ."

    assert not nodes_in(names_of(turtle)) & nodes_in(names_of(turtle, "http://b/"))


GRAPHS: Final = {
    "twins": "[ :p 1 ] . [ :p 1 ] . [ :p 1 ] .",
    "twins of somebody": ":s :q [ :p 1 ], [ :p 1 ] . :t :q [ :p 1 ] .",
    "a pair": "_:a :p _:b . _:b :p _:a .",
    "two pairs": "_:a :p _:b . _:b :p _:a . _:c :p _:d . _:d :p _:c .",
    "a ring": "_:a :p _:b . _:b :p _:c . _:c :p _:d . _:d :p _:a .",
    "a ring with a tail": "_:a :p _:b . _:b :p _:c . _:c :p _:a . _:c :q 1 .",
    "a self": "_:a :p _:a . _:b :p _:b .",
    "a list": ":s :p (1 1 1 1) .",
    "a great clique": " ".join(
        f"_:n{i} :p _:n{j} ." for i in range(20) for j in range(20) if i != j
    ),
    "a long chain": " ".join(f"_:n{i} :p _:n{i + 1} ." for i in range(40)),
    "nested twins": ":s :p [ :q [ :r 1 ] ], [ :q [ :r 1 ] ], [ :q [ :r 2 ] ] .",
}


@pytest.mark.parametrize("name", [name for name in GRAPHS if "great" not in name])
def test_naming_keeps_the_graph(name: str) -> None:
    assert is_isomorphic(GRAPHS[name], names_of(GRAPHS[name]))


@pytest.mark.parametrize(
    "name", [name for name in GRAPHS if "great" not in name and "long" not in name]
)
def test_the_order_of_statements_changes_no_name(name: str) -> None:
    lines = lines_of(GRAPHS[name])
    first = set(named(lines, SOURCE))

    for seed in range(5):
        random.Random(seed).shuffle(lines)  # noqa: S311  an order, no secret
        assert set(named(lines, SOURCE)) == first


def test_a_poison_graph_is_named_at_once_and_loses_no_node() -> None:
    lines = names_of(GRAPHS["a great clique"])

    assert len(nodes_in(lines)) == 20
    assert len(lines) == 380


def test_a_document_without_blank_nodes_stays_as_it_is() -> None:
    lines = lines_of(":a :p :b ; :q '_:x', '_:y .' .")

    assert named(lines, SOURCE) == lines


def test_text_that_looks_like_a_blank_node_stays_text() -> None:
    lines = names_of("[ :p 'a _:b . <_:c>' ; :q '\" _:x' ] .")

    assert any("'a _:b . <_:c>'".replace("'", '"') in text for text in lines)
