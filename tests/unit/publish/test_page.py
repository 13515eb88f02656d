import re
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from rdflib import FOAF, RDF, Literal, URIRef

from plexus_ld.publish.forms import FORMS, page_bytes
from plexus_ld.publish.sheet import href_of, shown_iri
from tests.unit.publish.profiles import ME, alice, plain, read_rdfa, seen

HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    " https://alice.example/",
    "https:",
    "https:///path",
    "mailto:x?bcc=a@b.example",
    "//evil.example/",
    "blob:https://a.example/x",
]
SCRIPTS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<script>",
    "--></main>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;script&gt;",
    "]]>",
]


def soup_of(body: bytes) -> BeautifulSoup:
    return BeautifulSoup(body, "html5lib")


def policy_of(body: bytes) -> str:
    found = soup_of(body).find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    return str(found["content"]) if found else ""


def test_the_page_is_html_without_an_error() -> None:
    parser = html5lib.HTMLParser(strict=True)

    parser.parse(page_bytes(alice(), FORMS).decode())

    assert parser.errors == []


@pytest.mark.parametrize("value", HOSTILE)
def test_an_address_that_could_run_is_never_linked(value: str) -> None:
    assert href_of(value) == ""


#: Those that an IRI can be; a browser could make something of each.
HOSTILE_IRIS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,%3Cscript%3Ealert(1)%3C/script%3E",
    "vbscript:x",
    "file:///etc/passwd",
    "mailto:x?bcc=a@b.example",
    "blob:https://a.example/x",
    "view-source:https://a.example/",
]


@pytest.mark.parametrize("value", HOSTILE_IRIS)
def test_a_hostile_address_leads_nowhere_and_stays_data(
    value: str, tmp_path: Path
) -> None:
    iri = URIRef(value)
    shown = alice(
        (ME, FOAF.homepage, iri),
        (ME, FOAF.img, iri),
        (ME, FOAF.account, iri),
        (ME, FOAF.interest, iri),
        (ME, FOAF.knows, iri),
    )

    body = page_bytes(shown, FORMS)

    links = {
        str(tag.get(name))
        for name in ("href", "src", "action", "data", "content")
        for tag in soup_of(body).find_all()
        if tag.get(name)
    }
    assert value not in links
    assert plain(shown.triples()) == read_rdfa(body, tmp_path)


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_text_is_escaped_wherever_it_stands(text: str) -> None:
    node = URIRef("https://alice.example/#x")
    shown = alice(
        *((ME, property_, Literal(text)) for property_ in (FOAF.name, FOAF.nick)),
        (ME, FOAF.title, Literal(text)),
        (ME, FOAF.plan, Literal(text)),
        (ME, FOAF.mbox, Literal(text)),
        (ME, FOAF.interest, node),
        (ME, FOAF.account, node),
        (ME, FOAF.knows, node),
        (node, FOAF.name, Literal(text)),
        (node, RDF.value, Literal(text)),
    )

    soup = soup_of(page_bytes(shown, FORMS))

    scripts = soup.find_all("script")
    assert [script["type"] for script in scripts] == ["application/ld+json"]
    assert not [
        name for tag in soup.find_all() for name in tag.attrs if name.startswith("on")
    ]
    assert len(soup.find_all("main")) == 1
    assert len(soup.find_all("img")) == 1


def test_the_pages_own_policy_lets_nothing_run_and_only_the_picture_load() -> None:
    policy = policy_of(page_bytes(alice(), FORMS))

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "img-src https://alice.example;" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_a_page_without_a_picture_loads_nothing_at_all() -> None:
    shown = seen((ME, FOAF.name, Literal("Alice")))

    body = page_bytes(shown).decode()

    assert "img-src 'none'" in policy_of(body.encode())
    assert not re.search(r'\s(src|srcset|poster)="', body)
    assert "url(" not in body
    assert "@import" not in body


def test_a_pictures_address_cannot_widen_the_policy() -> None:
    picture = URIRef("https://a.example;script-src%20*/me.jpg")

    policy = policy_of(page_bytes(seen((ME, FOAF.img, picture))))

    assert "img-src https: http:;" in policy
    assert "script-src" not in policy


def test_somebody_without_a_name_is_called_by_what_there_is() -> None:
    parts = seen(
        (ME, FOAF.givenName, Literal("Al")), (ME, FOAF.familyName, Literal("W"))
    )
    nick = seen((ME, FOAF.nick, Literal("allie")))
    nobody = seen((ME, FOAF.age, Literal(4)))

    titles = [
        str(soup_of(page_bytes(shown)).title.string)  # type: ignore[union-attr]
        for shown in (parts, nick, nobody)
    ]

    assert titles == ["Al W", "allie", "alice.example"]


def test_a_birthday_reads_as_people_write_it_and_stays_a_date() -> None:
    soup = soup_of(page_bytes(alice()))

    day = soup.find("span", {"property": "foaf:birthday"})

    assert day is not None
    assert (day["content"], day.string) == ("03-14", "14 March")


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://www.alice.example/", "alice.example"),
        ("mailto:a@a.example", "a@a.example"),
        ("http://dbpedia.org/resource/Linked_data", "Linked data"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("https://bashir.example/#me", "bashir.example"),
        ("https://b.example/foaf.rdf#bashir", "b.example/foaf.rdf#bashir"),
        ("https://a.example/" + "x" * 60, "a.example/" + "x" * 37 + "…"),
    ],
)
def test_an_address_is_shown_as_people_read_it(iri: str, shown: str) -> None:
    assert shown_iri(iri) == shown
