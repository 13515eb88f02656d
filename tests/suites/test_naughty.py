"""Every naughty string, as a literal: written, and read back equal, in every format."""

import json
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
from rdflib import Literal, URIRef

from plexus_ld.rdf.document import Document
from plexus_ld.rdf.lines import line, split, term_of, text_of
from plexus_ld.rdf.negotiation import media_type_of
from plexus_ld.rdf.parsing import read
from plexus_ld.rdf.serializing import WRITTEN, serialize

FILE: Final = Path(__file__).parents[3] / "shared/suites/naughty-strings/blns.json"

STRINGS: Final[list[str]] = (
    json.loads(FILE.read_text("utf-8")) if FILE.is_file() else []
)
#: Strings that RDF/XML cannot carry: XML 1.0 has no such characters (§2.2).
NO_XML: Final = {
    place for place, text in enumerate(STRINGS)
    if any(c not in "\t\n\r" and (c < " " or c in "\ufffe\uffff") for c in text)
}  # fmt: skip


def subject(place: int) -> str:
    return f"<http://a.example/{place}>"


def lines_of(strings: list[str]) -> list[str]:
    name = "<http://xmlns.com/foaf/0.1/name>"
    return [line(subject(n), name, text_of(Literal(s))) for n, s in enumerate(strings)]


def test_that_the_strings_are_there(shared: Path) -> None:
    assert len(STRINGS) > 500


@pytest.mark.parametrize("format_", WRITTEN)
def test_that_every_string_comes_back_equal(format_: str) -> None:
    written = serialize(lines_of(STRINGS), format_)
    document = Document("http://a.example/all", written, media_type_of(format_))

    reading = read(document)

    found = {s: term_of(o) for s, _, o, _ in map(split, reading.lines)}
    differing = {n for n, text in enumerate(STRINGS)
                 if str(found.get(subject(n))) != text}  # fmt: skip
    assert differing == (NO_XML if format_ == "rdfxml" else set())
    assert reading.format == format_
    assert reading.repairs == ()


def test_that_every_string_is_stored_equal() -> None:
    store = ox.Store()

    for text, string in zip(lines_of(STRINGS), STRINGS, strict=True):
        store.load(text.encode(), ox.RdfFormat.N_QUADS)
        kept = next(iter(store)).object
        store.clear()

        assert isinstance(kept, ox.Literal)
        assert kept.value == string


@pytest.mark.parametrize("format_", WRITTEN)
def test_that_a_naughty_iri_and_tag_come_back_equal(format_: str) -> None:
    iri = URIRef("http://a.example/%3Cscript%3E?ä='&x=1#\u202e-\U0001f600")
    term = text_of(Literal("</script>]]>&amp;\\u0041\"'", lang="de-x-naughty"))
    wanted = line(text_of(iri), text_of(URIRef("http://a.example/p-1")), term)

    written = serialize([wanted], format_, base="http://a.example/all")

    document = Document("http://a.example/all", written, media_type_of(format_))
    assert read(document).lines == (f"{wanted[:-1]}<http://a.example/all> .",)
