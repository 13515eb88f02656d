import json
from http.server import BaseHTTPRequestHandler

import pytest

from plexus_ld.vocab.graphs import KEYS, SOURCES
from tests.unit.plex.sources.conftest import House
from tests.unit.plex.sources.pages import ANN
from tests.web import Page


def test_a_webid_leads_to_the_document_and_to_the_person(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)

    report = house.import_one(f"{house.web.url}/card#me")

    (source,) = report.sources
    assert source.graph == f"{house.web.url}/card"
    assert report.about == (f"{house.web.url}/card#me",)


def test_a_document_is_named_by_where_it_was_found(house: House) -> None:
    house.web.pages["/ann"] = Page(status=303, headers={"Location": "/ann.ttl"})
    house.web.pages["/ann.ttl"] = Page(ANN)

    report = house.import_one(f"{house.web.url}/ann")

    assert report.sources[0].graph == f"{house.web.url}/ann.ttl"
    (info,) = house.sources.sources()
    assert info.source == f"{house.web.url}/ann"


def test_what_has_not_changed_is_not_fetched_again(house: House) -> None:
    house.web.pages["/card"] = Page(ANN)
    house.import_one(f"{house.web.url}/card")

    report = house.import_one(f"{house.web.url}/card")

    assert [source.status for source in report.sources] == ["unchanged"]
    assert report.people == 2
    assert "if-none-match" in house.web.headers[1]
    (info,) = house.sources.sources()
    assert info.http_status == 304


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (Page(b"no", "text/html", 404), "is not there (HTTP 404)"),
        (Page(b"no", "text/html", 500), "the server failed (HTTP 500)"),
        (Page(b"\x89PNG", "image/png"), "is image/png, which says nothing of people"),
        (
            Page(b"<!doctype html><title>Hello</title><p>Hello", "text/html"),
            "a page with no RDFa, JSON-LD or card in it",
        ),
    ],
)
def test_a_url_without_a_document_is_said_in_a_sentence(
    house: House, page: Page, reason: str
) -> None:
    house.web.pages["/card"] = page

    report = house.import_one(f"{house.web.url}/card")

    assert report.sources[0].error == reason
    assert house.sources.sources() == ()


def test_a_stranger_on_this_machine_is_not_reached(house: House) -> None:
    report = house.import_one(f"http://localhost:{house.web.port}/card")

    assert report.sources[0].error is not None
    assert "private network" in report.sources[0].error
    assert house.web.asked == []


def test_a_handle_leads_to_a_profile(house: House) -> None:
    handle = f"ann@{house.web.host}"
    resource = f"acct:{handle}".replace(":", "%3A").replace("@", "%40")
    link = {"rel": "self", "type": "text/turtle", "href": f"{house.web.url}/card#me"}
    body = json.dumps({"links": [link]}).encode()
    house.web.pages[f"/.well-known/webfinger?resource={resource}"] = Page(body)
    house.web.pages["/card"] = Page(ANN)

    report = house.import_one(f"acct:{handle}")

    (source,) = report.sources
    assert source.source == f"acct:{handle}"
    assert source.graph == f"{house.web.url}/card"


def test_a_page_leads_to_the_profile_that_it_names(house: House) -> None:
    house.web.pages["/"] = Page(
        b'<!doctype html><title>Ann</title><link rel="alternate" '
        b'type="text/turtle" href="/card">',
        "text/html",
    )
    house.web.pages["/card"] = Page(ANN)

    report = house.import_one(f"{house.web.url}/")

    graphs = [source.graph for source in report.sources]
    assert graphs == [f"{house.web.url}/", f"{house.web.url}/card"]
    assert report.people == 2
    assert report.about == (f"{house.web.url}/card#me",)


@pytest.mark.parametrize(
    "location",
    [
        "/a>_<urn:x-plexus:profile>_.",
        "/a> <urn:b> <urn:c> <urn:x-plexus:profile> .",
        "/a\\u003E",
        '/a"b{c}|d^e`f',
        "/é",
    ],
)
def test_a_server_cannot_write_elsewhere_by_its_redirects(
    house: House, location: str
) -> None:
    sent = {"Location": location.encode().decode("latin-1")}
    house.web.pages["/card"] = Page(status=301, headers=sent)
    graphs = set(house.store.graphs())

    def serve(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n"
        handler.wfile.write(head + b"Content-Length: %d\r\n\r\n" % len(ANN) + ANN)

    house.web.otherwise = serve

    report = house.import_one(f"{house.web.url}/card")

    (source,) = report.sources
    assert source.status == "new"
    added = {name[1:-1] for name in house.store.graphs()} - graphs
    assert added <= {source.graph, str(SOURCES), str(KEYS)}
    (info,) = house.sources.sources()
    assert info.source.startswith(f"{house.web.url}/")
    assert not set(info.source) & set('<>" {}|^`')
