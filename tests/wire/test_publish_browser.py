"""The page in a real browser, with something that would run in every field."""

import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import DC, FOAF, OWL, RDF, RDFS, Literal, URIRef
from rdflib.term import Node

from plexus_ld.plex.profile.representation import representation
from plexus_ld.publish.folder import publish_files
from plexus_ld.publish.sheet import PREFIXES
from plexus_ld.rdf.lines import line, text_of

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
ME = URIRef("https://alice.example/#me")
#: Marks the page when it runs; as a text it does not contain the mark.
MARK = "document.documentElement.setAttribute('data-' + 'ran', 'yes')"
RAN = 'data-ran="yes"'
PAYLOADS = [
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"</style></title></textarea><script>{MARK}</script>",
    f'"><img src=x onerror="{MARK}">',
    f"'><svg onload={MARK.replace(' ', '')}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"-->]]><script>{MARK}</script><!--",
    f'<a href="javascript:{MARK}" autofocus onfocus="{MARK}">x</a>',
    f"\u2028{MARK}//",
]
ADDRESSES = [
    "javascript:document.documentElement.setAttribute('data-'+'ran','yes')",
    "data:text/html,%3Cscript%3E1%3C/script%3E",
    "https://alice.example/'onmouseover='x",
    "https://alice.example/%22onerror=%22x",
]
PROPERTIES = [
    *map(URIRef, dir(FOAF)),
    RDF.type,
    RDFS.label,
    OWL.sameAs,
    DC.title,
    DC.description,
    *(URIRef(f"{PREFIXES['schema']}{name}") for name in ("jobTitle", "description")),
    URIRef("https://v.example/terms#x"),
]

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium here (make peers)"
)


def dom_of(file: Path, profile: Path) -> str:
    """Open a page in the browser, and return what became of it."""
    done = subprocess.run(  # noqa: S603 - the browser, on a page of ours
        [
            str(BROWSER),
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync"),
            *(f"--user-data-dir={profile}", "--virtual-time-budget=3000"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom"),
            file.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return done.stdout.decode()


def test_the_browser_shows_when_something_ran(tmp_path: Path) -> None:
    file = tmp_path / "control.html"
    file.write_text(f"<!DOCTYPE html><title>x</title>{PAYLOADS[0]}")

    assert RAN in dom_of(file, tmp_path / "browser")


def test_nothing_runs_whatever_stands_in_a_field(tmp_path: Path) -> None:
    triples: list[tuple[Node, Node, Node]] = []
    for place, property_ in enumerate(PROPERTIES):
        node = URIRef(f"https://alice.example/#node-{place}")
        triples.append((ME, property_, node))
        triples += [(ME, property_, Literal(text)) for text in PAYLOADS]
        triples += [(ME, property_, URIRef(iri)) for iri in ADDRESSES]
        triples += [
            (node, named, Literal(text))
            for named in (FOAF.name, FOAF.accountName, RDFS.label, RDF.value)
            for text in PAYLOADS[:4]
        ]
        triples += [(node, FOAF.page, URIRef(iri)) for iri in ADDRESSES]
    shown = representation(ME, (line(*map(text_of, one)) for one in triples))

    publish_files(shown, tmp_path / "site")

    dom = dom_of(tmp_path / "site" / "index.html", tmp_path / "browser")
    assert "This page as data" in dom
    assert RAN not in dom
