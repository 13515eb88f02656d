import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import sleep

import pytest

from tests.unit.plex.sources.conftest import House
from tests.unit.plex.sources.pages import circle, pages_of, person
from tests.web import Page

#: What no IRI may have in it: left out, as Turtle would refuse it.
_NO_IRI = dict.fromkeys([*range(33), *map(ord, '<>"{}|^`\\')])


@pytest.mark.parametrize(("depth", "reached"), [(0, 1), (1, 2), (2, 3), (9, 5)])
def test_a_crawl_goes_as_far_as_it_is_told(
    house: House, depth: int, reached: int
) -> None:
    circle(house, 5)

    report = house.import_one(f"{house.web.url}/0", depth=depth)

    assert [source.status for source in report.sources] == ["new"] * reached
    fetched = [page for page in pages_of(house) if page != "/robots.txt"]
    assert fetched == [f"/{number}" for number in range(reached)]


def test_a_crawl_follows_see_also(house: House) -> None:
    more = "<#me> foaf:knows [ rdfs:seeAlso </bob> ] ."
    house.web.pages["/ann"] = person("Ann", more=more)
    house.web.pages["/bob"] = person("Bob")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert report.sources[1].graph == f"{house.web.url}/bob"
    assert report.sources[1].found_in == f"{house.web.url}/ann"


def test_the_nearest_come_first(house: House) -> None:
    house.web.pages["/0"] = person("0", "/a", "/b")
    house.web.pages["/a"] = person("a", "/a1")
    house.web.pages["/b"] = person("b", "/b1")
    house.web.pages["/a1"] = person("a1")
    house.web.pages["/b1"] = person("b1")

    house.import_one(f"{house.web.url}/0", depth=3)

    assert pages_of(house) == ["/0", "/robots.txt", "/a", "/b", "/a1", "/b1"]


def test_a_dead_link_is_no_failure_of_what_was_asked_for(house: House) -> None:
    house.web.pages["/ann"] = person("Ann", "/gone#me", "mailto:x@y.example")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new", "failed"]
    assert report.failed == ()


def test_a_crawl_goes_nowhere_that_robots_txt_forbids(house: House) -> None:
    house.web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /no", "text/plain")
    house.web.pages["/ann"] = person("Ann", "/no#me", "/yes#me")
    house.web.pages["/no"] = person("Nora")
    house.web.pages["/yes"] = person("Yves")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert "/no" not in pages_of(house)
    found = {str(source.graph or source.source): source for source in report.sources}
    assert found[f"{house.web.url}/yes"].status == "new"
    assert found[f"{house.web.url}/no"].error == "the host's robots.txt says no"


def test_robots_txt_does_not_bind_what_the_owner_typed(house: House) -> None:
    house.web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /", "text/plain")
    house.web.pages["/ann"] = person("Ann")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new"]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (person("Bob", more='<#me> rdfs:comment "Baker. #nobot" .'), False),
        (person("Bob", more='<#me> rdfs:comment "Baker of #nobots" .'), False),
        (
            person("Bob", more="<#me> <http://joinmastodon.org/ns#indexable> false ."),
            False,
        ),
        (
            person("Bob", more="<#me> <http://joinmastodon.org/ns#indexable> true ."),
            True,
        ),
        (person("Bob", more='<#me> rdfs:comment "#nobotany here" .'), True),
        (
            Page(person("Bob").body, headers={"X-Robots-Tag": "noindex, nofollow"}),
            False,
        ),
        (Page(person("Bob").body, headers={"X-Robots-Tag": "all"}), True),
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
    house.web.pages["/ann"] = person("Ann", "/bob#me")
    house.web.pages["/bob"] = page

    crawled = house.import_one(f"{house.web.url}/ann", depth=1)
    typed = house.import_one(f"{house.web.url}/bob")

    assert crawled.sources[1].status == ("new" if kept else "failed")
    if not kept:
        assert crawled.sources[1].error == "asks not to be collected"
    assert typed.sources[0].status != "failed"


def test_a_page_that_asks_not_to_be_followed_is_not(house: House) -> None:
    ann = person("Ann", "/bob#me")
    house.web.pages["/ann"] = Page(ann.body, headers={"X-Robots-Tag": "nofollow"})
    house.web.pages["/bob"] = person("Bob")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert len(report.sources) == 1


def test_a_stranger_leads_nowhere_on_this_machine(house: House) -> None:
    there = f"http://localhost:{house.web.port}/bob"
    house.web.pages["/ann"] = person("Ann", there, "file:///etc/hostname")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert pages_of(house) == ["/ann"]
    assert [source.status for source in report.sources] == ["new", "failed"]


def test_a_host_is_asked_for_one_thing_at_a_time(house: House) -> None:
    inside: list[str] = []
    most: list[int] = []

    def serve(handler: BaseHTTPRequestHandler) -> None:
        inside.append(handler.path)
        most.append(len(inside))
        sleep(0.01)
        inside.remove(handler.path)
        body = person(handler.path).body
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
        handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    known = [f"/{number}" for number in range(8)]
    house.web.pages["/ann"] = person("Ann", *known)
    house.web.pages |= dict.fromkeys(known, serve)

    house.import_one(f"{house.web.url}/ann", depth=1)

    assert len(most) == 8
    assert max(most) == 1


def test_a_host_that_asks_to_wait_is_asked_once_more(house: House) -> None:
    asked: list[str] = []

    def serve(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        body = person("Bob").body
        if len(asked) == 1:
            handler.wfile.write(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\n")
            body = b""
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")
        handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    house.web.pages["/ann"] = person("Ann", "/bob")
    house.web.pages["/bob"] = serve

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert [source.status for source in report.sources] == ["new", "new"]
    assert asked == ["/bob", "/bob"]


def test_a_file_can_be_the_start_of_a_crawl(house: House, tmp_path: Path) -> None:
    house.web.pages["/bob"] = person("Bob")
    file = tmp_path / "ann.ttl"
    file.write_bytes(person("Ann", f"{house.web.url}/bob#me").body)

    report = house.import_one(str(file), depth=1)

    assert [source.status for source in report.sources] == ["new", "new"]


def test_a_crawl_goes_on_behind_what_has_not_changed(house: House) -> None:
    circle(house, 3)
    house.import_one(f"{house.web.url}/0")

    report = house.import_one(f"{house.web.url}/0", depth=9)

    states = [source.status for source in report.sources]
    assert states == ["unchanged", "new", "new"]


def test_links_to_nonsense_are_passed_over(house: House, shared: Path) -> None:
    file = shared / "suites" / "naughty-strings" / "blns.json"
    naughty: list[str] = json.loads(file.read_text(encoding="utf-8"))
    links = [f"http://{house.web.host}/{words}" for words in naughty]
    links += ["http://[", "http://a:99999/", "http://a:b/", "http://@/", "http://:/"]
    quoted = [link.translate(_NO_IRI) for link in links]
    house.web.pages["/ann"] = person("Ann", *quoted)
    house.web.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /", "text/plain")

    report = house.import_one(f"{house.web.url}/ann", depth=1)

    assert report.sources[0].status == "new"
    assert {source.status for source in report.sources[1:]} == {"failed"}
    assert report.failed == ()
