import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import sleep

import pytest

from plexus_ld.settings import ImportSettings
from tests.unit.plex.sources.conftest import House
from tests.web import Page

PREFIXES = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)


def _person(name: str, *known: str, more: str = "") -> Page:
    knows = "".join(f"<#me> foaf:knows <{url}> .\n" for url in known)
    text = f'{PREFIXES}<#me> a foaf:Person ; foaf:name "{name}" .\n{knows}{more}'
    return Page(text.encode())


def _circle(house: House, size: int) -> None:
    """Serve people each of whom knows the next, the last the first."""
    for number in range(size):
        after = f"/{(number + 1) % size}#me"
        house.web.pages[f"/{number}"] = _person(f"Person {number}", after)


def _pages(house: House) -> list[str]:
    return [asked.removeprefix("GET ") for asked in house.web.asked]


@pytest.mark.parametrize(("depth", "reached"), [(0, 1), (1, 2), (2, 3), (9, 5)])
def test_a_crawl_goes_as_far_as_it_is_told(
    house: House, depth: int, reached: int
) -> None:
    _circle(house, 5)

    report = house.import_one(f"{house.web.url}/0", depth=depth)

    assert [source.status for source in report.sources] == ["new"] * reached
    fetched = [page for page in _pages(house) if page != "/robots.txt"]
    assert fetched == [f"/{number}" for number in range(reached)]


def test_a_crawl_follows_see_also(house: House) -> None:
    more = "<#me> foaf:knows [ rdfs:seeAlso </bob> ] ."
    house.web.pages["/ann"] = _person("Ann", more=more)
    house.web.pages["/bob"] = _person("Bob")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert report.sources[1].graph == f"{house.web.url}/bob"
    assert report.sources[1].found_in == f"{house.web.url}/ann"


def test_the_nearest_come_first(house: House) -> None:
    house.web.pages["/0"] = _person("0", "/a", "/b")
    house.web.pages["/a"] = _person("a", "/a1")
    house.web.pages["/b"] = _person("b", "/b1")
    house.web.pages["/a1"] = _person("a1")
    house.web.pages["/b1"] = _person("b1")

    house.import_one(f"{house.web.url}/0", depth=3)

    assert _pages(house) == ["/0", "/robots.txt", "/a", "/b", "/a1", "/b1"]


def test_a_dead_link_is_no_failure_of_what_was_asked_for(house: House) -> None:
    house.web.pages["/ann"] = _person("Ann", "/gone#me", "mailto:x@y.example")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new", "failed"]
    assert report.failed == ()


def test_a_crawl_goes_nowhere_that_robots_txt_forbids(house: House) -> None:
    house.web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /no", "text/plain")
    house.web.pages["/ann"] = _person("Ann", "/no#me", "/yes#me")
    house.web.pages["/no"] = _person("Nora")
    house.web.pages["/yes"] = _person("Yves")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert "/no" not in _pages(house)
    found = {str(source.graph or source.source): source for source in report.sources}
    assert found[f"{house.web.url}/yes"].status == "new"
    assert found[f"{house.web.url}/no"].error == "the host's robots.txt says no"


def test_robots_txt_does_not_bind_what_the_owner_typed(house: House) -> None:
    house.web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /", "text/plain")
    house.web.pages["/ann"] = _person("Ann")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new"]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (_person("Bob", more='<#me> rdfs:comment "Baker. #nobot" .'), False),
        (_person("Bob", more='<#me> rdfs:comment "Baker of #nobots" .'), False),
        (
            _person("Bob", more="<#me> <http://joinmastodon.org/ns#indexable> false ."),
            False,
        ),
        (
            _person("Bob", more="<#me> <http://joinmastodon.org/ns#indexable> true ."),
            True,
        ),
        (_person("Bob", more='<#me> rdfs:comment "#nobotany here" .'), True),
        (
            Page(_person("Bob").body, headers={"X-Robots-Tag": "noindex, nofollow"}),
            False,
        ),
        (Page(_person("Bob").body, headers={"X-Robots-Tag": "all"}), True),
        (
            Page(
                b'<!doctype html><meta name="robots" content="none">'
                b'<p class="h-card"><a class="u-url p-name" href="/bob">Bob</a>',
                "text/html",
            ),
            False,
        ),
    ],
)
def test_who_asks_not_to_be_collected_is_not(
    house: House, page: Page, kept: bool
) -> None:
    house.web.pages["/ann"] = _person("Ann", "/bob#me")
    house.web.pages["/bob"] = page

    crawled = house.import_one(f"{house.web.url}/ann", depth=1)
    typed = house.import_one(f"{house.web.url}/bob")

    assert crawled.sources[1].status == ("new" if kept else "failed")
    if not kept:
        assert crawled.sources[1].error == "asks not to be collected"
    assert typed.sources[0].status != "failed"


def test_a_page_that_asks_not_to_be_followed_is_not(house: House) -> None:
    ann = _person("Ann", "/bob#me")
    house.web.pages["/ann"] = Page(ann.body, headers={"X-Robots-Tag": "nofollow"})
    house.web.pages["/bob"] = _person("Bob")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert len(report.sources) == 1


def test_a_stranger_leads_nowhere_on_this_machine(house: House) -> None:
    there = f"http://localhost:{house.web.port}/bob"
    house.web.pages["/ann"] = _person("Ann", there, "file:///etc/hostname")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert _pages(house) == ["/ann"]
    assert [source.status for source in report.sources] == ["new", "failed"]


