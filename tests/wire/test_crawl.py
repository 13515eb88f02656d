"""A crawl over real documents, on a real server that stands for their host."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import FOAF, RDFS

from plexus_ld.net.client import Client
from plexus_ld.plex.people.network import network
from plexus_ld.plex.sources.originals import Originals
from plexus_ld.plex.sources.sources import Sources
from plexus_ld.settings import ImportSettings, NetSettings, Settings
from plexus_ld.store import Store, open_store
from plexus_ld.vocab.plx import PLX
from plexus_ld.workers import Workers
from tests.web import Page, Web

HOST = "www.example.com"
KNOWS = "<http://xmlns.com/foaf/0.1/knows>"
KNOWN_AS = f"<{PLX.knownAs}>"


@pytest.fixture
def served(shared: Path, web: Web) -> dict[str, Path]:
    """Serve the documents under their own paths; give their URLs and files."""
    folder = shared / "corpus" / "linked" / "ocmc2009"
    table = (folder / "urlmap.tsv").read_text(encoding="utf-8").splitlines()[1:]
    documents = {}
    for row in table:
        name, _, path = row.partition("\t")
        if not path:
            continue  # the line that says where they come from
        web.pages[f"/{path}"] = Page(
            (folder / name).read_bytes(), "application/rdf+xml"
        )
        documents[f"http://{HOST}/{path}"] = folder / name
    return documents


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(None, settings=Settings(), derive=network) as made:
        yield made


@pytest.fixture
def sources(store: Store, web: Web) -> Iterator[Sources]:
    def resolve(host: str, port: int) -> list[Any]:
        assert (host, port) == (HOST, 80)
        address = ("127.0.0.1", web.port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

    settings = Settings(
        net=NetSettings(allow_hosts=(HOST,)),
        imports=ImportSettings(host_pause_s=0),
    )
    with Workers() as workers, Client(settings.net, resolve=resolve) as client:
        yield Sources(store, workers, client, Originals(None), settings)


def _reachable(served: dict[str, Path], start: str) -> set[str]:
    """Walk the documents with another reader: foaf:knows and rdfs:seeAlso."""
    found, waiting = {start}, [start]
    while waiting:
        url = waiting.pop()
        if url not in served:
            continue
        graph = rdflib.Graph().parse(served[url], format="xml", publicID=url)
        links = [*graph.objects(None, FOAF.knows), *graph.objects(None, RDFS.seeAlso)]
        for link in map(str, links):
            if link not in found and link.startswith("http"):
                found.add(link)
                waiting.append(link)
    return found


def test_a_crawl_from_one_person_reaches_all_who_are_tied_to_them(
    served: dict[str, Path], sources: Sources, store: Store, web: Web
) -> None:
    start = f"http://{HOST}/Person/CBaker"
    expected = _reachable(served, start) & set(served)

    report = sources.import_([start], depth=20)

    reached = {source.graph for source in report.sources if source.status == "new"}
    assert reached == expected
    assert len(reached) == 111  # all but one, whom nobody knows
    assert report.waiting == 0
    assert len(web.asked) == len(set(web.asked)) == len(report.sources) + 1


def test_a_crawl_brings_every_tie_of_every_document(
    served: dict[str, Path], sources: Sources, store: Store
) -> None:
    report = sources.import_([f"http://{HOST}/Person/CBaker"], depth=20)

    for source in report.sources:
        if source.graph not in served:
            continue
        theirs = rdflib.Graph().parse(served[source.graph], format="xml")
        ours = store.matching(None, KNOWS, None, f"<{source.graph}>")
        ties = {(f"<{s}>", f"<{o}>") for s, o in theirs.subject_objects(FOAF.knows)}
        assert {(s, o) for s, _, o, _ in ours} == ties


def test_every_person_stands_once_with_every_tie(
    served: dict[str, Path], sources: Sources, store: Store
) -> None:
    sources.import_([f"http://{HOST}/Person/CBaker"], depth=20)

    truth: set[tuple[str, str]] = set()
    for url, file in served.items():
        if "/Person/" in url and not url.endswith("/JLim"):
            graph = rdflib.Graph().parse(file, format="xml", publicID=url)
            truth |= {
                (f"<{s}>", f"<{o}>") for s, o in graph.subject_objects(FOAF.knows)
            }
    ties = {(s, o) for s, _, o, _ in store.matching(None, KNOWS, None, "")}
    people = {s for s, *_ in store.matching(None, KNOWN_AS, None, "")}
    assert ties == truth
    assert people == {person for tie in truth for person in tie}


def test_a_second_crawl_finds_everything_unchanged(
    served: dict[str, Path], sources: Sources, store: Store
) -> None:
    first = sources.import_([f"http://{HOST}/Person/CBaker"], depth=20)
    before = store.sequence

    second = sources.import_([f"http://{HOST}/Person/CBaker"], depth=20)

    states = {source.graph: source.status for source in second.sources if source.graph}
    assert set(states.values()) == {"unchanged"}
    assert len(second.sources) == len(first.sources)
    assert second.people == first.people
    assert store.sequence > before
