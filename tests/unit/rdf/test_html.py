"""A page gives what it says in RDFa, JSON-LD and cards, and the profiles it names."""

import pytest

from plexus_ld.errors import ParseError
from plexus_ld.rdf.document import Document, Reading
from plexus_ld.rdf.lines import split
from plexus_ld.rdf.parsing import read

BASE = "http://ada.example/about/"
FOAF = "http://xmlns.com/foaf/0.1/"


def reading_of(body: str, head: str = "") -> Reading:
    page = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    return read(Document(BASE, page.encode(), "text/html"))


def said(reading: Reading) -> set[tuple[str, str, str]]:
    return {split(text)[:3] for text in reading.lines}


def values(reading: Reading, property_: str) -> set[str]:
    return {o for _, p, o in said(reading) if p == f"<{property_}>"}


def test_rdfa_is_read() -> None:
    reading = reading_of(
        '<div vocab="http://xmlns.com/foaf/0.1/" typeof="Person" resource="#me">'
        '<span property="name" lang="en">Ada</span>'
        '<a property="homepage" href="../">home</a></div>'
    )

    me = f"<{BASE}#me>"
    assert said(reading) == {
        (me, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{FOAF}Person>"),
        (me, f"<{FOAF}name>", '"Ada"@en'),
        (me, f"<{FOAF}homepage>", "<http://ada.example/>"),
    }
    assert reading.format == "html"


def test_json_ld_in_scripts_is_read_each_with_its_own_blank_nodes() -> None:
    script = '<script type="application/ld+json">{}</script>'
    one = '{"@context": "https://schema.org", "@id": "_:a", "name": "Ada <b>"}'
    two = '{"@context": "https://schema.org", "@id": "_:a", "name": "Bo"}'

    reading = reading_of("", script.replace("{}", one) + script.replace("{}", two))

    assert values(reading, "http://schema.org/name") == {'"Ada <b>"', '"Bo"'}
    assert len({s for s, _, _ in said(reading)}) == 2


def test_a_script_that_is_broken_costs_only_itself() -> None:
    reading = reading_of(
        '<p vocab="http://a/" property="b">c</p>'
        '<script type="application/ld+json">no JSON at all</script>'
    )

    assert reading.triples == 1
    assert any("part of the page" in loss for loss in reading.losses)


def test_a_card_is_said_in_foaf_and_vcard_terms() -> None:
    reading = reading_of(
        '<div class="h-card" id="me"><a class="p-name u-url u-uid" href="/">Ada\n L</a>'
        '<img class="u-photo" src="ada.jpg" alt=""><span class="p-nickname">ada</span>'
        '<a class="u-email" href="mailto:ada@a.example?subject=x">mail</a>'
        '<span class="p-tel">+1 (2) 3</span><span class="p-org">Engine</span>'
        '<span class="p-locality">London</span><time class="dt-bday">1815-12-10</time>'
        '<a class="u-url" href="http://b.example/">b</a></div>'
    )

    me = f"<{BASE}#me>"
    assert {(p.rpartition("/")[2], o) for s, p, o in said(reading) if s == me} >= {
        ("name>", '"Ada L"'),
        ("homepage>", "<http://ada.example/>"),
        ("page>", "<http://b.example/>"),
        ("img>", f"<{BASE}ada.jpg>"),
        ("nick>", '"ada"'),
        ("mbox>", "<mailto:ada@a.example>"),
        ("phone>", "<tel:+123>"),
        ("birthday>", '"12-10"'),
        ("ns#organization-name>", '"Engine"'),
    }
    assert values(reading, "http://www.w3.org/2006/vcard/ns#locality") == {'"London"'}


def test_a_classic_card_is_read_too() -> None:
    reading = reading_of('<p class="vcard"><b class="fn">Ada</b></p>')

    assert values(reading, f"{FOAF}name") == {'"Ada"'}


def test_profiles_that_the_page_names_are_absolute_and_each_once() -> None:
    reading = reading_of(
        '<a rel="me nofollow" href="https://social.example/@ada#x">me</a>'
        '<a rel="me" href="https://social.example/@ada">me</a>'
        '<a rel="friend met" href="http://bob.example/">Bob</a>'
        '<a rel="me" href="mailto:ada@a.example">mail</a>',
        '<base href="/files/">'
        '<link rel="alternate" type="text/turtle" href="me.ttl">'
        '<link rel="meta" type="application/rdf+xml; charset=utf-8" href="/foaf.rdf">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
        '<link rel="stylesheet" type="text/turtle" href="/no">',
    )

    assert reading.profiles == (
        "http://ada.example/files/me.ttl",
        "http://ada.example/foaf.rdf",
        "https://social.example/@ada",
    )
    page = f"<{BASE}>"
    xfn = "http://gmpg.org/xfn/11#"
    assert (page, f"<{xfn}me>", "<https://social.example/@ada>") in said(reading)
    assert (page, f"<{xfn}friend>", "<http://bob.example/>") in said(reading)


def test_a_page_that_only_names_a_profile_is_read() -> None:
    reading = reading_of("", '<link rel="alternate" type="text/turtle" href="me.ttl">')

    assert reading.lines == ()
    assert reading.profiles == (f"{BASE}me.ttl",)


def test_rdf_xml_within_a_page_is_read() -> None:
    reading = reading_of(
        '<!-- <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:cc="http://creativecommons.org/ns#"><cc:Work rdf:about="">'
        "<cc:title>A</cc:title></cc:Work></rdf:RDF> --><p>text"
    )

    assert values(reading, "http://creativecommons.org/ns#title") == {'"A"'}
    assert reading.format == "html"


def test_programs_styles_and_drawings_are_passed_over() -> None:
    noise = "<script>if (a<b) {<b<</script><style>a{}</style>" * 3000
    drawing = "<svg>" + "<g><path d='x'/>" * 3000 + "</svg>"

    reading = reading_of(f'{noise}{drawing}<p class="h-card">Ada</p>')

    assert values(reading, f"{FOAF}name") == {'"Ada"'}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<p>Ada</p>", "no RDFa, JSON-LD or card"),
        ("<b " * 5000, "tags that never end"),
        ("<i>" * 5000, "levels deep"),
    ],
)
def test_a_page_with_nothing_in_it_says_so(body: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        reading_of(body)


def test_of_a_very_large_page_scripts_and_links_are_read_and_the_rest_said() -> None:
    reading = reading_of('<p class="h-card">Ada</p>' + "<br>" * 30_000
                         + '<a rel="me" href="http://b.example/">b</a>')  # fmt: skip

    assert reading.profiles == ("http://b.example/",)
    assert any("10,000 elements" in loss for loss in reading.losses)