def test_a_crawl_ends_with_its_budget_and_goes_on(house: House) -> None:
    _circle(house, 7)
    limits = ImportSettings(host_pause_s=0, max_documents=3)
    sources = house.again(limits)
    start = [f"{house.web.url}/0"]

    first = sources.import_(start, depth=9)
    second = sources.import_(start, depth=9)
    third = sources.import_(start, depth=9)

    assert first.note == (
        "the budget of 3 documents is spent; 1 document waits: the same command goes on"
    )
    assert [len(one.sources) for one in (first, second, third)] == [3, 3, 1]
    assert [one.waiting for one in (first, second, third)] == [1, 1, 0]
    assert len(house.sources.sources()) == 7
    fetched = [page for page in _pages(house) if page != "/robots.txt"]
    assert len(fetched) == len(set(fetched)) == 7
    assert house.originals.folder is not None
    assert not list(house.originals.folder.glob("crawl-*"))


def test_a_budget_of_bytes_ends_a_crawl(house: House) -> None:
    _circle(house, 7)
    size = len(_person("Person 0", "/1#me").body)
    limits = ImportSettings(host_pause_s=0, max_total_bytes=2 * size)

    report = house.again(limits).import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 2
    assert report.waiting == 1


def test_a_budget_of_seconds_ends_a_crawl(house: House) -> None:
    _circle(house, 7)
    limits = ImportSettings(host_pause_s=30, max_seconds=0.2)

    report = house.again(limits).import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 1
    assert report.note.startswith("the budget of 0.2 seconds is spent; 1 document")


def test_what_was_interrupted_is_kept_and_goes_on(house: House) -> None:
    _circle(house, 5)

    told: list[str] = []

    def interrupt(done: int, total: int, what: str) -> None:
        told.append(what)
        if len(told) == 3:
            raise KeyboardInterrupt

    start = [f"{house.web.url}/0"]
    first = house.sources.import_(start, depth=9, on_progress=interrupt)
    known = {info.graph for info in house.sources.sources()}
    second = house.sources.import_(start, depth=9)

    assert first.interrupted
    assert first.note.startswith("interrupted; ")
    assert first.waiting == 1
    assert [source.status for source in first.sources] == ["new"] * 3
    assert known == {f"{house.web.url}/{number}" for number in range(3)}
    assert not second.interrupted
    assert second.waiting == 0
    assert len(house.sources.sources()) == 5


def test_other_words_begin_a_crawl_of_their_own(house: House) -> None:
    _circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))
    sources.import_([f"{house.web.url}/0"], depth=9)

    other = sources.import_([f"{house.web.url}/3"], depth=9)

    assert other.sources[0].graph == f"{house.web.url}/3"


@pytest.mark.parametrize("kept", ["", "nonsense", "[]", '{"waiting": 1, "seen": 2}'])
def test_a_kept_frontier_without_sense_begins_anew(house: House, kept: str) -> None:
    _circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))
    sources.import_([f"{house.web.url}/0"], depth=9)
    assert house.originals.folder is not None
    (file,) = house.originals.folder.glob("crawl-*")
    file.write_text(kept, encoding="utf-8")

    report = house.sources.import_([f"{house.web.url}/0"], depth=9)

    assert len(report.sources) == 4


def test_a_frontier_is_plain_json(house: House) -> None:
    _circle(house, 4)
    sources = house.again(ImportSettings(host_pause_s=0, max_documents=2))

    sources.import_([f"{house.web.url}/0"], depth=9)

    assert house.originals.folder is not None
    (file,) = house.originals.folder.glob("crawl-*")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [entry[1] for entry in kept["waiting"]] == [f"{house.web.url}/2"]


def test_a_host_is_asked_for_one_thing_at_a_time(house: House) -> None:
    inside: list[str] = []
    most: list[int] = []

    def serve(handler: BaseHTTPRequestHandler) -> None:
        inside.append(handler.path)
        most.append(len(inside))
        sleep(0.01)
        inside.remove(handler.path)
        body = _person(handler.path).body
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
        handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    known = [f"/{number}" for number in range(8)]
    house.web.pages["/ann"] = _person("Ann", *known)
    house.web.pages |= dict.fromkeys(known, serve)

    house.import_one(f"{house.web.url}/ann", depth=1)

    assert len(most) == 8
    assert max(most) == 1


def test_a_host_that_asks_to_wait_is_asked_once_more(house: House) -> None:
    asked: list[str] = []

    def serve(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        body = _person("Bob").body
        if len(asked) == 1:
            handler.wfile.write(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\n")
            body = b""
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
        handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    house.web.pages["/ann"] = _person("Ann", "/bob")
    house.web.pages["/bob"] = serve

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new", "new"]
    assert asked == ["/bob", "/bob"]


def test_a_file_can_be_the_start_of_a_crawl(house: House, tmp_path: Path) -> None:
    house.web.pages["/bob"] = _person("Bob")
    file = tmp_path / "ann.ttl"
    file.write_bytes(_person("Ann", f"{house.web.url}/bob#me").body)

    report = house.import_one(str(file), depth=1)

    assert [source.status for source in report.sources] == ["new", "new"]


def test_a_crawl_goes_on_behind_what_has_not_changed(house: House) -> None:
    _circle(house, 3)
    house.import_one(f"{house.web.url}/0")

    report = house.import_one(f"{house.web.url}/0", depth=9)

    states = [source.status for source in report.sources]
    assert states == ["unchanged", "new", "new"]
