"""No bytes make reading raise anything but ParseError, or leave a broken line."""

import json
from typing import Final

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Document
from plexus_ld.rdf.parsing import read

IRI: Final = "http://a.example/x"
NAMES: Final = [None, "x.rdf", "x.ttl", "x.jsonld", "x.html", "x.vcf", "x.jcf", "x.nq"]

SEEDS: Final = [
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-'
    'ns#" xmlns:foaf="http://xmlns.com/foaf/0.1/"><foaf:Person rdf:ID="a" foaf:nick="x"'
    '><foaf:knows rdf:parseType="Resource"><foaf:mbox rdf:resource="mailto:a@b"/>'
    '</foaf:knows><foaf:name xml:lang="en">A</foaf:name></foaf:Person></rdf:RDF>',
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . <#a> a foaf:Person ; foaf:knows [ "
    "foaf:mbox <mailto:a@b> ] ; foaf:n 'A'@en, \"\"\"B\n\"\"\", 1.50 ; foaf:x (1) .",
    '{"@context": ["https://schema.org", {"x": {"@id": "http://x/", "@type": "@id"}}],'
    '"@id": "#a", "@graph": [{"name": "A", "x": ["b", {"@value": "c"}]}]}',
    '<!doctype html><base href="/"><link rel="me" href="b"><div vocab="http://v/" '
    'typeof="P"><a class="h-card" property="n" href="x">A</a></div><script '
    'type="application/ld+json">{"@context": "https://schema.org", "a": "A"}</script>',
    "BEGIN:VCARD\nVERSION:4.0\nN:a;b\nEMAIL;TYPE=x:a@b\nADR:;;x;y\nEND:VCARD\n",
    '["vcard", [["n", {}, "text", ["D", "J", "", ["Q", "R"], ""]]]]',
    '<http://a/> <http://b/> "c"@en <http://g/> .\n_:a <http://b/> _:c .\n',
]  # fmt: skip
PIECES: Final = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        [b"<", b">", b'"', b"&", b"{", b"}", b"[", b"]", b"\x00", b"\xff\xfe", b"\\u",
         b"<<(", b"<!--", b"<![CDATA[", b'rdf:about="', b'xml:base="::"', b'"@id"',
         b'xml:lang="a b"', b'href="http://[x"', b"<http://[x]>", b"{{", b'"^^<a b>',
         b'rdf:parseType="Literal"', b'rdf:parseType="Collection"', b"@", b";", b"\n"]
    ),
)  # fmt: skip


def read_safely(body: bytes, name: str | None) -> None:
    try:
        reading = read(Document(IRI, body, name=name))
    except ParseError as error:
        assert str(error)
        return
    for text in reading.lines:
        assert text.endswith(f" <{IRI}> .")
        assert not text.startswith("_:")
    parsed = list(ox.parse("\n".join(reading.lines), ox.RdfFormat.N_QUADS))
    assert len(parsed) == len(reading.lines)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(NAMES))
def test_arbitrary_bytes(body: bytes, name: str | None) -> None:
    read_safely(body, name)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(NAMES))
def test_arbitrary_text(text: str, name: str | None) -> None:
    read_safely(text.encode(errors="surrogatepass"), name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 500), PIECES, st.integers(0, 60)), max_size=6),
    st.sampled_from(NAMES),
)
def test_documents_with_pieces_put_in_and_cut_out(
    seed: str, edits: list[tuple[int, bytes, int]], name: str | None
) -> None:
    body = seed.encode()
    for place, piece, cut in edits:
        place %= len(body) + 1
        body = body[:place] + piece + body[place + cut :]

    read_safely(body, name)


_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["@id", "@type", "@context", "@value", "@list", "@graph",
                         "@language", "@reverse", "@import", "http://a/b", "a:b"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(_JSON, st.sampled_from(["x.jsonld", "x.jcf"]))
def test_arbitrary_json(document: object, name: str) -> None:
    read_safely(json.dumps(document).encode(), name)


MARKS: Final = ["<", '"', "&", "{", "[", "(", "<!--", "<a ", "{%", "\n", " ", ";"]


@pytest.mark.parametrize("mark", [*MARKS, "<p>", "=\n", "BEGIN:VCARD\n"])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_mark_three_thousand_times(seed: str, mark: str) -> None:
    half = len(seed) // 2

    read_safely((seed[:half] + mark * 3000 + seed[half:]).encode(), None)
