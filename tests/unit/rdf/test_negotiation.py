"""What is sent is what the client likes best of what there is (RFC 9110 §12.5.1)."""

import pytest

from plexus_ld.rdf.negotiation import RDF_ACCEPT, choose, media_type_of, suffix_of
from plexus_ld.rdf.serializing import WRITTEN

OFFERS = ["text/html", "text/turtle", "application/ld+json", "application/rdf+xml"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle; Q=0.5", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("text/*;q=0.3, application/ld+json;q=0.7", "application/ld+json"),
        ("text/*;q=0.5, text/html;q=0.1", "text/turtle"),
        ("text/html;q=0, */*;q=0.5", "text/turtle"),
        ("application/pdf", None),
        ("text/turtle;q=0", None),
        ("text/turtle;q=2", None),
        ('text/turtle;x="a,b";q=1, text/html', "text/html"),
        ("nonsense, text/turtle", "text/turtle"),
        ("application/rdf+xml, text/html;q=0.9", "application/rdf+xml"),
    ],
)
def test_the_best_liked_offer_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERS) == chosen


def test_a_parameter_makes_a_range_closer() -> None:
    streaming = "application/ld+json;profile=streaming"

    accept = f"application/ld+json;q=0.2, {streaming}"

    assert choose(accept, ["application/ld+json", streaming]) == streaming


def test_nothing_offered_is_nothing_chosen() -> None:
    assert choose("*/*", []) is None


def test_an_endless_header_is_cut() -> None:
    assert choose("a/b," * 100_000 + "text/turtle", OFFERS) is None


@pytest.mark.parametrize("format_", WRITTEN)
def test_every_written_format_is_asked_for_and_has_a_suffix(format_: str) -> None:
    assert media_type_of(format_) in RDF_ACCEPT
    assert suffix_of(format_).startswith(".")
